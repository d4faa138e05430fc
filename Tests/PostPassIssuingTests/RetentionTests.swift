import PostPass
import PostPassIssuing
import PostPassLedger
import TestSupport
import Testing

@Suite struct RetentionTests {
  private let now = Office.now
  private let end = Office.now.adding(.days(10))

  @Test func `a code leaves one retention after its end, to the second`() throws {
    let office = try Office.founded()
    let id = try office.issue(until: end)[0].id
    try office.revoke([.code(id)])
    try office.publish()
    let last = end.adding(.days(30))
    let kept = try office.publish(at: last)
    #expect(kept.plan.total == 1 && kept.plan.expired == 0 && kept.state.trust.list.head.retainedFrom == end)
    let gone = try office.publish(at: last.adding(TimeSpan(seconds: 1)))
    #expect(gone.plan.total == 0 && gone.plan.expired == 1)
    // The ledger still has it; it does not come back.
    let after = try office.publish(at: last.adding(.days(1)))
    #expect(after.plan.total == 0 && after.plan.added == 0 && after.plan.expired == 0)
  }

  @Test func `how far back a list is complete never goes back`() throws {
    let office = try Office.founded()
    let id = try office.issue(until: end)[0].id
    try office.revoke([.code(id)])
    try office.publish()
    let time = end.adding(.days(5))
    let short = try office.publish(terms: ListTerms(freshFor: .days(7), retain: .days(1)), at: time)
    #expect(short.plan.total == 0)
    let long = try office.publish(terms: ListTerms(freshFor: .days(7), retain: .days(300)), at: time)
    #expect(long.state.trust.list.head.retainedFrom == time.subtracting(.days(1)))
    #expect(long.plan.total == 0)
  }

  @Test func `what was not issued here stays until its key's window is over`() throws {
    let keyEnd = now.adding(.days(20))
    let office = try Office.known(
      try TestAuthority(
        records: [
          TestAuthority.issuer("@nora", TestAuthority.nora),
          TestAuthority.record(.publisher, TestAuthority.publisher),
          TestAuthority.issuer("@kim", TestAuthority.kim, until: keyEnd),
        ], revocations: RevocationListContent()))
    let (kims, noras, nobodys) = (code(1, of: 3), code(2), code(3, of: 900))
    try office.revoke([.code(kims), .code(noras), .code(nobodys)])
    try office.publish()
    try office.publish(at: keyEnd.adding(.days(30)))
    #expect(try Set(office.listed().keys) == [kims, noras, nobodys])
    try office.publish(at: keyEnd.adding(.days(30)).adding(TimeSpan(seconds: 1)))
    #expect(try Set(office.listed().keys) == [noras, nobodys])
  }

  @Test func `a removed issuer's codes stay revoked, and a revoked key stays for ever`() throws {
    let office = try Office.known(try TestAuthority())
    let id = try office.issue(until: end)[0].id
    try office.revoke([.code(id), .key(number(3)), .key(number(2))], .superseded)
    try office.changeKeyring { editor throws(IssuingError) in _ = try editor.remove(number(1)) }
    try office.publish()
    #expect(try office.listed().keys.contains(id))
    let year3000 = UnixTime(seconds: 32_503_680_000)
    let last = try office.publish(at: year3000).state.trust.list
    #expect(last.keyCount == 2)
    // 1-7 was not issued here, and its key has no end.
    #expect(try office.listed().keys.sorted() == [code(7)])
  }

  @Test func `a code that left the record of revocations too early is not dropped silently`() throws {
    let office = try Office.founded()
    let id = try office.issue(until: end)[0].id
    try office.revoke([.code(id)])
    try office.publish()
    // By hand, or by a bug: the revocation is said to be long over, and the code that was issued says otherwise.
    try office.tamper("UPDATE revocations SET not_after = 1000")
    let before = try files(below: office.mirror)
    let home = try files(below: office.home.publicPath)
    #expect(throws: IssuingError.wouldDrop(.code(id))) { try office.publish() }
    #expect(try files(below: office.mirror) == before)
    #expect(try files(below: office.home.publicPath) == home)
  }

  @Test func `a revocation removed from the record by hand stays in the list`() throws {
    let office = try Office.founded()
    let id = try office.issue(until: end)[0].id
    try office.revoke([.code(id), .key(number(2))])
    let first = try office.publish().state.trust.list.head
    try office.tamper("DELETE FROM revocations; DELETE FROM key_revocations")
    let second = try office.publish().state.trust.list.head
    #expect(second.bodyRoot == first.bodyRoot)
  }

  @Test func `a list without what the record has published is made whole again`() throws {
    let office = try Office.known(try TestAuthority())
    let id = try office.issue(until: end)[0].id
    try office.revoke([.code(id), .key(number(3))])
    try office.publish()
    let whole = try office.offered().trust.list.head
    // Whoever has the publisher's key can sign a list of nothing; home and mirror then have it.
    let thief = try Thief(office)
    try thief.publish(RevocationListContent(), number: 3, at: now)
    try thief.publish(RevocationListContent(), number: 3, at: now, to: office.home.publicPath)
    #expect(try office.listed().isEmpty)
    let repaired = try office.publish()
    #expect(repaired.plan.added == 2)
    let events = try office.listed()
    // As first published; 1-7 was in no record.
    #expect(events.keys.sorted() == [id])
    #expect(events[id]?.listNumber == whole.number && events[id]?.publishedAt == now)
  }

  @Test(arguments: [Office.now, Office.now.adding(.days(700))])
  func `what a clock that was ahead revoked and published is in the list of the right clock`(
    revokedAt: UnixTime
  ) throws {
    let office = try Office.founded()
    let id = try office.issue(until: end)[0].id
    try office.revoke([.code(id)], at: revokedAt)
    // By that date its retention is over.
    let ahead = try office.publish(at: now.adding(.days(700)))
    #expect(ahead.plan.total == 0)
    func unpublished() throws -> Int { try office.home.open().ledger.unpublishedCount(now: now) }
    #expect(try unpublished() == 1)
    #expect(throws: IssuingError.clockBehind(ahead.state.trust.list.head, now: now)) { try office.publish() }
    try office.changeKeyring { _ in }
    #expect(try unpublished() == 1)
    let right = try office.publish()
    #expect(right.plan.added == 1 && right.plan.total == 1)
    let publishedAt = right.state.trust.list.head.issuedAt
    let event = try #require(try office.listed()[id])
    #expect(event.publishedAt == publishedAt && event.effectiveFrom == publishedAt)
    #expect(try unpublished() == 0)
    let publication = try office.home.open().ledger.revocation(of: .code(id), now: now)?.publication
    #expect(publication?.listNumber == right.plan.head.number && publication?.publishedAt == publishedAt)
    // Nothing vouches for what had ended by now: the list that was ahead may have lost it.
    #expect(right.state.trust.list.head.retainedFrom == publishedAt)
    #expect(try office.publish(at: now.adding(.days(1))).plan.added == 0)
  }
}
