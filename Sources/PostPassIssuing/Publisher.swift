import DurableFile
package import PostPass
import PostPassLedger

/// What the next list is, and what it changes.
package struct PublicationPlan: Sendable {
  /// The head that is signed.
  package let head: FileHead
  /// What this list revokes and the ones before did not.
  package let addedCodes: Int
  package let addedKeys: Int
  /// Codes that leave the list because their retention is over.
  package let expired: Int
  /// Codes and keys that the mirror's list has, and of which this home knew nothing.
  package let learned: Int
  /// Codes and keys that the list revokes.
  package let total: Int
  /// True where the list before was made for another keyring: this one goes out with the list.
  package let bringsKeyring: Bool
  /// The list of the mirror, where it does not count: no publisher signed it, or it is from the future.
  package let passedOver: FileHead?
  /// What the home takes over of the mirror's roots and keyring.
  package let takenOver: TrustChange?
  /// The list of the mirror that the home did not sign and that counts, and how many codes and keys it leaves out that
  /// the home's own list had and this one has.
  package let foreignList: ForeignList?
  package let leftOut: Int

  package var added: Int { addedCodes + addedKeys }
}

/// What a publication did.
package struct Publication: Sendable {
  package let plan: PublicationPlan
  package let state: AuthorityState
}

extension Home {
  /// Signs the next list and writes it into the home and a mirror, while no other process does.
  /// - Parameters:
  /// - directory: the mirror; nil for none.
  /// - mayBeEmpty: whether the mirror may be missing or empty; otherwise it must be read first, so that nothing in it
  ///   is lost.
  /// - agreed: what somebody has seen and agreed to of a newer keyring of the mirror.
  /// - Throws: `IssuingError.takesKeys` where that keyring takes keys away that are here, and was not agreed to.
  package func publish(
    to directory: String?, mayBeEmpty: Bool, agreed: TrustChange? = nil, terms: ListTerms, now: UnixTime,
    by: String
  ) throws(IssuingError) -> Publication {
    try locked { () throws(IssuingError) in
      // Opened under the lock: what another process published a moment ago counts.
      let current = try open()
      guard let directory else {
        return try Publisher(current, terms: terms, now: now).publish(to: nil, now: now, by: by)
      }
      return try current.locked(directory, mayBeEmpty: mayBeEmpty) { () throws(IssuingError) in
        let merged = try current.adoptingOffer(
          of: directory, mayBeEmpty: mayBeEmpty, agreed: agreed, now: now)
        return try Publisher(merged, terms: terms, now: now).publish(to: directory, now: now, by: by)
      }
    }
  }

  /// What `publish` would do; nothing is changed.
  package func plan(
    for directory: String?, mayBeEmpty: Bool, agreed: TrustChange?, terms: ListTerms, now: UnixTime
  ) throws(IssuingError) -> PublicationPlan {
    try locked { () throws(IssuingError) in
      var current = try open()
      if let directory {
        current = try current.adoptingOffer(of: directory, mayBeEmpty: mayBeEmpty, agreed: agreed, now: now)
      }
      return try Publisher(current, terms: terms, now: now).plan
    }
  }
}

/// Signs the next revocation list with one of the home's publisher keys: all that the home has adopted and the ledger
/// knows. The caller holds the locks of home and mirror, and the home has adopted what the mirror has.
struct Publisher {
  let plan: PublicationPlan
  private let open: OpenHome
  private let body: [UInt8]
  private let recordedUpTo: LogHead

  /// - Throws: `IssuingError.noPublisher`, and whatever stands against the next list; nothing is signed yet.
  init(_ open: OpenHome, terms: ListTerms, now: UnixTime) throws(IssuingError) {
    self.open = open
    let numbers = try open.heldNumbers(of: .publisher)
    guard !numbers.isEmpty else { throw try open.noPublisher() }
    let issuedAt = try open.nextIssuedAt(now: now)
    let signer = try open.publisher(among: numbers, at: issuedAt)
    let listNumber = try open.nextListNumber()
    let retainedFrom = open.nextRetainedFrom(issuedAt: issuedAt, terms: terms)
    var next = try NextList(of: open, number: listNumber, issuedAt: issuedAt, retainedFrom: retainedFrom)
    try next.checkNothingDropped(endedBefore: retainedFrom)
    body = next.content.encodedBody()
    recordedUpTo = next.recordedUpTo
    let head = FileHead(
      listNumber: listNumber, under: open.keyring.head, signer: signer, issuedAt: issuedAt,
      freshUntil: try issuedAt.end(after: terms.freshFor), retainedFrom: retainedFrom, bodyLength: body.count,
      bodyRoot: PageTree.root(of: body))
    let added = next.added
    plan = PublicationPlan(
      head: head, addedCodes: added.codes, addedKeys: added.keys, expired: next.expired.count,
      learned: next.learned, total: next.content.codes.count + next.content.keys.count,
      bringsKeyring: open.state.trust.hasUnpublishedKeyring, passedOver: open.passedOver,
      takenOver: open.takenOver, foreignList: open.foreignList, leftOut: next.leftOut)
  }

