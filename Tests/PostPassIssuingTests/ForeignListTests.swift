import DurableFile
import PostPass
import PostPassIssuing
import PostPassLedger
import TestSupport
import Testing

/// What a home is told of a list on its mirror that it did not sign.
struct ForeignListTests {
  private let now = Office.now
  private let later = Office.now.adding(.minutes(15))

  private func plan(_ office: borrowing Office, at time: UnixTime) throws -> PublicationPlan {
    try office.home.plan(
      for: office.mirror, mayBeEmpty: false, agreed: nil, terms: .default, now: time)
  }

  @Test func `a list by a key that is here is told, with all that it leaves out`() throws {
    let office = try Office.known(try TestAuthority())
    try office.revoke([.code(code(5)), .code(code(6)), .key(number(3))])
    let own = try office.publish().state.trust.list
    let known = own.codeCount + own.keyCount
    try Thief(office).publish(RevocationListContent(), number: 4, at: now)
    let news = try office.home.open().news(of: office.mirror, now: later)
    let list = try #require(news.list)
    #expect(news.change == nil && list.head.number == 4 && list.ownNumber == own.head.number)
    #expect(list.signer == number(2) && list.isSignedByKeyHere)
    let plan = try plan(office, at: later)
    #expect(plan.foreignList == list && plan.leftOut == known && plan.total == known)
    // From now on it is the home's own that comes first.
    #expect(try office.publish(at: later).plan.leftOut == known)
    #expect(try office.home.open().news(of: office.mirror, now: later).list == nil)
    let next = try office.publish(at: later).plan
    #expect(next.foreignList == nil && next.leftOut == 0)
  }

  @Test func `a code that has ended is not left out`() throws {
    let office = try Office.known(try TestAuthority())
    let id = try office.issue(until: now.adding(.days(1)))[0].id
    try office.revoke([.code(id), .code(code(5))])
    let known = try office.publish().state.trust.list.codeCount
    let after = now.adding(.days(40))
    try Thief(office).publish(RevocationListContent(), number: 4, at: after)
    let plan = try plan(office, at: after)
    #expect(plan.expired == 1 && plan.leftOut == known - 1)
  }

  @Test func `a list of another machine's publisher is no sign of a thief`() throws {
    let office = try Office.known(try TestAuthority())
    let other = Home(office.directory.file("other"))
    try office.settle(in: other, try TestAuthority(), keys: [.nora])
    try office.publish()
    let list = try #require(try other.open().news(of: office.mirror, now: later).list)
    #expect(list.signer == number(2) && !list.isSignedByKeyHere)
  }

  @Test func `a list that does not count, or that the home's own has passed, is none`() throws {
    let office = try Office.known(try TestAuthority())
    try office.publish()
    let thief = try Thief(office)
    try thief.publish(RevocationListContent(), number: 9, at: now, by: .kim)
    #expect(try office.home.open().news(of: office.mirror, now: later).list == nil)
    try thief.publish(RevocationListContent(), number: 9, at: now.adding(.days(9)))
    #expect(try office.home.open().news(of: office.mirror, now: later).list == nil)
    try thief.publish(RevocationListContent(), number: 1, at: now)
    #expect(try office.home.open().news(of: office.mirror, now: later).list == nil)
  }

  @Test func `what stands against a publication is told from heads alone`() throws {
    let office = try Office.founded()
    let open = try office.home.open()
    // No body is read.
    try DurableFile.remove("\(office.mirror)/bodies/\(open.state.trust.list.head.bodyRoot.hex)")
    #expect(try open.news(of: office.mirror, now: later).list == nil)
    let nowhere = office.directory.file("nowhere")
    #expect(throws: IssuingError.emptyMirror(nowhere)) { _ = try open.news(of: nowhere, now: later) }
    let other = try Office.founded()
    #expect(throws: IssuingError.self) { _ = try open.news(of: other.mirror, now: later) }
  }
}
