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

  @Test func `who signs a pending keyring and knows no list is asked when a keyring is long stale`() throws {
    let office = try Office.founded()
    let sticks = try office.sticks(1)
    var rotation = try Proposal(
      at: try office.pendingRotation(RootChange(keyringKeys: [sticks[0].key])), pinned: nil)
    _ = try sticks[0].home.sign(&rotation)
    _ = try office.home.takeOver(rotation, now: now, by: "nora")
    let outcome = try office.home.changeKeyring(
      pendingAt: office.directory.file("renewal"), now: now, by: "nora"
    ) { _ in }
    guard case .pending(let proposal, _) = outcome else { throw Office.Unsigned() }
    let end = now.adding(.days(400 + 7))
    #expect(ClockDoubt(of: end, holding: proposal, pulled: nil) == nil)
    #expect(ClockDoubt(of: end.adding(second), holding: proposal, pulled: nil)?.newest == now)
    // Who pulls knows lists.
    let pulled = try office.offered().trust
    let clock = now.adding(.days(99))
    #expect(ClockDoubt(of: clock, holding: proposal, pulled: pulled) == nil)
    #expect(ClockDoubt(of: clock.adding(second), holding: proposal, pulled: pulled)?.newest == now)
  }

  @Test func `before a root no list proves a clock, and a week is enough for a doubt`() throws {
    let office = try Office.founded()
    let end = now.adding(.days(7))
    // Whoever has the publisher's key could sign a list a day.
    try office.publish(at: end)
    let home = try office.home.open()
    func doubt(of clock: UnixTime, pulled: TrustSet? = nil) -> ClockDoubt? {
      home.doubt(of: clock, signing: .root, mirror: office.mirror, pulled: pulled)
    }
    let clock = end.adding(second)
    #expect(doubt(of: end) == nil)
    #expect(doubt(of: clock)?.newest == now)
    #expect(doubt(of: clock, pulled: try office.offered().trust)?.newest == now)
    #expect(home.doubt(of: clock, mirror: office.mirror, pulled: nil) == nil)
    // A keyring proves it, also where only a verifier has it yet.
    try office.changeKeyring(at: clock) { _ in }
    let renewed = try office.home.open()
    #expect(renewed.doubt(of: clock, signing: .root, mirror: nil, pulled: nil) == nil)
    try renewed.writeMirror(office.mirror)
    #expect(doubt(of: clock, pulled: try office.offered().trust) == nil)
    #expect(doubt(of: clock) == nil)
  }

  @Test func `who signs a pending root is asked after a week, whatever lists are pulled`() throws {
    let office = try Office.founded()
    let sticks = try office.sticks(1)
    let proposal = try Proposal(
      at: try office.pendingRotation(RootChange(rootKeys: [sticks[0].key], rootThreshold: 1)), pinned: nil)
    let end = now.adding(.days(7))
    try office.publish(at: end)
    let pulled = try office.offered().trust
    #expect(ClockDoubt(of: end, holding: proposal, pulled: pulled) == nil)
    for pulled in [pulled, nil] {
      #expect(ClockDoubt(of: end.adding(second), holding: proposal, pulled: pulled)?.newest == now)
    }
  }

  @Test func `a clock is odd where it is in doubt, or behind by more than clocks may differ`() throws {
    let office = try Office.founded()
    let home = try office.home.open()
    let skewed = now.subtracting(TrustSet.skew)
    #expect(home.oddity(of: skewed, pulled: nil) == nil)
    let slow = skewed.subtracting(second)
    #expect(home.oddity(of: slow, pulled: nil) == .behind(now: slow, newest: now))
    let end = now.adding(.days(92 + 7))
    #expect(home.oddity(of: end, pulled: nil) == nil)
    guard case .ahead(let doubt)? = home.oddity(of: end.adding(second), pulled: nil) else {
      Issue.record("it is not ahead")
      return
    }
    #expect(doubt.newest == now)
    // What a verifier pulled says more, and the mirror is not read.
    let away = Home(office.directory.file("away"))
    try copy(office.home, to: away)
    try office.publish(at: end)
    let pulled = try office.offered().trust
    #expect(try away.open().oddity(of: end.adding(second), pulled: pulled) == nil)
    #expect(try away.open().oddity(of: now, pulled: pulled) == .behind(now: now, newest: end))
    #expect(try away.open().oddity(of: now, pulled: nil) == nil)
  }
}

extension OpenHome {
  /// The doubt before a keyring or list.
  fileprivate func doubt(of now: UnixTime, mirror: String?, pulled: TrustSet?) -> ClockDoubt? {
    doubt(of: now, signing: .keyringOrList, mirror: mirror, pulled: pulled)
  }
}