  /// Signs the list and writes it: into the home first, then the mirror, then the ledger's note that it is out. Killed
  /// anywhere in between, the next call finishes the job.
  /// - Parameter directory: the mirror to write; nil for none.
  func publish(to directory: String?, now: UnixTime, by: String) throws(IssuingError) -> Publication {
    let state = try sign()
    do {
      try open.home.keep(state)
      if let directory {
        try Mirror(directory).write(state, for: .readers(home: Mirror(open.home.publicPath)))
      }
    } catch {
      throw .file(error)
    }
    do {
      try open.ledger.markPublished(
        upTo: recordedUpTo, listNumber: plan.head.number, publishedAt: plan.head.issuedAt, now: now, by: by)
    } catch {
      throw .ledger(error)
    }
    try OpenHome(home: open.home, ledger: open.ledger, state: state).learn(now: now, by: by)
    return Publication(plan: plan, state: state)
  }

  private func sign() throws(IssuingError) -> AuthorityState {
    guard let signer = plan.head.signer else { preconditionFailure("the head of a list has a signer") }
    let key = try open.secret(of: signer, as: .publisher)
    let trust = open.state.trust
    do {
      return try AuthorityState(
        pinned: trust.authority, roots: trust.chain.files, keyring: trust.keyring.verified.signed,
        list: plan.head.signed(by: key), held: [open.state], origin: open.home.publicPath
      ) { _ in PageTree.bodyFile(of: body) }
    } catch {
      throw .state(error)
    }
  }
}

extension OpenHome {
  /// Opens the secret that the next list is signed with and lets it go again: so that nobody waits for a passphrase
  /// while the locks of home and mirror are held. What stands against a list is for `publish` to say.
  /// - Parameter agreed: what is going to be taken over; nobody is asked for a passphrase of a key that goes by that.
  package func unlockPublisher(agreed: TrustChange? = nil, now: UnixTime) throws(IssuingError) {
    let lost = agreed?.lostNumbers(of: .publisher) ?? []
    for number in try heldNumbers(of: .publisher)
    where try activeRecord(number, as: .publisher).window.contains(now) && !lost.contains(number) {
      _ = try secret(of: number, as: .publisher)
      return
    }
  }

  /// True for the first list under a keyring: what a thief of the old publisher's key has written into a list binds
  /// it no more (SPEC §4.5).
  private var isUnderNewKeyring: Bool {
    let (last, keyring) = (state.trust.list.head, keyring.head)
    return last.rootNumber != keyring.parentNumber || last.parentNumber != keyring.number
  }

  /// Now, or what was signed a little later by a clock that is ahead.
  fileprivate func nextIssuedAt(now: UnixTime) throws(IssuingError) -> UnixTime {
    let trust = state.trust
    let parents = [trust.root, trust.keyring.head]
    return try now.notBefore(isUnderNewKeyring ? parents : parents + [trust.list.head])
  }

  /// The first of the home's publishers whose list counts: one issued outside of its key's window only denies (SPEC
  /// §4.4).
  fileprivate func publisher(among numbers: [KeyNumber], at time: UnixTime) throws(IssuingError) -> KeyNumber
  {
    for number in numbers where try activeRecord(number, as: .publisher).window.contains(time) {
      return number
    }
    let window = try activeRecord(numbers[0], as: .publisher).window
    if time < window.notBefore { throw .keyNotYetGood(numbers[0], .publisher, from: window.notBefore) }
    throw .outsidePublisherWindow(numbers[0], window)
  }

  /// One more, also after a new keyring; only where a number ran away does a new keyring begin again.
  fileprivate func nextListNumber() throws(IssuingError) -> UInt64 {
    let last = state.trust.list.head.number
    if last >= OpenHome.runawayNumber && isUnderNewKeyring { return 1 }
    guard last < .max else { throw .numbersExhausted }
    return last + 1
  }

  /// How far back the next list is complete. Never further than those before.
  fileprivate func nextRetainedFrom(issuedAt: UnixTime, terms: ListTerms) -> UnixTime {
    let previous = lists.compactMap(\.head.retainedFrom)
    return min(previous.reduce(issuedAt.subtracting(terms.retain), max), issuedAt)
  }
}
