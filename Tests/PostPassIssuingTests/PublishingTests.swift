import DurableFile
import PostPass
import PostPassIssuing
import PostPassLedger
import TestSupport
import Testing

@Suite struct PublishingTests {
  private let now = Office.now
  private let later = Office.now.adding(.minutes(15))

  @Test func `what is revoked is in the list, and is denied`() throws {
    let office = try Office.founded()
    let codes = try office.issue(count: 3)
    try office.revoke([.code(codes[0].id)])
    try office.revoke([.code(codes[1].id), .code(code(9, of: 7))], .leaked, from: now.subtracting(.days(1)))
    let publication = try office.publish(at: later)
    #expect(publication.plan.added == 3 && publication.plan.total == 3 && publication.plan.expired == 0)
    let trust = try office.offered().trust
    #expect(trust.list.head.number == 2 && trust.list.isAuthoritative)
    #expect(trust.list.head.issuedAt == later)
    #expect(trust.list.head.freshUntil == later.adding(.days(7)))
    #expect(trust.list.head.retainedFrom == later.subtracting(.days(30)))
    let verifier = Verifier(trust: trust)
    let question = Question(post: .any, brand: .any, creator: .any)
    var outcomes: [Verdict.Outcome] = []
    for issued in codes {
      outcomes.append(
        try verifier.decide(try UnverifiedCode(parsing: try issued.text()), question, at: later).outcome)
    }
    let cancelled = try #require(
      Event(listNumber: 2, publishedAt: later, effectiveFrom: later, reason: .cancelled))
    let leaked = try #require(
      Event(listNumber: 2, publishedAt: later, effectiveFrom: now.subtracting(.days(1)), reason: .leaked))
    #expect(outcomes[0].rejection == .revoked(cancelled))
    #expect(outcomes[1].rejection == .revoked(leaked))
    #expect(outcomes[2].rejection == nil)
    #expect(try office.home.open().ledger.unpublishedRevocations().isEmpty)
    #expect(
      try office.home.open().ledger.revocation(of: .code(codes[0].id), now: later)?.publication?.listNumber
        == 2
    )
  }

  @Test func `with nothing new, only a head is signed`() throws {
    let office = try Office.founded()
    try office.revoke([.code(code(5)), .key(number(1))])
    let first = try office.publish(at: later).state.trust.list.head
    let again = try office.publish(at: later.adding(.days(3)))
    #expect(again.plan.added == 0 && again.plan.total == 2)
    let head = again.state.trust.list.head
    #expect(head.number == first.number + 1 && head.bodyRoot == first.bodyRoot)
    #expect(head.issuedAt == later.adding(.days(3)))
    #expect(try DurableFile.names(in: "\(office.mirror)/bodies").count == 2)
  }

  @Test func `equal content gives equal bytes, however it came about`() throws {
    let authority = try TestAuthority()
    let (one, two) = (try published(authority, [[3, 1], [2]]), try published(authority, [[2], [1, 3]]))
    // The third list of both; only their second lists were of different content.
    let three = try published(authority, [[1, 2, 3]])
    let four = try published(authority, [[3, 2, 1]])
    #expect(three == four)
    #expect(one != two)
  }

  @Test(arguments: 0..<8 as Range<UInt64>)
  func `equal events give equal bytes, in whatever order they were recorded`(seed: UInt64) throws {
    let authority = try TestAuthority()
    var random = SystemRandomNumberGenerator()
    let groups = (0..<3).map { group in
      (0..<UInt32.random(in: 1...40, using: &random)).map { _ in
        RevocationSubject.code(
          code(.random(in: 0..<200, using: &random), of: .random(in: 1...4, using: &random)))
      } + (group == 1 ? [.key(number(3))] : [])
    }
    var bodies: Set<[UInt8]> = []
    for forgets in [false, true] {
      let office = try Office.known(authority)
      for (minutes, group) in groups.enumerated() {
        // Once more is not new; what was forgotten the list before still says.
        try office.revoke(group.shuffled(using: &random))
        try office.revoke(group.shuffled(using: &random).dropLast(1))
        try office.publish(at: now.adding(.minutes(UInt64(minutes))))
        if forgets { try office.tamper("DELETE FROM revocations WHERE random() & 1") }
      }
      bodies.insert(try office.offered().bundle.listBody)
    }
    #expect(bodies.count == 1)
  }

  @Test func `the effect is never later than the publication, and earlier only for two reasons`() throws {
    let office = try Office.founded()
    for (serial, reason) in RevocationReason.allCases.enumerated() {
      try office.revoke(
        [.code(code(UInt32(serial)))], reason,
        from: reason.allowsEarlierEffect ? now.subtracting(.days(2)) : nil)
    }
    // A clock a little ahead asked for an effect that the publisher's has not reached.
    let ahead = now.adding(.minutes(4))
    try office.revoke([.code(code(99))], .leaked, from: ahead, at: ahead)
    try office.publish()
    let events = try office.listed()
    for (serial, reason) in RevocationReason.allCases.enumerated() {
      let event = try #require(events[code(UInt32(serial))])
      #expect(event.reason == reason && event.publishedAt == now)
      #expect(event.effectiveFrom == (reason.allowsEarlierEffect ? now.subtracting(.days(2)) : now))
    }
    #expect(events[code(99)]?.effectiveFrom == now)
  }

  @Test func `a revocation that became stricter is published again and keeps its earliest effect`() throws {
    let office = try Office.founded()
    try office.revoke([.code(code(5)), .key(number(1))], .superseded)
    try office.publish()
    let from = now.subtracting(.days(9))
    try office.revoke([.code(code(5)), .key(number(1))], .keyCompromise, from: from)
    let publication = try office.publish(at: later)
    #expect(publication.plan.added == 0 && publication.plan.total == 2)
    #expect(try office.listed()[code(5)]?.effectiveFrom == from)
    let key = try office.offered().trust.list.revocations(of: code(0)).ofKey
    #expect(key?.reason == .keyCompromise && key?.effectiveFrom == from)
  }

  @Test func `a missing or empty mirror is written only where that was said`() throws {
    let office = try Office.founded()
    let empty = office.directory.file("empty")
    #expect(throws: IssuingError.emptyMirror(empty)) { try office.publish(to: empty) }
    try DurableFile.createDirectory(empty)
    #expect(throws: IssuingError.emptyMirror(empty)) { try office.publish(to: empty) }
    // As left by a process that was killed before it wrote `head`.
    try DurableFile.createDirectory("\(empty)/roots")
    try write([1, 2], to: "\(empty)/roots/1")
    try write([1, 2], to: "\(empty)/.head.0.tmp")
    #expect(throws: IssuingError.emptyMirror(empty)) { try office.publish(to: empty) }
    try office.publish(to: empty, first: true)
    #expect(try office.offered(empty).trust.list.head.number == 2)
    let foreign = office.directory.file("foreign")
    try DurableFile.createDirectory(foreign)
    try write([1], to: "\(foreign)/notes.txt")
    #expect(throws: IssuingError.mirror(.file(.missing("\(foreign)/head")))) {
      try office.publish(to: foreign, first: true)
    }
    #expect(try DurableFile.names(in: foreign) == ["notes.txt"])
  }

  @Test func `another authority's mirror is refused`() throws {
    let office = try Office.founded()
    let other = try Office.founded()
    let before = try files(below: other.mirror)
    #expect(throws: IssuingError.self) { try office.publish(to: other.mirror) }
    #expect(try files(below: other.mirror) == before)
    #expect(try office.home.open().state.trust.list.head.number == 1)
  }

  @Test func `terms at their edges`() throws {
    let seconds = { (count: UInt64) in TimeSpan(seconds: count) }
    for span in [seconds(0), seconds(92 * 86_400 + 1), seconds(.max)] {
      #expect(throws: IssuingError.freshForTooLong(span)) {
        try ListTerms(freshFor: span, retain: seconds(0))
      }
    }
    let office = try Office.founded()
    let longest = try ListTerms(freshFor: .days(92), retain: seconds(.max))
    #expect(try office.publish(terms: longest).state.trust.list.head.freshUntil == now.adding(.days(92)))
    let shortest = try ListTerms(freshFor: seconds(1), retain: seconds(0))
    let head = try office.publish(terms: shortest).state.trust.list.head
    #expect(head.freshUntil == now.adding(seconds(1)) && head.retainedFrom == now)
    let end = UnixTime.lastDate.subtracting(.days(1))
    #expect(throws: IssuingError.clockBeyondDates(end)) { try office.publish(at: end) }
  }

  @Test func `a clock behind the newest file signs nothing, a slow one never goes back`() throws {
    let office = try Office.founded()
    try office.publish(at: later)
    let slow = later.subtracting(.minutes(5))
    #expect(try office.publish(at: slow).state.trust.list.head.issuedAt == later)
    let behind = slow.subtracting(TimeSpan(seconds: 1))
    let newest = try office.offered().trust.list.head
    #expect(throws: IssuingError.clockBehind(newest, now: behind)) { try office.publish(at: behind) }
    #expect(try office.offered().trust.list.head.number == 3)
  }

  @Test func `no publisher, no list`() throws {
    let office = try Office()
    try office.settle(in: office.home, try TestAuthority(), keys: [.nora])
    #expect(throws: IssuingError.noPublisher) { try office.publish(first: true) }
    let wrong = office.home.secretPath(of: .publisher, number(2))
    try SecretKeys().create(signingKey(TestAuthority.kim), of: .publisher, at: wrong, comment: "wrong")
    #expect(throws: IssuingError.secretMismatch(path: wrong)) { try office.publish(first: true) }
  }

  @Test func `only a publisher inside its window signs`() throws {
    let until = now.adding(.days(10))
    let second = TestKey("publisher 4")
    let office = try Office.known(
      try TestAuthority(records: [
        TestAuthority.issuer("@nora", TestAuthority.nora),
        TestAuthority.record(
          .publisher, TestAuthority.publisher, from: now.subtracting(.days(1)), until: until),
        TestAuthority.record(.publisher, second, from: until),
      ]))
    try office.publish(at: until.subtracting(TimeSpan(seconds: 1)))
    let outside = IssuingError.outsidePublisherWindow(
      number(2), window(from: now.subtracting(.days(1)), until: until))
    #expect(throws: outside) { try office.publish(at: until) }
    #expect(try office.offered().trust.list.head.number == 2)
    try SecretKeys().create(
      signingKey(second), of: .publisher, at: office.home.secretPath(of: .publisher, number(3)),
      comment: "TEST ONLY")
    let list = try office.publish(at: until).state.trust.list
    #expect(list.head.signer == number(3) && list.isAuthoritative)
  }

  @Test(arguments: ["home", "mirror"])
  func `a publication that was cut off is finished by the next`(blocked: String) throws {
    let office = try Office.founded()
    try office.revoke([.code(code(5))])
    let head = blocked == "home" ? "\(office.home.publicPath)/head" : "\(office.mirror)/head"
    let old = try DurableFile.read(head, limit: 10_000)
    // Everything but the last step works: nothing but the body is written.
    try DurableFile.remove(head)
    try DurableFile.createDirectory(head)
    #expect(throws: IssuingError.self) { try office.publish() }
    removeDirectory(head)
    try DurableFile.write(old, to: head)
    #expect(try office.offered().trust.list.head.number == 1)
    #expect(try office.home.open().ledger.unpublishedRevocations().count == 1)
    let publication = try office.publish(at: later)
    #expect(publication.plan.total == 1)
    #expect(try office.listed()[code(5)] != nil)
    #expect(try office.home.open().ledger.unpublishedRevocations().isEmpty)
  }

  @Test func `killed before the ledger knew, the first publication counts`() throws {
    let office = try Office.founded()
    try office.revoke([.code(code(5))])
    let first = try office.publish()
    try office.tamper("DELETE FROM publications")
    let second = try office.publish(at: later)
    #expect(second.plan.added == 0)
    #expect(second.state.trust.list.head.bodyRoot == first.state.trust.list.head.bodyRoot)
    #expect(try office.home.open().ledger.unpublishedRevocations().isEmpty)
  }

  /// Publishes code revocations in groups and gives the bytes of the last body.
  private func published(_ authority: TestAuthority, _ groups: [[Serial]]) throws -> [UInt8] {
    let office = try Office.known(authority)
    for (minutes, group) in groups.enumerated() {
      try office.revoke(group.map { .code(code($0)) })
      try office.publish(at: now.adding(.minutes(UInt64(minutes))))
    }
    return try office.offered().bundle.listBody
  }
}

extension Verdict.Outcome {
  var rejection: Rejection? {
    if case .rejected(let rejection) = self { rejection } else { nil }
  }
}
