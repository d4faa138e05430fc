package import PostPass
import PostPassStore

/// Brings a store up to date from mirrors, in the order of the TUF client: roots, keyring, list. Each is verified
/// wholly before it gets its name in the store, and compared with what is held (SPEC §8.2).
package struct Puller: ~Copyable {
  /// What is pinned.
  package let authority: AuthorityID
  /// What the store holds; nil before the first success.
  package private(set) var holding: Holding?
  /// What the keyring held says otherwise than the one that was held at first; nil where it is the same one, and where
  /// the body of that was missing or damaged.
  package private(set) var keyringDifference: KeyringDifference?
  private let store: StoreWriter
  private let now: UnixTime
  private var held: HeldState?
  /// The keyring that was held at first; opened when the first newer one is compared with it.
  private let firstHead: FileHead?
  private var firstKeyring: Keyring?
  /// The bodies of the heads that mirrors offered to this value.
  private var offered: Set<Digest> = []

  /// Takes the lock of the store and reads its state; both last as long as the value.
  /// - Parameters:
  /// - authority: what to pin; needed where nothing is held yet.
  /// - now: the reference time of everything that this value does.
  /// - patience: how long to wait for another pull to end.
  /// - Throws: `PullError.notPinned` before anything is written; `.pinnedOtherwise`, `.storeDamaged`, `.locked`,
  ///   `.storage`.
  package init(
    store directory: String, authority: AuthorityID?, now: UnixTime, waiting patience: Duration
  ) throws(PullError) {
    let reader = Store(StorePath(directory))
    let found = try HeldState(reader)
    guard let pinned = authority ?? found?.state.authority else { throw .notPinned }
    let store = try StoreWriter(directory, waiting: patience)
    // Another pull may have switched the state before it let go of the lock.
    let held = try HeldState(reader)
    if let held, held.state.authority != pinned {
      throw .pinnedOtherwise(pinned: held.state.authority, asked: pinned)
    }
    self.authority = pinned
    self.now = now
    self.held = held
    firstHead = held?.state.keyring.head
    holding = held.map { Holding($0.state, revoked: Holding.Revoked(reader)) }
    self.store = store
  }

  /// Takes over what one mirror offers and is newer. After an error the store is as it was, but for two: what is
  /// `frozen` was taken over, and so was a newer keyring where only the list offered with it is refused.
  package mutating func pull(from transport: any Transport) throws(PullError) {
    do throws(PullError) {
      try pull(from: transport, unless: validator(of: transport))
    } catch {
      // The mirror may have been in the middle of an update: its head then names other pieces now.
      guard case .missing(let piece) = error, piece != .head else { throw error }
      try pull(from: transport, unless: nil)
    }
  }

  /// What a mirror called the head that is held.
  private func validator(of transport: any Transport) -> Validator? {
    guard let name = transport.name, let held else { return nil }
    return store.memory.validator(of: name, for: Blake2b.hash(held.mirrorHead.encoded))
  }

  private mutating func pull(from transport: any Transport, unless known: Validator?) throws(PullError) {
    let (offer, validator) = try offer(from: transport, unless: known)
    try refuse(offer)
    offered.formUnion([offer.keyring.head.bodyRoot, offer.list.head.bodyRoot])
    defer { remember(validator, of: offer, from: transport) }
    let chain = try chain(upTo: offer.root, from: transport)
    let (keyring, keyringBody) = try keyring(offer.keyring, under: chain, from: transport)
    let difference = try difference(of: keyring)
    let list: RevocationList
    let listBody: StagedBody?
    do {
      (list, listBody) = try self.list(offer.list, under: keyring, from: transport)
    } catch {
      try adopt(keyring, difference, under: chain, keyringBody)
      if error.isOutage { keyringBody?.leave() }
      throw error
    }
    let next = held.next(
      authority, chain, keyring.verified.signed, list.verified.signed, lastPull: now)
    let revoked = Holding.Revoked(codes: list.codeCount, keys: list.keyCount)
    try switchTo(HeldState(next, chain), revoked, difference, keeping: [keyringBody, listBody])
    if let (head, since) = holding?.firstStale(at: now) { throw .frozen(head, since: since) }
  }

  /// Remembers what a mirror calls its head, where that is what is held now.
  private func remember(_ validator: Validator?, of offer: MirrorHead, from transport: any Transport) {
    guard let name = transport.name, let held, held.mirrorHead == offer else { return }
    let old = store.memory
    var memory = old
    memory.remember(validator, of: name, for: Blake2b.hash(offer.encoded))
    if memory != old { store.remember(memory) }
  }

  /// The heads that a mirror offers, and what it calls them; those held where they are what it still offers.
  private func offer(
    from transport: any Transport, unless known: Validator?
  ) throws(PullError) -> (MirrorHead, Validator?) {
    switch try transport.fetchHead(unless: known) {
    case .unchanged:
      // There is something known of a head only where one is held.
      guard let held else { throw .malformed(.head, .container) }
      return (held.mirrorHead, known)
    case .bytes(let bytes, let validator):
      do { return (try MirrorHead(parsing: bytes), validator) } catch { throw .malformed(.head, error) }
    }
  }

  /// Refuses heads that are another authority's or roll something back. A list that is refused for its order is left
  /// to `list`, so that it does not hold up a keyring.
  private func refuse(_ offer: MirrorHead) throws(PullError) {
    for signed in [offer.root, offer.keyring, offer.list] where signed.head.authority != authority {
      throw .otherAuthority(pinned: authority, found: signed.head.authority)
    }
    try refuseAgainst(held?.chain.last.signed.head, offer.root.head)
    try refuseAgainst(held?.state.keyring.head, offer.keyring.head)
    let (root, keyring) = (offer.root.head, offer.keyring.head)
    guard keyring.parentNumber == root.number, keyring.parentBodyRoot == root.bodyRoot else {
      throw .mixAndMatch(keyring, parent: root)
    }
  }

  /// What is older than what is held, equal and another file, or from the future ([S2] to [S4]).
  private func refuseAgainst(_ held: FileHead?, _ offered: FileHead) throws(PullError) {
    if let held {
      guard offered.order >= held.order else { throw .rollback(have: held, got: offered) }
      guard offered.order > held.order || offered == held else {
        throw .equivocation(have: held, got: offered)
      }
    }
    try refuseFromTheFuture(offered)
  }

  private func refuseFromTheFuture(_ head: FileHead) throws(PullError) {
    guard !head.isFromTheFuture(at: now) else { throw .fromTheFuture(head, now: now) }
  }

  /// The chain held, extended root by root to the one offered.
  private func chain(upTo offered: SignedHead, from transport: any Transport) throws(PullError) -> RootChain {
    guard offered.head.number <= RootChain.maximalRoots else { throw .untrusted(offered.head, .tooManyRoots) }
    var chain = held?.chain
    while chain?.last.signed.head.number ?? 0 < offered.head.number {
      // Numbers go up by one from 1, and the loop ends at 1024 at the latest.
      let number = (chain?.last.signed.head.number ?? 0) + 1
      let file = try root(number, from: transport)
      do {
        if chain == nil {
          chain = try RootChain(pinned: authority, first: file)
        } else {
          try chain?.append(file)
        }
      } catch {
        throw .untrusted(file.signed.head, error)
      }
      try refuseFromTheFuture(file.signed.head)
    }
    // A root has number 1 at least, so there is a chain.
    guard let chain, chain.last.signed.head == offered.head else { throw .otherRoot(offered.head.number) }
    if chain.last.signed != offered { try verifyAgain(offered, asLastOf: chain) }
    return chain
  }

  private func root(_ number: UInt64, from transport: any Transport) throws(PullError) -> RootFile {
    let bytes = try transport.fetch(.root(number))
    do { return try RootFile(parsing: bytes) } catch { throw .malformed(.root(number), error) }
  }

  /// The same root with other signatures, such as one more of a holder who came late: all of them must verify.
  private func verifyAgain(_ offered: SignedHead, asLastOf chain: RootChain) throws(PullError) {
    let files = chain.files.dropLast() + [RootFile(offered, body: chain.last.body)]
    do { _ = try RootChain(pinned: authority, files: Array(files)) } catch {
      throw .untrusted(offered.head, error)
    }
  }

  private func keyring(
    _ offered: SignedHead, under chain: RootChain, from transport: any Transport
  ) throws(PullError) -> (Keyring, StagedBody?) {
    let verified: KeyringHead
    do { verified = try chain.verifyKeyring(offered) } catch { throw .untrusted(offered.head, error) }
    return try open(offered.head, from: transport) { (body) throws(DamagedBody) in
      try Keyring(verified, whole: body)
    }
  }

  /// What a newer keyring says otherwise than the one that was held at first. Nil where there is none, and where its
  /// body is missing or damaged.
  /// - Throws: `PullError.keyringRewritten` where it brings a removed key back, or gives a number to another key than
  ///   the one held (SPEC §8.2).
  private mutating func difference(of keyring: Keyring) throws(PullError) -> KeyringDifference? {
    guard let held, held.state.keyring.head != keyring.head else { return keyringDifference }
    let older = held.openKeyring(in: store)
    let change = try difference(from: older, to: keyring)
    if let rewritten = change?.firstRewritten { throw .keyringRewritten(keyring.head, rewritten) }
    guard held.state.keyring.head != firstHead else {
      firstKeyring = older
      return change
    }
    return try difference(from: firstKeyring, to: keyring)
  }

  private func difference(from old: Keyring?, to new: Keyring) throws(PullError) -> KeyringDifference? {
    guard let old else { return nil }
    do { return try KeyringDifference(from: old, to: new) } catch { throw .damaged(new.head, error) }
  }

  private func list(
    _ offered: SignedHead, under keyring: Keyring, from transport: any Transport
  ) throws(PullError) -> (RevocationList, StagedBody?) {
    try refuseAgainst(held?.state.list.head, offered.head)
    guard !offered.head.needsNewerKeyring(than: keyring.head) else {
      throw .mixAndMatch(offered.head, parent: keyring.head)
    }
    let verified: ListHead
    do { verified = try ListHead(verifying: offered, with: keyring) } catch {
      throw .untrusted(offered.head, error)
    }
    // Any key of the keyring could otherwise put its list in the place of a publisher's.
    guard verified.isAuthoritative else { throw .notAuthoritative(offered.head) }
    return try open(offered.head, from: transport) { (body) throws(DamagedBody) in
      try RevocationList(verified, whole: body)
    }
  }

  /// Verifies the whole body behind a head: the one in the store; or one made from the body that the store holds of its
  /// kind; or, where both are missing or damaged, the mirror's.
  private func open<File>(
    _ head: FileHead, from transport: any Transport,
    as open: (any BodyStorage) throws(DamagedBody) -> File
  ) throws(PullError) -> (File, StagedBody?) {
    if let body = store.heldBody(of: head), let file = try? open(body) { return (file, nil) }
    store.removeBodies(except: named, at: now)
    if let updated = try update(to: head, from: transport), let file = try? open(updated.storage) {
      return (file, updated)
    }
    let isResumption = store.hasBegun(head)
    do { return try fetch(head, from: transport, as: open) } catch {
      // What an earlier pull left may be what is damaged, and is gone.
      guard case .damaged = error, isResumption else { throw error }
      return try fetch(head, from: transport, as: open)
    }
  }

  private func fetch<File>(
    _ head: FileHead, from transport: any Transport,
    as open: (any BodyStorage) throws(DamagedBody) -> File
  ) throws(PullError) -> (File, StagedBody?) {
    let staged = try store.stage(head, from: transport)
    do { return (try open(staged.storage), staged) } catch { throw .damaged(head, error) }
  }

  /// The body behind a head, made by deltas from the one held; nil where nothing is held or no way leads there.
  private func update(to head: FileHead, from transport: any Transport) throws(PullError) -> StagedBody? {
    guard let old = held?.head(of: head.kind), old.bodyRoot != head.bodyRoot,
      let storage = store.heldBody(of: old),
      let body = DeltaWay(from: old, storage, to: head).body(from: transport)
    else { return nil }
    return try store.stage(head, made: body)
  }

  /// The bodies that are not to be removed.
  private var named: Set<Digest> { offered.union(held?.bodyRoots ?? []) }

  /// Takes over a newer keyring without the list that came with it: a key that it no longer names loses its power at
  /// once. The list held stays, where the new keyring still has the key that signed it; otherwise the store stays as
  /// it is.
  private mutating func adopt(
    _ keyring: Keyring, _ difference: KeyringDifference?, under chain: RootChain, _ body: StagedBody?
  ) throws(PullError) {
    guard let held, keyring.head.order > held.state.keyring.head.order,
      (try? ListHead(verifying: held.state.list, with: keyring)) != nil
    else { return }
    let next = self.held.next(
      authority, chain, keyring.verified.signed, held.state.list, lastPull: held.state.lastPull)
    try switchTo(HeldState(next, chain), holding?.revoked, difference, keeping: [body])
  }

  private mutating func switchTo(
    _ next: HeldState, _ revoked: Holding.Revoked?, _ difference: KeyringDifference?,
    keeping bodies: [StagedBody?]
  ) throws(PullError) {
    store.noteLastNamed(held?.bodyRoots.subtracting(next.bodyRoots) ?? [], at: now)
    try store.switchTo(next.state, keeping: bodies.compactMap { $0 })
    held = next
    holding = Holding(next.state, revoked: revoked)
    keyringDifference = difference
    store.removeBodies(except: named, at: now)
  }
}
