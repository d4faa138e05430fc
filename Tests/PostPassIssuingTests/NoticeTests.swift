import PostPass
import PostPassIssuing
import PostPassLedger
import TestSupport
import Testing

/// Notices from an issuer without the publisher's key to a publisher without hers.
@Suite struct NoticeTests {
  private static let now = Office.now
  private static let end = Office.now.adding(.days(10))

  /// A notice of @kim's about codes of issuer 3.
  private static func notice(
    _ serials: [Serial], _ reason: RevocationReason = .cancelled, from: UnixTime? = nil,
    until: UnixTime = end,
    in office: borrowing Office
  ) throws -> VerifiedNotice {
    try notice(
      .codes(try serials.map { try #require(NoticedCode(serial: $0, notAfter: until)) }), reason, from: from,
      in: office)
  }

  private static func notice(
    _ scope: NoticeRequest.Scope, _ reason: RevocationReason, from: UnixTime? = nil,
    in office: borrowing Office
  ) throws -> VerifiedNotice {
    let keyring = try office.home.open().keyring
    let request = try #require(NoticeRequest(reason: reason, effectiveFrom: from, scope: scope))
    return try TestAuthority.notice(request, under: keyring.head).checkSignature(with: keyring)
  }

  @discardableResult
  private static func merge(
    _ notices: [VerifiedNotice], in office: borrowing Office, at now: UnixTime = now
  ) throws -> [[RevocationOutcome]] {
    try office.home.open().ledger.merge(notices, now: now, by: "nora")
  }

  @Test func `a creator asks, a publisher does it, and neither has the other's key`() throws {
    let authority = try TestAuthority(revocations: RevocationListContent())
    let office = try Office.known(authority)
    let kim = Home(office.directory.file("kim"))
    try office.settle(in: kim, authority, keys: [.kim])
    let ids = try office.issue(kim, count: 3, until: NoticeTests.end).map(\.id)
    let draft = try NoticeDraft(
      try kim.open(), .codes(ids), reason: .leaked, effectiveFrom: Office.now, now: Office.now)
    #expect(draft.issuer == number(3) && draft.unknown.isEmpty)
    let (notice, outcomes) = try draft.sign(note: "a note", now: Office.now, by: "kim")
    #expect(outcomes.count == 3)
    let hers = try kim.open().ledger
    #expect(try hers.unpublishedRevocations().map(\.request?.note) == ["a note", "a note", "a note"])
    #expect(try hers.log(since: Office.now).last?.action == .noticeCreate)

    let sent = try UnverifiedNotice(parsing: notice.encoded)
    let publisher = try office.home.open()
    let verified = try publisher.verify([("kim.notice", sent)])
    #expect(try publisher.ledger.merge(verified, now: Office.now, by: "nora")[0].count == 3)
    #expect(
      try publisher.ledger.unpublishedRevocations().map(\.notAfter)
        == Array(repeating: NoticeTests.end, count: 3))
    try office.publish()
    let listed = try office.listed()
    #expect(Set(listed.keys) == Set(ids))
    // She learns of it when she joins again, and not before.
    #expect(try hers.unpublishedCount(now: Office.now) == 3)
    _ = try kim.join(try office.offered(), now: Office.now, by: "kim")
    #expect(try hers.unpublishedCount(now: Office.now) == 0)
    let late = try kim.open().ledger.revoke(
      [.code(CodeID(issuer: number(3), serial: 77))], reason: .cancelled, effectiveFrom: nil, note: "",
      listed: [:],
      now: Office.now, by: "kim")
    #expect(late.count == 1)
    _ = try kim.join(try office.offered(), now: Office.now, by: "kim")
    #expect(try hers.unpublishedCount(now: Office.now) == 1)
    #expect(listed.values.allSatisfy { $0.reason == .leaked && $0.effectiveFrom == Office.now })
  }

  @Test func `a notice that came before changes nothing`() throws {
    let office = try Office.known(try TestAuthority())
    let notices = [
      try NoticeTests.notice([1, 2], in: office), try NoticeTests.notice(.wholeKey, .superseded, in: office),
    ]
    try NoticeTests.merge(notices, in: office)
    let head = try office.home.open().ledger.logHead()
    for outcome in try NoticeTests.merge(notices + notices, in: office).joined() {
      guard case .alreadyRevoked = outcome else {
        Issue.record("recorded again")
        return
      }
    }
    #expect(try office.home.open().ledger.logHead() == head)
    try office.publish()
    let list = try office.offered().trust.list.head.bodyRoot
    try NoticeTests.merge(notices, in: office, at: Office.now.adding(.days(1)))
    #expect(try office.home.open().ledger.unpublishedCount(now: Office.now) == 0)
    try office.publish(at: Office.now.adding(.days(1)))
    #expect(try office.offered().trust.list.head.bodyRoot == list)
  }

  /// Orders of notices with different reasons, times and ends, with each of them repeated at the end: one list.
  @Test func `in whatever order notices come, and however often, the list is the same`() throws {
    func requests(_ office: borrowing Office) throws -> [VerifiedNotice] {
      let early = Office.now.subtracting(.days(1))
      return [
        try NoticeTests.notice([1, 2], .cancelled, in: office),
        try NoticeTests.notice([2, 3], .leaked, in: office),
        try NoticeTests.notice(
          [1, 3, 4], .leaked, from: early, until: NoticeTests.end.subtracting(.days(9)), in: office),
        try NoticeTests.notice([3, 4, 5], .keyCompromise, from: Office.now, in: office),
        try NoticeTests.notice(
          .wholeKey, .leaked, from: Office.now.subtracting(.days(2)), in: office),
        try NoticeTests.notice(.wholeKey, .keyCompromise, in: office),
      ]
    }
    var lists: Set<[UInt8]> = []
    var ends: Set<[UnixTime?]> = []
    // A step that has no factor in common with 720 comes by orders that differ in every place.
    for number in stride(from: 0, to: 720, by: 77) {
      let order = permutations(6)[number]
      let office = try Office.known(try TestAuthority())
      let notices = try requests(office)
      try NoticeTests.merge(order.map { notices[$0] } + notices, in: office)
      let ledger = try office.home.open().ledger
      ends.insert(try ledger.ends(of: (1...5).map { code($0, of: 3) }))
      lists.insert(try office.publish().state.trust.list.content().encodedBody())
    }
    #expect(lists.count == 1)
    let end = NoticeTests.end
    #expect(ends == [[end, end, end, end, end]])
  }

  @Test func `the record says which notice asked for a revocation, or that none did`() throws {
    let office = try Office.known(try TestAuthority(revocations: RevocationListContent()))
    let ledger = try office.home.open().ledger
    let own = try office.issue()[0].id
    try office.revoke([.code(code(9, of: 3)), .code(own)])
    let early = Office.now.subtracting(.days(1))
    try NoticeTests.merge(
      [
        try NoticeTests.notice([1, 2, 9], in: office),
        try NoticeTests.notice(
          [2, 4], .leaked, from: early, until: NoticeTests.end.adding(.days(1)), in: office),
      ], in: office)
    try office.revoke([.code(code(5, of: 3))])
    let foreign = try ledger.foreignRevocations(now: Office.now)
    #expect(foreign.map(\.subject) == [1, 2, 4, 5, 9].map { .code(code($0, of: 3)) })
    #expect(
      try foreign.map { try ledger.notice(behind: $0)?.detail("reason") }
        == ["cancelled", "leaked", "leaked", nil, nil])
    // Of the one that was revoked before, the notice told when it ends.
    #expect(
      try ledger.foreignRevocations(sortedBy: .endsFirst, now: Office.now).map(\.subject)
        == [1, 9, 2, 4, 5].map { .code(code($0, of: 3)) })
    let standing = try #require(try ledger.revocation(of: .code(own), now: Office.now))
    #expect(try ledger.notice(behind: standing) == nil)
  }

  @Test func `which of two requests stands`() throws {
    let office = try Office.known(try TestAuthority(revocations: RevocationListContent()))
    let early = Office.now.subtracting(.days(1))
    try NoticeTests.merge(
      [
        try NoticeTests.notice([1, 2], .superseded, in: office),
        try NoticeTests.notice([1], .cancelled, in: office),
        try NoticeTests.notice([2], .leaked, from: early, in: office),
        try NoticeTests.notice([2], .keyCompromise, in: office),
      ], in: office)
    try office.publish()
    let listed = try office.listed()
    #expect(listed[code(1, of: 3)]?.reason == .superseded)
    #expect(listed[code(2, of: 3)]?.reason == .leaked && listed[code(2, of: 3)]?.effectiveFrom == early)
  }

  @Test func `an end that a notice states lets its code leave the list, the latest one`() throws {
    let later = NoticeTests.end.adding(.days(5))
    for isReversed in [false, true] {
      let office = try Office.known(try TestAuthority(revocations: RevocationListContent()))
      let notices = [
        try NoticeTests.notice([1], in: office), try NoticeTests.notice([1], until: later, in: office),
      ]
      for notice in isReversed ? notices.reversed() : notices { try NoticeTests.merge([notice], in: office) }
      try office.publish()
      let last = later.adding(.days(30))
      #expect(try office.publish(at: last).plan.total == 1)
      #expect(try office.publish(at: last.adding(TimeSpan(seconds: 1))).plan.total == 0)
    }
  }

  @Test func `an end that comes later keeps a published code in the list`() throws {
    let office = try Office.known(try TestAuthority(revocations: RevocationListContent()))
    try NoticeTests.merge([try NoticeTests.notice([1], in: office)], in: office)
    try office.publish()
    let first = try office.listed()[code(1, of: 3)]
    let later = NoticeTests.end.adding(.days(100))
    try NoticeTests.merge([try NoticeTests.notice([1], until: later, in: office)], in: office)
    #expect(
      try office.home.open().ledger.log(since: Office.now).last?.details.hasSuffix("\nnew 0\nprolonged 1")
        == true)
    try office.publish(at: NoticeTests.end.adding(.days(31)))
    #expect(try office.listed() == [code(1, of: 3): try #require(first)])
  }

  @Test func `a thief of an issuer's key cannot have a revocation leave its list early`() throws {
    let office = try Office.known(try TestAuthority(revocations: RevocationListContent()))
    let early = Office.now.subtracting(.days(300))
    try NoticeTests.merge([try NoticeTests.notice([1], in: office)], in: office)
    try NoticeTests.merge(
      [try NoticeTests.notice([1], .leaked, from: early.subtracting(.days(1)), until: early, in: office)],
      in: office)
    try office.publish()
    #expect(try office.listed()[code(1, of: 3)]?.reason == .leaked)
  }

  @Test func `what was issued here ends when it was issued to end`() throws {
    let authority = try TestAuthority(revocations: RevocationListContent())
    let office = try Office.known(authority)
    let id = try office.issue(until: NoticeTests.end)[0].id
    let keyring = try office.home.open().keyring
    for until in [Office.now.subtracting(.days(100)), NoticeTests.end.adding(.days(100))] {
      let noticed = try #require(NoticedCode(serial: id.serial, notAfter: until))
      let request = try #require(
        NoticeRequest(reason: .cancelled, effectiveFrom: nil, scope: .codes([noticed])))
      let notice = try TestAuthority.notice(
        request, under: keyring.head, signer: number(1), by: TestAuthority.nora)
      try NoticeTests.merge([try notice.checkSignature(with: keyring)], in: office)
      #expect(
        try office.home.open().ledger.revocation(of: .code(id), now: Office.now)?.notAfter == NoticeTests.end)
    }
    try office.publish()
    #expect(try office.publish(at: NoticeTests.end.adding(.days(30))).plan.total == 1)
    #expect(try office.publish(at: NoticeTests.end.adding(.days(31))).plan.total == 0)
  }

  @Test func `a code that its issuer does not remember stays for as long as its key`() throws {
    let keyEnd = Office.now.adding(.days(20))
    let authority = try TestAuthority(
      records: [
        TestAuthority.issuer("@nora", TestAuthority.nora),
        TestAuthority.record(.publisher, TestAuthority.publisher),
        TestAuthority.issuer("@kim", TestAuthority.kim, until: keyEnd),
      ], revocations: RevocationListContent())
    let office = try Office.known(authority)
    let kim = Home(office.directory.file("kim"))
    try office.settle(in: kim, authority, keys: [.kim])
    let draft = try NoticeDraft(
      try kim.open(), .codes([code(9, of: 3)]), reason: .cancelled, effectiveFrom: nil, now: Office.now)
    #expect(draft.unknown == [code(9, of: 3)])
    let notice = try draft.sign(note: "", now: Office.now, by: "kim").notice
    try NoticeTests.merge(try office.home.open().verify([("a", notice)]), in: office)
    #expect(try office.home.open().ledger.ends(of: [code(9, of: 3)]) == [keyEnd])
    // A key without an end: the last second that a code can have.
    let nora = try NoticeDraft(
      try office.home.open(), .codes([code(9)]), reason: .cancelled, effectiveFrom: nil, now: Office.now
    ).sign(note: "", now: Office.now, by: "nora").notice
    try NoticeTests.merge(try office.home.open().verify([("a", nora)]), in: office)
    #expect(try office.home.open().ledger.ends(of: [code(9)]) == [UnixTime(seconds: 1 << 32 - 1)])
  }

  @Test func `what cannot be asked for`() throws {
    let authority = try TestAuthority()
    let office = try Office.known(authority)
    func draft(
      _ scope: NoticeDraft.Scope, _ reason: RevocationReason = .cancelled, from: UnixTime? = nil
    ) throws -> NoticeDraft {
      try NoticeDraft(try office.home.open(), scope, reason: reason, effectiveFrom: from, now: Office.now)
    }
    #expect(throws: IssuingError.severalNoticeIssuers([number(1), number(3)])) {
      try draft(.codes([code(1), code(1, of: 3)]))
    }
    #expect(throws: IssuingError.wrongRole(number(2), .publisher)) { try draft(.wholeKey(number(2))) }
    #expect(throws: IssuingError.unknownKey(number(9))) { try draft(.codes([code(1, of: 9)])) }
    #expect(throws: IssuingError.ledger(.earlierEffectNotAllowed(.cancelled))) {
      try draft(.wholeKey(number(1)), from: Office.now)
    }
    let future = Office.now.adding(TimeSpan(seconds: 1))
    #expect(throws: IssuingError.ledger(.effectInFuture(future))) {
      try draft(.wholeKey(number(1)), .leaked, from: future)
    }
    // Issuer 3 is in the keyring, and her secret is not here.
    let hers = try draft(.wholeKey(number(3)))
    #expect(throws: IssuingError.self) { try hers.sign(note: "", now: Office.now, by: "nora") }
    #expect(try office.home.open().ledger.unpublishedCount(now: Office.now) == 0)
  }

  @Test func `a home without a publisher merges nothing`() throws {
    let authority = try TestAuthority()
    let office = try Office()
    try office.settle(in: office.home, authority, keys: [.nora])
    #expect(throws: IssuingError.noPublisher) { try office.home.open().verify([]) }
  }

  @Test func `a notice of an issuer whom only the mirror's keyring knows, or no longer knows`() throws {
    let office = try Office.founded()
    try office.home.setMirror(office.mirror)
    // A second home enrols @kim as number 3 and publishes; the first one has not heard of it.
    let other = Home(office.directory.file("other"))
    try copy(office.home, to: other)
    let kim = PublicKeyFile(publicKey: TestAuthority.kim.publicKey, owner: .issuer(account("@kim")))
    try office.changeKeyring(in: other) { editor throws(IssuingError) in
      let given = try editor.add(kim, window: window())
      #expect(given == number(3))
    }
    let newer = try other.open().keyring
    let request = try #require(NoticeRequest(reason: .cancelled, effectiveFrom: nil, scope: .wholeKey))
    let notice = try TestAuthority.notice(request, under: newer.head)
    #expect(throws: IssuingError.untrustedNotice("a", .oldKeyring(number(3)))) {
      try office.home.open().verify([("a", notice)])
    }
    try office.publish(other)
    #expect(try office.home.open().verify([("a", notice)]).map(\.issuer) == [number(3)])
    try office.changeKeyring(in: other) { editor throws(IssuingError) in _ = try editor.remove(number(3)) }
    try office.publish(other)
    #expect(throws: IssuingError.untrustedNotice("a", .removedKey(number(3)))) {
      try office.home.open().verify([("a", notice)])
    }
  }
}

/// All orders of the numbers below a count.
private func permutations(_ count: Int) -> [[Int]] {
  guard count > 0 else { return [[]] }
  return permutations(count - 1).flatMap { shorter in
    (0...shorter.count).map { place in
      var longer = shorter
      longer.insert(count - 1, at: place)
      return longer
    }
  }
}
