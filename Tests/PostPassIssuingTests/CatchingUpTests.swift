import PostPass
import PostPassIssuing
import PostPassLedger
import TestSupport
import Testing

/// What a home's record knows of what others revoked.
@Suite struct CatchingUpTests {
  private let now = Office.now
  private let end = Office.now.adding(.days(10))

  @Test func `what a copy of the home revoked is revoked here once this one publishes`() throws {
    let office = try Office.founded()
    let ids = try office.issue(count: 3, until: end).map(\.id)
    let other = Home(office.directory.file("other"))
    try copy(office.home, to: other)
    try office.revoke([.code(ids[0])], .leaked, from: now.subtracting(.days(1)), in: other)
    try office.publish(other)
    let publication = try office.publish()
    #expect(publication.plan.added == 0 && publication.plan.learned == 1)
    let ledger = try office.home.open().ledger
    guard case .revoked(let revocation)? = try ledger.revocations(behind: ids, now: now)[ids[0]] else {
      Issue.record("not revoked")
      return
    }
    #expect(revocation.request == nil && revocation.publication?.listNumber == 2)
    #expect(try ledger.counts(now: now)[.revoked] == 1 && ledger.unpublishedCount(now: now) == 0)
    // With nothing new nothing is noted but the publication, and nothing counts as new ever after.
    let rows = try ledger.logHead().seq
    let next = try office.publish().plan
    #expect(next.added == 0 && next.learned == 0 && next.total == 1)
    #expect(try office.home.open().ledger.logHead().seq == rows + 1)
  }

  @Test func `a creator who joins again learns what became of her codes`() throws {
    let office = try Office.known(try TestAuthority())
    let kim = Home(office.directory.file("kim"))
    try office.settle(in: kim, try TestAuthority(), keys: [.kim])
    let ids = try office.issue(kim, count: 2).map(\.id)
    try office.revoke([.code(ids[0])])
    try office.publish()
    #expect(try kim.open().ledger.revocations(behind: ids, now: now).isEmpty)
    _ = try kim.join(try office.offered(), now: now, by: "kim")
    #expect(try Array(kim.open().ledger.revocations(behind: ids, now: now).keys) == [ids[0]])
    try office.changeKeyring { editor throws(IssuingError) in _ = try editor.remove(number(3)) }
    try office.publish()
    let offered = try office.offered()
    let seen = try kim.open().change(by: offered)
    _ = try kim.join(offered, agreed: seen, now: now, by: "kim")
    #expect(try kim.open().ledger.counts(now: now)[.revoked] == 2)
  }

  @Test func `a key that this home removes takes its codes with it`() throws {
    let office = try Office.founded()
    let id = try office.issue()[0].id
    try office.changeKeyring { editor throws(IssuingError) in _ = try editor.remove(number(1)) }
    guard
      case .keyRemoved(let removal)? = try office.home.open().ledger.revocations(behind: [id], now: now)[id]
    else {
      Issue.record("not removed")
      return
    }
    #expect(removal.key == number(1) && removal.keyringNumber == 2)
    #expect(try office.publish().plan.total == 0)
  }

  @Test func `what was adopted and not learned is learned by the next who looks`() throws {
    let office = try Office.known(try TestAuthority())
    let id = try office.issue()[0].id
    let before = try office.home.open()
    // Killed in between: the list is in the home, and the record does not know.
    let list = RevocationListContent(codes: [(id, TestAuthority.event(.leaked, list: 2))])
    try Thief(office).publish(list, number: 2, at: now, to: office.home.publicPath)
    let after = try office.home.open()
    #expect(try after.ledger.revocation(of: .code(id), now: now) == nil)
    try after.catchUp(now: now, by: "nora")
    #expect(try after.ledger.revocation(of: .code(id), now: now)?.publication?.listNumber == 2)
    let rows = try after.ledger.logHead()
    try after.catchUp(now: now, by: "nora")
    // Whoever opened the home before that knows less.
    try before.catchUp(now: now, by: "nora")
    #expect(try after.ledger.logHead() == rows && after.ledger.revocation(of: .code(id), now: now) != nil)
  }

  @Test func `a record that cannot be written is read as it is`() throws {
    let office = try Office.known(try TestAuthority())
    let id = try office.issue()[0].id
    let list = RevocationListContent(codes: [(id, TestAuthority.event(.leaked, list: 2))])
    try Thief(office).publish(list, number: 2, at: now, to: office.home.publicPath)
    try office.tamper(Office.fullLog)
    let open = try office.home.open()
    try open.catchUp(now: now, by: "nora")
    #expect(try open.ledger.counts(now: now)[.active] == 1)
  }

  @Test func `a learned revocation leaves the list one retention after the end of its code`() throws {
    let office = try Office.founded()
    let id = try office.issue(until: end)[0].id
    let other = Home(office.directory.file("other"))
    try copy(office.home, to: other)
    try office.revoke([.code(id)], in: other)
    try office.publish(other)
    try office.publish()
    let last = end.adding(.days(30))
    #expect(try office.publish(at: last).plan.total == 1)
    let gone = try office.publish(at: last.adding(TimeSpan(seconds: 1))).plan
    #expect(gone.total == 0 && gone.expired == 1)
    // It is over and no less revoked, and comes back into no list.
    #expect(try office.home.open().ledger.counts(now: last.adding(.days(1)))[.revoked] == 1)
    let after = try office.publish(at: last.adding(.days(1))).plan
    #expect(after.total == 0 && after.added == 0 && after.expired == 0)
  }
}
