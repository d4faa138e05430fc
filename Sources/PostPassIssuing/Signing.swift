import DurableFile
package import PostPass
import PostPassLedger

/// What came of a change that holders of keys have to sign.
package enum SignedChange: Sendable {
  /// The keys of the home were enough, and it has the new state.
  case complete(Proposal, AuthorityState)
  /// Others have to sign; the home is as it was, and the file is there for them.
  case pending(Proposal, path: String)

  package var proposal: Proposal {
    switch self {
    case .complete(let proposal, _), .pending(let proposal, _): proposal
    }
  }
}

extension Proposal {
  /// Reads and verifies a pending file.
  /// - Parameter authority: what is pinned; nil to take what the file says, for the holder to compare.
  package init(at path: String, pinned authority: AuthorityID?) throws(IssuingError) {
    let file: PendingFile
    do {
      file = try PendingFile(
        parsing: try DurableFile.readWithoutLinks(path, limit: AuthorityState.maximalLength))
    } catch let error as FileError {
      throw .file(error)
    } catch let error as MalformedFile {
      throw .malformedPending(path, error)
    } catch {
      preconditionFailure("reading and parsing throw these two")
    }
    let pinned = authority ?? AuthorityID(ofFirstRootBody: file.roots[0].body.encoded)
    do { try self.init(verifying: file, pinned: pinned) } catch { throw .refusedPending(path, error) }
  }

  /// Refuses what nobody would accept before its date: a root that is from the future cannot be taken back.
  /// - Throws: `IssuingError.pendingFromFuture`.
  package func refuseFromTheFuture(now: UnixTime) throws(IssuingError) {
    if let head = headFromTheFuture(at: now) { throw .pendingFromFuture(head, now: now) }
  }

  /// What is proposed and from the future: the root, or else the keyring.
  package func headFromTheFuture(at now: UnixTime) -> FileHead? {
    [file.nextRoot?.signed.head, file.nextKeyring.head].compactMap(\.self).first {
      $0.isFromTheFuture(at: now)
    }
  }

  /// Adds what this key has not signed yet.
  /// - Returns: false where it has signed all that it may.
  /// - Throws: `IssuingError.notAsked`.
  package mutating func sign(with key: borrowing SigningKey) throws(IssuingError) -> Bool {
    guard asks(key.publicKey) else { throw .notAsked(key.publicKey) }
    return sign(with: key.publicKey) { key.signature(over: $0) }
  }

  /// Puts the signatures into the file, beside those that other holders have added since it was read.
  /// - Throws: `IssuingError.pendingExchanged` where the file is another proposal by now; `FileError.notRegular` for a
  ///   link, whose other end would stay as it is.
  package mutating func replace(_ path: String) throws(IssuingError) {
    let lock: FileLock
    do { lock = try FileLock(ofReplaced: path, waiting: .seconds(10)) } catch { throw .file(error) }
    guard merge(try Proposal(at: path, pinned: chain.authority)) else { throw .pendingExchanged(path) }
    do { try DurableFile.write(file.encoded, to: path) } catch { throw .file(error) }
    // Named once more, so that it is held until here.
    _ = consume lock
  }
}

extension SecretKeys {
  /// Reads a key file that was made for root keys or for keyring keys.
  package func openSigner(_ path: String) throws(IssuingError) -> SigningKey {
    do { return try open(path, of: .root) } catch {
      guard case .otherOwner = error else { throw IssuingError(error) }
    }
    do { return try open(path, of: .keyring) } catch {
      if case .otherOwner = error { throw .notASigner(path) }
      throw IssuingError(error)
    }
  }
}

extension Home {
  /// The authority of the home; nil where it has keys at most.
  package func authority() throws(IssuingError) -> AuthorityID? {
    do { return try Ledger.open(at: ledgerPath).authority } catch {
      if case .missing = error { return nil }
      throw .ledger(error)
    }
  }

  /// Signs with every key of the home that is asked.
  /// - Returns: the keys that had something to add.
  package func sign(_ proposal: inout Proposal) throws(IssuingError) -> [PublicKey] {
    var signed = proposal
    var signers: [PublicKey] = []
    try withSecrets(of: proposal.awaited) { key throws(IssuingError) in
      if try signed.sign(with: key) { signers.append(key.publicKey) }
    }
    proposal = signed
    return signers
  }

  /// Makes the next root, with the home's own keyring under it.
  /// - Parameter path: where a pending file goes; nil for `root-N.pending` in the working directory.
  /// - Throws: `IssuingError.behindMirror` where the mirror has a root that the home does not know.
  package func rotateRoot(
    _ change: RootChange, pendingAt path: String?, now: UnixTime, by: String
  ) throws(IssuingError) -> SignedChange {
    try unlockSigners(of: try open().proposal(change, now: now).awaited)
    return try locked { () throws(IssuingError) in
      let current = try open()
      var proposal = try current.proposal(change, now: now)
      _ = try sign(&proposal)
      return try current.settle(
        proposal, pendingAt: path ?? "root-\(proposal.root.signed.head.number).pending", now: now, by: by)
    }
  }

