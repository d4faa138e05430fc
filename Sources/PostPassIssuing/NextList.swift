import PostPass
import PostPassLedger

/// What the next list says: all that the lists before it say and all that the ledger knows, without the codes whose
/// retention is over. Nothing is taken for published because the ledger says so: a mirror's list may have been made
/// without it, or by a thief.
struct NextList {
  private(set) var content: RevocationListContent
  /// What the lists before said.
  private let before: RevocationListContent
  /// Codes that a list before had and this one has no more; known once `checkNothingDropped` has looked.
  private(set) var expired: [CodeID] = []
  /// What the ledger has not noted as published.
  private(set) var pending: [LedgerRevocation] = []
  /// The ends of codes, where the ledger's revocations know them.
  private var ends: [CodeID: UnixTime] = [:]
  private let open: OpenHome

  /// Collects; nothing has left the list yet.
  init(of open: OpenHome, number: UInt64, issuedAt: UnixTime) throws(IssuingError) {
    self.open = open
    var before = RevocationListContent()
    do {
      for list in open.lists { before.merge(try list.content(issuedAt: issuedAt)) }
    } catch {
      throw .state(.damaged(open.home.publicPath, error))
    }
    self.before = before
    content = before
    content.merge(try known(number: number, issuedAt: issuedAt))
  }

  /// Codes and keys that no list before had.
  var addedCount: Int {
    NextList.missing(content.codes.lazy.map(\.0), in: before.codes.lazy.map(\.0)).count
      + NextList.missing(content.keys.lazy.map(\.0), in: before.keys.lazy.map(\.0)).count
  }

  /// What the ledger says, published or not; `pending` and `ends` are collected on the way.
  private mutating func known(
    number: UInt64, issuedAt: UnixTime
  ) throws(IssuingError) -> RevocationListContent {
    var codes: [(CodeID, Event)] = []
    var keys: [(KeyNumber, Event)] = []
    do {
      try open.ledger.revocations { revocation in
        let event = try revocation.event(inList: number, issuedAt: issuedAt)
        switch revocation.subject {
        case .code(let id):
          codes.append((id, event))
          ends[id] = revocation.notAfter
        case .key(let key): keys.append((key, event))
        }
        if revocation.publication == nil { pending.append(revocation) }
      }
    } catch let error as LedgerError {
      throw .ledger(error)
    } catch {
      preconditionFailure("the closure above throws LedgerError")
    }
    return RevocationListContent(codes: codes, keys: keys)
  }

  /// Removes the codes that ended before a time. What the ledger does not know ends with its key (SPEC §6.5).
  mutating func removeCodes(endedBefore time: UnixTime) throws(IssuingError) {
    var keyEnds: [KeyNumber: UnixTime] = [:]
    var gone = Set<CodeID>()
    for (id, _) in content.codes {
      let end: UnixTime
      if let known = ends[id] ?? keyEnds[id.issuer] {
        end = known
      } else {
        end = try keyEnd(of: id)
        keyEnds[id.issuer] = end
      }
      if end < time { gone.insert(id) }
    }
    if !gone.isEmpty { content.removeCodes { id, _ in gone.contains(id) } }
  }

  /// Refuses a list that lacks what a list before revoked, unless its time was over. The end is taken from the code
  /// that was issued: that of the revocation alone said that it may leave.
  mutating func checkNothingDropped(endedBefore time: UnixTime) throws(IssuingError) {
    if let key = NextList.missing(before.keys.lazy.map(\.0), in: content.keys.lazy.map(\.0)).first {
      throw .wouldDrop(.key(key))
    }
    expired = NextList.missing(before.codes.lazy.map(\.0), in: content.codes.lazy.map(\.0))
    for id in expired {
      let issued: IssuedCode?
      do { issued = try open.ledger.code(id) } catch { throw .ledger(error) }
      let known = issued?.draft.notAfter ?? ends[id]
      let end = if let known { known } else { try keyEnd(of: id) }
      guard end < time else { throw .wouldDrop(.code(id)) }
    }
  }

  /// The end of the window of a code's key.
  private func keyEnd(of id: CodeID) throws(IssuingError) -> UnixTime {
    do { return try open.keyring.record(id.issuer)?.window.notAfter ?? .distantFuture } catch {
      throw .state(.damaged(open.home.publicPath, error))
    }
  }

  /// The items of one increasing sequence that another one lacks.
  static func missing<Item: Comparable>(
    _ items: some Sequence<Item>, in others: some Sequence<Item>
  ) -> [Item] {
    var others = others.makeIterator()
    var other = others.next()
    return items.filter { item in
      while let candidate = other, candidate < item { other = others.next() }
      return other != item
    }
  }
}

extension LedgerRevocation {
  /// The event of a list that is issued now: that of the list which first had the revocation, or of this one.
  fileprivate func event(inList number: UInt64, issuedAt: UnixTime) throws(LedgerError) -> Event {
    let publishedAt = publication?.publishedAt ?? issuedAt
    let event = Event(
      listNumber: publication?.listNumber ?? number, publishedAt: publishedAt,
      effectiveFrom: min(effectiveFrom ?? publishedAt, publishedAt), reason: reason)
    guard let event else { throw .earlierEffectNotAllowed(reason) }
    return event.noLater(than: issuedAt)
  }
}

extension RevocationList {
  /// What the list says, for one that is issued at this time. Where this list claims to be later, it was made by a
  /// clock that ran ahead, or by a thief; what it revokes stays revoked, from now on.
  fileprivate func content(issuedAt time: UnixTime) throws(DamagedBody) -> RevocationListContent {
    let content = try content()
    guard head.issuedAt > time else { return content }
    return RevocationListContent(
      codes: content.codes.map { ($0.0, $0.1.noLater(than: time)) },
      keys: content.keys.map { ($0.0, $0.1.noLater(than: time)) })
  }
}

extension Event {
  fileprivate func noLater(than time: UnixTime) -> Event {
    guard publishedAt > time else { return self }
    let event = Event(
      listNumber: listNumber, publishedAt: time, effectiveFrom: min(effectiveFrom, time), reason: reason)
    guard let event else {
      preconditionFailure("an effect that was no later, or earlier for a reason that allows it, still is")
    }
    return event
  }
}
