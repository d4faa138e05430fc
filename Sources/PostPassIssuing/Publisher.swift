import DurableFile
package import PostPass
import PostPassLedger

/// What a publication did.
package struct Publication: Sendable {
  package let state: AuthorityState
  /// Codes and keys that this list revokes and the ones before did not.
  package let added: Int
  /// Codes that left the list because their retention is over.
  package let expired: Int
  /// Codes and keys that the list revokes.
  package let total: Int
}

extension Home {
  /// Signs the next list and writes it into the home and a mirror, while no other process does.
  /// - Parameters:
  /// - directory: the mirror; nil for none.
  /// - mayBeEmpty: whether the mirror may be missing or empty; otherwise it must be read first, so that nothing in it
  ///   is lost.
  package func publish(
    to directory: String?, mayBeEmpty: Bool, terms: ListTerms, now: UnixTime, by: String
  ) throws(IssuingError) -> Publication {
    try locked { () throws(IssuingError) in
      // Opened under the lock: what another process published a moment ago counts.
      var current = try open()
      if let directory, let offered = try current.offered(by: directory, mayBeEmpty: mayBeEmpty) {
        current = try current.adopting(offered, now: now)
      }
      return try Publisher(current).publish(to: directory, terms: terms, now: now, by: by)
    }
  }
}

/// Signs the next revocation list with one of the home's publisher keys.
struct Publisher {
  private let open: OpenHome
  private let numbers: [KeyNumber]

  /// - Throws: `IssuingError.noPublisher`.
  init(_ open: OpenHome) throws(IssuingError) {
    numbers = try open.heldNumbers(of: .publisher)
    guard !numbers.isEmpty else { throw .noPublisher }
    self.open = open
  }

  /// Makes the next list out of all that the home has adopted and the ledger knows, and writes it: into the home
  /// first, then the mirror, then the ledger's note that it is out. Killed anywhere in between, the next call
  /// finishes the job. The caller holds the home's lock, and the home has adopted what the mirror has.
  /// - Parameter directory: the mirror to write; nil for none.
  func publish(
    to directory: String?, terms: ListTerms, now: UnixTime, by: String
  ) throws(IssuingError) -> Publication {
    let issuedAt = try issuedAt(now: now)
    let signer = try signer(at: issuedAt)
    let listNumber = try nextNumber()
    let retainedFrom = retainedFrom(issuedAt: issuedAt, terms: terms)
    var next = try NextList(of: open, number: listNumber, issuedAt: issuedAt, retainedFrom: retainedFrom)
    try next.checkNothingDropped(endedBefore: retainedFrom)

    let body = next.content.encodedBody()
    let head = FileHead(
      listNumber: listNumber, under: open.keyring.head, signer: signer, issuedAt: issuedAt,
      freshUntil: try issuedAt.end(after: terms.freshFor), retainedFrom: retainedFrom, bodyLength: body.count,
      bodyRoot: PageTree.root(of: body))
    let state = try sign(head, body: body)
    do {
      try state.write(toMirror: open.home.publicPath)
      if let directory { try state.write(toMirror: directory) }
    } catch {
      throw .file(error)
    }
    do {
      try open.ledger.markPublished(
        upTo: next.recordedUpTo, listNumber: listNumber, publishedAt: issuedAt, now: now, by: by)
    } catch {
      throw .ledger(error)
    }
    return Publication(
      state: state, added: next.addedCount, expired: next.expired.count,
      total: next.content.codes.count + next.content.keys.count)
  }

  /// True for the first list under a keyring: what a thief of the old publisher's key has written into a list binds
  /// it no more (SPEC §4.5).
  private var isUnderNewKeyring: Bool {
    let (last, keyring) = (open.state.trust.list.head, open.keyring.head)
    return last.rootNumber != keyring.parentNumber || last.parentNumber != keyring.number
  }

  /// Now, or what was signed a little later by a clock that is ahead.
  private func issuedAt(now: UnixTime) throws(IssuingError) -> UnixTime {
    let trust = open.state.trust
    var newest = max(trust.root.issuedAt, trust.keyring.head.issuedAt)
    if !isUnderNewKeyring { newest = max(newest, trust.list.head.issuedAt) }
    guard now.adding(TrustSet.skew) >= newest else { throw .clockBehind(newest: newest) }
    return max(now, newest)
  }

  /// The first of the home's publishers whose list counts: one issued outside of its key's window only denies (SPEC
  /// §4.4).
  private func signer(at time: UnixTime) throws(IssuingError) -> KeyNumber {
    for number in numbers where try open.activeRecord(number, as: .publisher).window.contains(time) {
      return number
    }
    throw .outsidePublisherWindow(numbers[0], try open.activeRecord(numbers[0], as: .publisher).window)
  }

  /// One more, also after a new keyring; only where a number ran away does a new keyring begin again.
  private func nextNumber() throws(IssuingError) -> UInt64 {
    let last = open.state.trust.list.head.number
    let runaway: UInt64 = 1 << 53
    if last >= runaway && isUnderNewKeyring { return 1 }
    guard last < .max else { throw .numbersExhausted }
    return last + 1
  }

  /// How far back the next list is complete. Never further than those before.
  private func retainedFrom(issuedAt: UnixTime, terms: ListTerms) -> UnixTime {
    let previous = open.lists.compactMap(\.head.retainedFrom)
    return min(previous.reduce(issuedAt.subtracting(terms.retain), max), issuedAt)
  }

  private func sign(_ head: FileHead, body: [UInt8]) throws(IssuingError) -> AuthorityState {
    guard let signer = head.signer else { preconditionFailure("the head of a list has a signer") }
    let key = try open.secret(of: signer, as: .publisher)
    let current = open.state.bundle
    let bundle = Bundle(
      roots: current.roots, keyring: current.keyring, keyringBody: current.keyringBody,
      list: head.signed(by: key), listBody: PageTree.bodyFile(of: body))
    do {
      return try AuthorityState(pinned: open.state.trust.authority, bundle, origin: open.home.publicPath)
    } catch {
      throw .state(error)
    }
  }
}
