import PostPass
import PostPassIssuing
import TestSupport
import Testing

/// Every document of an office that was founded is of `now`.
@Suite struct ClockDoubtTests {
  private let now = Office.now
  private let second = TimeSpan(seconds: 1)

  @Test func `a clock is in doubt a week after the last list that anybody believes`() throws {
    let office = try Office.founded()
    let home = try office.home.open()
    let end = now.adding(.days(92 + 7))
    #expect(home.doubt(of: end, mirror: nil, pulled: nil) == nil)
    let doubt = try #require(home.doubt(of: end.adding(second), mirror: nil, pulled: nil))
    #expect(doubt.now == end.adding(second) && doubt.newest == now)
  }

  @Test func `what the mirror or a store knows counts`() throws {
    let office = try Office.founded()
    let away = Home(office.directory.file("away"))
    try copy(office.home, to: away)
    let later = now.adding(.days(90))
    try office.publish(at: later)
    let clock = later.adding(.days(99))
    let home = try away.open()
    let newer = try office.offered().trust
    #expect(home.doubt(of: clock, mirror: nil, pulled: nil)?.newest == now)
    #expect(home.doubt(of: clock, mirror: office.mirror, pulled: nil) == nil)
    #expect(home.doubt(of: clock, mirror: nil, pulled: newer) == nil)
    #expect(home.doubt(of: clock.adding(second), mirror: office.mirror, pulled: newer)?.newest == later)
    // A mirror that is missing or damaged leaves the doubt.
    #expect(home.doubt(of: clock, mirror: office.directory.file("none"), pulled: nil)?.newest == now)
    let other = try AuthorityState(try TestAuthority()).trust
    #expect(home.doubt(of: clock, mirror: nil, pulled: other)?.newest == now)
  }

  @Test func `what is from the future proves no clock`() throws {
    let office = try Office.founded()
    let home = try office.home.open()
    let future = now.adding(.days(900))
    _ = try office.publish(at: future)
    let clock = now.adding(.days(400))
    #expect(home.doubt(of: clock, mirror: office.mirror, pulled: nil)?.newest == now)
    #expect(try office.home.open().doubt(of: clock, mirror: nil, pulled: nil)?.newest == now)
    // The clock that signed it finds nothing strange.
    #expect(try office.home.open().doubt(of: future, mirror: nil, pulled: nil) == nil)
  }

  @Test func `the list of a key that was removed proves no clock`() throws {
    let office = try Office.founded()
    _ = try office.publish(at: now.adding(.days(98)))
    let clock = now.adding(.days(150))
    #expect(try office.home.open().doubt(of: clock, mirror: nil, pulled: nil) == nil)
    let stolen = try #require(KeyNumber(2))
    try office.changeKeyring { editor throws(IssuingError) in _ = try editor.remove(stolen) }
    #expect(try office.home.open().doubt(of: clock, mirror: office.mirror, pulled: nil)?.newest == now)
  }

  @Test func `who knows no list is warned when a keyring is long stale`() throws {
    let office = try Office.founded()
    let sticks = try office.sticks(1)
    let proposal = try Proposal(
      at: try office.pendingRotation(RootChange(rootKeys: [sticks[0].key], rootThreshold: 1)), pinned: nil)
    let end = now.adding(.days(400 + 7))
    #expect(ClockDoubt(of: end, holding: proposal, pulled: nil) == nil)
    #expect(ClockDoubt(of: end.adding(second), holding: proposal, pulled: nil)?.newest == now)
    // Who pulls knows lists.
    let pulled = try office.offered().trust
    let clock = now.adding(.days(99))
    #expect(ClockDoubt(of: clock, holding: proposal, pulled: pulled) == nil)
    #expect(ClockDoubt(of: clock.adding(second), holding: proposal, pulled: pulled)?.newest == now)
  }
}
