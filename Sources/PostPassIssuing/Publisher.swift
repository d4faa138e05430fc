import DurableFile
package import PostPass
import PostPassLedger

/// What a publication did.
package struct Publication: Sendable {
  package let state: AuthorityState
  /// Codes and keys that this list revokes and the one before did not.
  package let added: Int
  /// Codes that left the list because their retention is over.
  package let expired: Int
  /// Codes and keys that the list revokes.
  package let total: Int
}

/// Signs the next revocation list with the home's publisher key.
package struct Publisher: Sendable {
  private let open: OpenHome
  private let number: KeyNumber

  package init(_ open: OpenHome) throws(IssuingError) {
    guard let number = try open.heldNumbers(of: .publisher).first else { throw .noPublisher }
    self.number = number
    self.open = open
  }

  /// Makes the next list out of the home's, the mirror's and what the ledger has not published, and writes it: into the home first, then the
  /// mirror, then the ledger's note that it is out. Killed anywhere in between, the next call finishes the job.
  /// The caller holds the home's lock, and the home has adopted what the mirror has newer.
  /// - Parameters:
  ///   - offered: the list that the mirror has; nil for a mirror that is still empty.
  ///   - directory: the mirror to write; nil for none.
  package func publish(
    merging offered: RevocationList?, to directory: String?, terms: ListTerms, now: UnixTime, by: String
  ) throws(IssuingError) -> Publication {
    let previous = open.state.trust
    let issuedAt = max(now, previous.list.head.issuedAt)
    guard now.adding(TrustSet.skew) >= previous.newestSignedTime else {
      throw .clockBehind(newest: previous.newestSignedTime)
    }
    let listNumber = try nextNumber(after: previous.list.head)
    let pending: [LedgerRevocation]
    do { pending = try open.ledger.unpublishedRevocations() } catch { throw .ledger(error) }

    let retainedFrom = retainedFrom(issuedAt: issuedAt, terms: terms, previous: previous)
    let before = try content(of: previous.list, and: offered)
    var content = before
    content.merge(try Publisher.content(of: pending, listNumber: listNumber, publishedAt: issuedAt))
    try expire(&content, endedBefore: retainedFrom)
    try checkNothingDropped(from: before, to: content, endedBefore: retainedFrom)

    let state = try sign(
      content, number: listNumber, issuedAt: issuedAt, retainedFrom: retainedFrom, terms: terms)
    do {
      try state.write(toMirror: open.home.publicPath)
      if let directory { try state.write(toMirror: directory) }
    } catch {
      throw .file(error)
    }
    do {
      try open.ledger.markPublished(
        pending, listNumber: listNumber, publishedAt: issuedAt, now: now, by: by)
    } catch {
      throw .ledger(error)
    }
    let known = Set(before.codes.map(\.0))
    let knownKeys = Set(before.keys.map(\.0))
    return Publication(
      state: state,
      added: content.codes.count { !known.contains($0.0) } + content.keys.count { !knownKeys.contains($0.0) },
      expired: before.codes.count + content.codes.count { !known.contains($0.0) } - content.codes.count,
      total: content.codes.count + content.keys.count)
  }

  /// One more, also after a new keyring; only where a number ran away does a new keyring begin again.
  private func nextNumber(after last: FileHead) throws(IssuingError) -> UInt64 {
    let runaway: UInt64 = 1 << 53
    let underNewKeyring =
      last.rootNumber != open.keyring.head.parentNumber || last.parentNumber != open.keyring.head.number
    if last.number >= runaway && underNewKeyring { return 1 }
    guard last.number < .max else { throw .numbersExhausted }
    return last.number + 1
  }

  /// How far back the next list is complete. Never further than the one before.
  private func retainedFrom(issuedAt: UnixTime, terms: ListTerms, previous: TrustSet) -> UnixTime {
    max(issuedAt.subtracting(terms.retain), previous.list.head.retainedFrom ?? UnixTime(seconds: 0))
  }

  private func content(
    of own: RevocationList, and other: RevocationList?
  ) throws(IssuingError) -> RevocationListContent {
    do {
      var content = try own.content()
      if let other { content.merge(try other.content()) }
      return content
    } catch {
      throw .state(.damaged(open.home.publicPath, error))
    }
  }

  private static func content(
    of revocations: [LedgerRevocation], listNumber: UInt64, publishedAt: UnixTime
  ) throws(IssuingError) -> RevocationListContent {
    var codes: [(CodeID, Event)] = []
    var keys: [(KeyNumber, Event)] = []
    for revocation in revocations {
      guard
        let event = Event(
          listNumber: listNumber, publishedAt: publishedAt,
          effectiveFrom: min(revocation.effectiveFrom ?? publishedAt, publishedAt), reason: revocation.reason)
      else { throw .ledger(.earlierEffectNotAllowed(revocation.reason)) }
      switch revocation.subject {
      case .code(let id): codes.append((id, event))
      case .key(let number): keys.append((number, event))
      }
    }
    return RevocationListContent(codes: codes, keys: keys)
  }

  /// Removes the codes that ended before a time. What the ledger does not know ends with its key (SPEC §6.5).
  private func expire(_ content: inout RevocationListContent, endedBefore time: UnixTime) throws(IssuingError)
  {
    let ends = try ends(of: content)
    content.removeCodes { id, _ in ends[id].map { $0 < time } ?? false }
  }

  private func ends(of content: RevocationListContent) throws(IssuingError) -> [CodeID: UnixTime] {
    var ends: [CodeID: UnixTime] = [:]
    do {
      try open.ledger.revocations { revocation in
        if case .code(let id) = revocation.subject, let notAfter = revocation.notAfter { ends[id] = notAfter }
      }
    } catch let error as LedgerError {
      throw .ledger(error)
    } catch {
      preconditionFailure("the closure above throws nothing")
    }
    for (id, _) in content.codes where ends[id] == nil {
      do {
        if let record = try open.keyring.record(id.issuer) { ends[id] = record.window.notAfter }
      } catch {
        throw .state(.damaged(open.home.publicPath, error))
      }
    }
    return ends
  }

  /// Refuses a list that lacks what the one before revoked, unless its time was over.
  private func checkNothingDropped(
    from before: RevocationListContent, to after: RevocationListContent, endedBefore time: UnixTime
  ) throws(IssuingError) {
    let kept = Set(after.codes.map(\.0))
    let missing = before.codes.map(\.0).filter { !kept.contains($0) }
    if missing.isEmpty { return }
    let ends = try ends(of: before)
    if let dropped = missing.first(where: { (ends[$0] ?? .distantFuture) >= time }) {
      throw .wouldDrop(dropped)
    }
  }

  private func sign(
    _ content: RevocationListContent, number listNumber: UInt64, issuedAt: UnixTime, retainedFrom: UnixTime,
    terms: ListTerms
  ) throws(IssuingError) -> AuthorityState {
    let key = try open.secret(of: number, as: .publisher)
    let body = content.encodedBody()
    let head = FileHead(
      listNumber: listNumber, under: open.keyring.head, signer: number, issuedAt: issuedAt,
      freshUntil: issuedAt.adding(terms.freshFor), retainedFrom: retainedFrom, bodyLength: body.count,
      bodyRoot: PageTree.root(of: body))
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