  /// Takes a complete proposal into the home.
  /// - Parameter agreed: what somebody has seen and agreed to of what it begins from.
  /// - Returns: nil where the home has it already.
  /// - Throws: `IssuingError.overtaken`; `.pendingFromFuture`; `.keyringRewritten` where it begins from a keyring that was
  ///   made without the home's; `.takesKeys` where that one takes keys away that are here, and was not agreed to;
  ///   `.state` where a signature is missing.
  package func takeOver(
    _ proposal: Proposal, agreed: TrustChange? = nil, now: UnixTime, by: String
  ) throws(IssuingError) -> AuthorityState? {
    try locked { () throws(IssuingError) in
      let current = try open()
      if try current.has(proposal) { return nil }
      return try current.keep(proposal, agreed: agreed, now: now, by: by)
    }
  }
}

extension OpenHome {
  /// Two roots of one number would divide those who pull.
  func refuseNewerRoot() throws(IssuingError) {
    // Whoever writes a mirror may damage it, and must not hold up a new root with that.
    guard let directory = try home.mirror(), let offered = try? offered(by: directory, mayBeEmpty: true)
    else { return }
    let newest = offered.trust.root
    guard newest.number <= state.trust.root.number else { throw .behindMirror(newest) }
  }

  /// Keeps a proposal that is complete, or writes the file for those who still have to sign.
  func settle(
    _ proposal: Proposal, pendingAt path: String, now: UnixTime, by: String
  ) throws(IssuingError) -> SignedChange {
    if proposal.isComplete { return .complete(proposal, try keep(proposal, agreed: nil, now: now, by: by)) }
    do { try DurableFile.createExclusively(proposal.file.encoded, at: path, permissions: 0o644) } catch {
      if case .exists = error { throw .pendingExists(path) }
      throw .file(error)
    }
    // Afterwards: a file that was never made is not to be missed.
    do { try notePending(proposal, at: path) } catch {
      try? DurableFile.remove(path)
      throw error
    }
    do throws(LedgerError) {
      try ledger.record(.sign, subject: proposal.subject, details: "file \(path)", now: now, by: by)
    } catch {
      throw .ledger(error)
    }
    return .pending(proposal, path: path)
  }

  /// Notes in the record that keys of this home signed.
  package func recordSigning(
    of proposal: Proposal, by signers: [PublicKey], now: UnixTime, operator name: String
  ) throws(IssuingError) {
    do throws(LedgerError) {
      for key in signers {
        try ledger.record(.sign, subject: proposal.subject, details: "key \(key.text)", now: now, by: name)
      }
    } catch {
      throw .ledger(error)
    }
  }

  /// Whether the home has what is proposed.
  /// - Throws: `IssuingError.overtaken` where it has something that the proposal does not begin from.
  package func has(_ proposal: Proposal) throws(IssuingError) -> Bool { try state.trust.has(proposal) }

  fileprivate func keep(
    _ proposal: Proposal, agreed: TrustChange?, now: UnixTime, by: String
  ) throws(IssuingError) -> AuthorityState {
    try proposal.refuseFromTheFuture(now: now)
    let next = proposal.file.nextKeyring.head
    let roots = proposal.chain.files + [proposal.file.nextRoot].compactMap { $0 }
    let complete: AuthorityState
    do {
      complete = try AuthorityState(
        pinned: ledger.authority, roots: roots, keyring: proposal.file.nextKeyring,
        list: self.state.trust.list.verified.signed, held: [self.state], origin: home.publicPath
      ) { _ in proposal.file.nextKeyringBody }
    } catch {
      throw .state(error)
    }
    // What the proposal begins from may be newer than what the home has, and was compared with nothing here.
    try change(before: proposal)?.check(agreed)
    // What it changes itself is what was signed.
    let state = try adoptingKeyring(of: complete, agreed: try change(by: complete)).state
    // The record comes first: cut off in between, it says what was signed and did not come to be, and nothing that
    // came to be is missing from it.
    do throws(LedgerError) {
      try ledger.record(proposal.entries, details: "keyring \(next.number)", now: now, by: by)
    } catch {
      throw .ledger(error)
    }
    do { try home.keep(state) } catch { throw .file(error) }
    try OpenHome(home: home, ledger: ledger, state: state).learn(now: now, by: by)
    return state
  }
}

extension TrustSet {
  /// As `OpenHome.has`.
  func has(_ proposal: Proposal) throws(IssuingError) -> Bool {
    if keyring.head == proposal.file.nextKeyring.head { return true }
    let standing = proposal.chain.files.map(\.signed.head)
    let own = chain.files.map(\.signed.head)
    guard own.count <= standing.count, own.elementsEqual(standing.prefix(own.count)) else {
      throw .overtaken(by: root)
    }
    let (ours, theirs) = (keyring.head, proposal.keyring.head)
    guard ours == theirs || ours.order < theirs.order else { throw .overtaken(by: ours) }
    return false
  }
}

extension Proposal {
  /// What the record calls it.
  fileprivate var subject: String {
    if let root = file.nextRoot { return "root \(root.signed.head.number)" }
    return "keyring \(file.nextKeyring.head.number)"
  }

  /// What the record says that is done.
  fileprivate var entries: [(action: LogAction, subject: String)] {
    var entries: [(action: LogAction, subject: String)] = file.nextRoot == nil ? [] : [(.rootRotate, subject)]
    for change in changes {
      switch change {
      case .enrolled(let number, _): entries.append((.keyringAdd, "key \(number.value)"))
      case .removed(let number, _): entries.append((.keyringRemove, "key \(number.value)"))
      case .replaced(let number, _, _): entries.append((.keyringSet, "key \(number.value)"))
      }
    }
    return entries.isEmpty ? [(.keyringRenew, subject)] : entries
  }
}
