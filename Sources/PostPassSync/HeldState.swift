import PostPass
import PostPassStore

/// The state of a store with its root chain verified.
struct HeldState: Sendable {
  let state: StoreState
  let chain: RootChain

  /// - Parameter chain: the verified roots of the state.
  init(_ state: StoreState, _ chain: RootChain) {
    self.state = state
    self.chain = chain
  }

  /// Nil where there is no store.
  /// - Throws: `PullError.storeDamaged`: starting anew would forget what rollbacks are told by.
  init?(_ store: Store) throws(PullError) {
    do {
      state = try store.state()
    } catch .missing {
      return nil
    } catch {
      throw .storeDamaged(error)
    }
    do {
      chain = try RootChain(pinned: state.authority, files: state.roots)
      _ = try chain.verifyKeyring(state.keyring)
    } catch {
      throw .storeDamaged(.untrusted(.root, error))
    }
  }

  /// The head that is held of a kind; nil for notices, which no store has.
  func head(of kind: FileKind) -> FileHead? {
    switch kind {
    case .root: chain.last.signed.head
    case .keyring: state.keyring.head
    case .revocationList: state.list.head
    case .notice: nil
    }
  }

  /// What a mirror's `head` has where it offers this.
  var mirrorHead: MirrorHead { MirrorHead(root: chain.last.signed, keyring: state.keyring, list: state.list) }

  /// The bodies that the state names.
  var bodyRoots: Set<Digest> { [state.keyring.head.bodyRoot, state.list.head.bodyRoot] }

  /// The keyring, all of it verified; nil where its body is missing or damaged.
  func openKeyring(in store: borrowing StoreWriter) -> Keyring? {
    guard let verified = try? chain.verifyKeyring(state.keyring), let body = store.heldBody(of: verified.head)
    else { return nil }
    return try? Keyring(verified, whole: body)
  }
}

extension HeldState? {
  /// The state after taking over these files, of which those not newer are the ones held. Where root or keyring is
  /// newer, the newest signed time begins again with the new files; otherwise it never goes back (SPEC §8.2).
  func next(
    _ authority: AuthorityID, _ chain: RootChain, _ keyring: SignedHead, _ list: SignedHead,
    lastPull: UnixTime
  ) -> StoreState {
    let held = self?.state
    let root = chain.last.signed.head
    let newFiles = [root, keyring.head, list.head].filter { head in
      ![self?.chain.last.signed.head, held?.keyring.head, held?.list.head].contains(head)
    }
    let isReset = held?.keyring.head != keyring.head
    let remembered = isReset ? nil : held?.newestSignedTime
    let newest = newFiles.map(\.issuedAt).reduce(remembered ?? UnixTime(seconds: 0), max)
    return StoreState(
      authority: authority, newestSignedTime: newest, lastPull: lastPull, roots: chain.files,
      // Of one file with two sets of signatures, the one that is held stays.
      keyring: isReset ? keyring : held?.keyring ?? keyring,
      list: held?.list.head == list.head ? held?.list ?? list : list)
  }
}

extension Holding {
  init(_ state: StoreState, revoked: Revoked?) {
    // The parser of states refuses one without roots.
    let root = state.roots[state.roots.count - 1]
    self.init(
      root: root.signed.head, signers: root.body, keyring: state.keyring.head,
      list: state.list.head, revoked: revoked, lastPull: state.lastPull)
  }
}

extension Holding.Revoked {
  /// Reads the counts of the list that a store holds; nil where bodies are missing or damaged, which a pull repairs.
  init?(_ store: Store) {
    guard let list = try? store.open(.lazily).trust.list else { return nil }
    self.init(codes: list.codeCount, keys: list.keyCount)
  }
}
