import PostPass
import PostPassLedger

/// What the next list says: all that the lists before it say and all that the ledger knows, without the codes whose
/// retention is over. Nothing is taken for published because the ledger says so: a mirror's list may have been made
/// without it, or by a thief.
struct NextList {
  let content: RevocationListContent
  /// The last row of the log that it says everything up to.
  let recordedUpTo: LogHead
  /// What the lists before said.
  private let before: RevocationListContent
  /// Codes that a list before had and this one has no more; known once `checkNothingDropped` has looked.
  private(set) var expired: [CodeID] = []
  /// How much of what the mirror's list says is news to the home.
  let learned: Int
  /// How much of what the home's own list says, and this one still does, the mirror's list leaves out.
  let leftOut: Int
  private var keyEnds: KeyEnds
  private let open: OpenHome

  /// - Parameter retainedFrom: codes that ended before this time leave.
  init(
    of open: OpenHome, number: UInt64, issuedAt: UnixTime, retainedFrom: UnixTime
  ) throws(IssuingError) {
    self.open = open
    keyEnds = KeyEnds(of: open)
    let own: RevocationListContent
    var missed: [(codes: [CodeID], keys: [KeyNumber])] = []
    do {
      own = try open.lists[0].content(issuedAt: issuedAt)
      var before = own
      for list in open.lists.dropFirst() where !list.head.hasSameBody(as: open.lists[0].head) {
        let content = try list.content(issuedAt: issuedAt)
        missed.append(NextList.missing(own, in: content))
        before.merge(content)
      }
      self.before = before
    } catch {
      throw .state(.damaged(open.home.publicPath, error))
    }
    let foreign = NextList.missing(before, in: own)
    var learned = Set(foreign.codes.map(RevocationSubject.code) + foreign.keys.map(RevocationSubject.key))
    var merge = RevocationMerge(before, keyEnds, retainedFrom: retainedFrom)
    do {
      recordedUpTo = try open.ledger.revocations { entry in
        if !learned.isEmpty { learned.remove(entry.subject) }
        try merge.insert(entry, entry.event(inList: number, issuedAt: issuedAt))
      }
      let content = try merge.finish()
      self.content = content
      leftOut = missed.map { missed in
        // What has ended is left out rightly.
        missed.codes.count - NextList.missing(missed.codes, in: content.codes.lazy.map(\.0)).count
          + missed.keys.count
      }.reduce(0, +)
      self.learned = learned.count
    } catch let error as LedgerError {
      throw .ledger(error)
    } catch let error as IssuingError {
      throw error
    } catch {
      preconditionFailure("all calls above throw one of the two types")
    }
  }

  /// How much no list before had.
  var added: (codes: Int, keys: Int) {
    let (codes, keys) = NextList.missing(content, in: before)
    return (codes.count, keys.count)
  }

  /// Refuses a list that lacks what a list before revoked, unless its time was over. The end is that of the code that
  /// was issued, where there is one: that of the revocation said that it may leave.
  mutating func checkNothingDropped(endedBefore time: UnixTime) throws(IssuingError) {
    let gone = NextList.missing(before, in: content)
    if let key = gone.keys.first { throw .wouldDrop(.key(key)) }
    expired = gone.codes
    let known: [UnixTime?]
    do { known = try open.ledger.ends(of: expired) } catch { throw .ledger(error) }
    for (id, end) in zip(expired, known) {
      let end = if let end { end } else { try keyEnds.end(of: id.issuer) }
      guard end < time else { throw .wouldDrop(.code(id)) }
    }
  }

  private static func missing(
    _ content: RevocationListContent, in other: RevocationListContent
  ) -> (codes: [CodeID], keys: [KeyNumber]) {
    (
      missing(content.codes.lazy.map(\.0), in: other.codes.lazy.map(\.0)),
      missing(content.keys.lazy.map(\.0), in: other.keys.lazy.map(\.0))
    )
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

extension RevocationEntry {
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
