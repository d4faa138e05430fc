import PostPass
import PostPassLedger
import TestSupport
import Testing

@Suite struct LearningTests {
  private let published = TestAuthority.start
  private var leaked: Event {
    TestAuthority.event(.leaked, effective: published.subtracting(.days(1)), list: 5)
  }
  private var cancelled: Event { TestAuthority.event(.cancelled, list: 5) }

  // The list is shorter than the ledger, then longer.
  @Test(arguments: [0, 500]) func `what a list says of codes here is learned`(others: Serial) throws {
    let sample = try Sample()
    let codes = try sample.issue(Array(repeating: draft(), count: 8) + [draft(issuer: 3)]).map(\.id)
    let foreign = (0..<others).map { (CodeID(issuer: key(3), serial: 1_000_000 + $0), cancelled) }
    let list = RevocationListContent(
      codes: foreign + [
        (codes[0], leaked), (codes[8], cancelled), (CodeID(issuer: key(9), serial: 1), leaked),
      ])
    try sample.learn(TestAuthority(revocations: list).opened)
    let known = try sample.ledger.revocations(behind: codes, now: published)
    #expect(Set(known.keys) == [codes[0], codes[8]])
    guard case .revoked(let revocation)? = known[codes[0]] else {
      Issue.record("not revoked")
      return
    }
    #expect(revocation.request == nil && revocation.reason == .leaked)
    #expect(revocation.effectiveFrom == leaked.effectiveFrom && revocation.publication?.listNumber == 5)
    #expect(revocation.notAfter == UnixTime(seconds: 1_795_000_000))
    #expect(try sample.ledger.counts(now: Sample.now)[.revoked] == 2)
    let filter = CodeFilter(state: .revoked)
    #expect(
      try sample.ledger.codes(matching: filter, now: Sample.now).map(\.code.id) == [codes[0], codes[8]])
    #expect(
      try sample.ledger.unpublishedRevocations().isEmpty
        && sample.ledger.foreignRevocations(now: published).isEmpty)
    #expect(try sample.ledger.history(of: .code(codes[0])).map(\.action) == [.issue, .learnRevoked])
    #expect(try sample.learned().count == 2)
  }

  @Test func `what was published here is not learned, and what a list has since earlier is`() throws {
    let sample = try Sample()
    let codes = try sample.issue(Array(repeating: draft(), count: 3)).map(\.id)
    try sample.revoke(.code(codes[0]))
    try sample.ledger.markPublished(
      upTo: sample.ledger.logHead(), listNumber: 5, publishedAt: published, now: Sample.now, by: "nora")
    try sample.revoke(.code(codes[1]))
    try sample.revoke(.code(codes[2]), .leaked, from: 1_000)
    try sample.learn(
      TestAuthority(revocations: RevocationListContent(codes: codes.map { ($0, cancelled) })).opened)
    #expect(try sample.learned().map(\.subject) == [codes[1].description])
    let standing = try #require(try sample.ledger.revocation(of: .code(codes[1]), now: published))
    #expect(standing.publication?.listNumber == 5 && standing.request?.by == "nora")
    #expect(try sample.ledger.revocation(of: .code(codes[2]), now: published)?.publication == nil)
    // What is to be published stays so.
    #expect(try sample.ledger.unpublishedCount(now: published) == 1)
    #expect(try sample.ledger.unpublishedRevocations().map(\.subject) == [.code(codes[2])])
  }

  @Test func `what another home published is published, each for itself, and what is stricter is not`() throws
  {
    let sample = try Sample()
    let foreign = CodeID(issuer: key(3), serial: 1)
    let (own, stricter) = (try sample.issue([draft()])[0].id, CodeID(issuer: key(3), serial: 2))
    let effect = leaked.effectiveFrom.seconds
    for id in [own, foreign] { try sample.revoke(.code(id), .leaked, from: effect, at: published) }
    try sample.revoke(.code(stricter), .leaked, from: effect - 1, at: published)
    try sample.revoke(.key(key(7)), at: published)
    try sample.revoke(.key(key(8)), .keyCompromise, at: published)
    let never = CodeID(issuer: key(3), serial: 3)
    try sample.revoke(.code(never), at: published)
    #expect(try sample.ledger.unpublishedCount(now: published) == 6)
    var authority = try TestAuthority(
      revocations: RevocationListContent(
        codes: [own, foreign, stricter].sorted().map { ($0, leaked) },
        keys: [(key(7), leaked), (key(8), leaked)]))
    try sample.learn(authority.opened)
    let waiting: [RevocationSubject] = [.key(key(8)), .code(stricter), .code(never)]
    #expect(try sample.ledger.unpublishedRevocations().map(\.subject) == waiting)
    #expect(try sample.ledger.unpublishedCount(now: published) == 3)
    // A list of then counts for nobody before.
    #expect(try sample.ledger.unpublishedCount(now: Sample.now) == 6)
    for subject in [RevocationSubject.code(own), .code(foreign), .key(key(7))] {
      #expect(try sample.ledger.revocation(of: subject, now: published)?.publication?.listNumber == 5)
    }
    for subject in waiting {
      #expect(try sample.ledger.revocation(of: subject, now: published)?.publication == nil)
    }
    // The next list is told of the stricter ones as they were asked for.
    var effects: [RevocationSubject: UnixTime] = [:]
    _ = try sample.ledger.revocations { effects[$0.subject] = $0.effectiveFrom }
    #expect(effects[.code(stricter)]?.seconds == effect - 1)
    // A list that has them no more publishes nothing.
    authority.list = try TestAuthority.list(
      RevocationListContent().encodedBody(), number: 6, under: authority.keyring.head,
      retainedFrom: published.subtracting(.days(10)))
    try sample.learn(authority.opened)
    #expect(try sample.ledger.unpublishedCount(now: published) == 6)
  }

  @Test func `a list says of a key what it says of its codes`() throws {
    let sample = try Sample()
    let codes = try sample.issue([draft(issuer: 1), draft(issuer: 3), draft(issuer: 3)]).map(\.id)
    let list = RevocationListContent(codes: [(codes[1], cancelled)], keys: [(key(3), leaked)])
    try sample.learn(TestAuthority(revocations: list).opened)
    let known = try sample.ledger.revocations(behind: codes, now: published)
    #expect(known.count == 2)
    guard case .revoked(let own)? = known[codes[1]], case .revoked(let whole)? = known[codes[2]] else {
      Issue.record("not revoked")
      return
    }
    #expect(own.subject == .code(codes[1]) && whole.subject == .key(key(3)) && whole.reason == .leaked)
  }

  @Test func `the codes of a removed key are revoked, until a newer keyring has it again`() throws {
    let sample = try Sample()
    let codes = try sample.issue([draft(issuer: 1), draft(issuer: 3), draft(issuer: 7)]).map(\.id)
    var authority = try TestAuthority(
      records: [
        TestAuthority.issuer("@nora", TestAuthority.nora, isRemoved: true),
        TestAuthority.record(.publisher, TestAuthority.publisher),
        TestAuthority.issuer("@kim", TestAuthority.kim),
      ], revocations: RevocationListContent())
    try sample.learn(authority.opened)
    let known = try sample.ledger.revocations(behind: codes, now: published)
    // Of 7 the keyring has never heard.
    #expect(known[codes[1]] == nil && known[codes[2]] != nil)
    guard case .keyRemoved(let removal)? = known[codes[0]] else {
      Issue.record("not removed")
      return
    }
    #expect(removal.key == key(1) && removal.keyringNumber == 1)
    #expect(try sample.ledger.counts(now: Sample.now)[.revoked] == 2)
    authority.keyring = try TestAuthority.keyring(
      TestAuthority.records, number: 2, under: authority.roots[0].signed.head)
    authority.list = try TestAuthority.list(
      RevocationListContent().encodedBody(), number: 2, under: authority.keyring.head)
    try sample.learn(authority.opened)
    #expect(try sample.ledger.revocations(behind: codes, now: published)[codes[0]] == nil)
    #expect(
      try sample.learned().map { "\($0.action.rawValue) \($0.subject)" } == [
        "learn-removed key 1", "learn-removed key 7", "learn-taken-back key 1",
      ])
  }

  @Test func `what a newer list no longer has is taken back, but for what ended`() throws {
    let sample = try Sample()
    let end = published.subtracting(.days(10))
    let codes = try sample.issue([draft(until: end.seconds), draft(until: end.seconds - 1), draft()]).map(
      \.id)
    var authority = try TestAuthority(
      revocations: RevocationListContent(
        codes: codes.map { ($0, cancelled) }, keys: [(key(1), cancelled)]))
    try sample.learn(authority.opened)
    authority.list = try TestAuthority.list(
      RevocationListContent(codes: [(codes[2], cancelled)]).encodedBody(), number: 2,
      under: authority.keyring.head, retainedFrom: end)
    try sample.learn(authority.opened)
    #expect(try Set(sample.ledger.revocations(behind: codes, now: published).keys) == [codes[1], codes[2]])
    #expect(try sample.ledger.history(of: .code(codes[0])).last?.action == .learnTakenBack)
    #expect(try sample.ledger.history(of: .key(key(1))).last?.action == .learnTakenBack)
  }

  @Test func `an older list takes nothing back, and one of the same body says nothing new`() throws {
    let sample = try Sample()
    let id = try sample.issue([draft()])[0].id
    let older = try TestAuthority(revocations: RevocationListContent())
    var newer = older
    let body = RevocationListContent(codes: [(id, cancelled)]).encodedBody()
    newer.list = try TestAuthority.list(body, number: 5, under: older.keyring.head)
    try sample.learn(newer.opened)
    let head = try sample.ledger.logHead()
    try sample.learn(older.opened)
    newer.list = try TestAuthority.list(body, number: 6, under: older.keyring.head)
    try sample.learn(newer.opened)
    #expect(
      try sample.ledger.revocation(of: .code(id), now: published) != nil && sample.ledger.logHead() == head)
  }

  @Test func `the first code of a key is looked at too`() throws {
    let sample = try Sample()
    try sample.issue([draft(issuer: 1)])
    let list = RevocationListContent(keys: [(key(3), leaked)])
    let trust = try TestAuthority(revocations: list).opened
    try sample.learn(trust)
    let id = try sample.issue([draft(issuer: 3)])[0].id
    try sample.learn(trust)
    #expect(try sample.ledger.revocations(behind: [id], now: published)[id] != nil)
  }

  @Test func `what a list has is revoked already, unless the request is stricter`() throws {
    let sample = try Sample()
    let id = try sample.issue([draft()])[0].id
    try sample.learn(
      TestAuthority(revocations: RevocationListContent(codes: [(id, cancelled)])).opened)
    let head = try sample.ledger.logHead()
    let listed = try #require(try sample.ledger.revocation(of: .code(id), now: published))
    #expect(try sample.revoke(.code(id), .leaked) == .alreadyRevoked(listed))
    #expect(try sample.ledger.logHead() == head && sample.ledger.unpublishedCount(now: Sample.now) == 0)
    let early = published.seconds - 1
    guard
      case .recorded(_, replacing: listed)? = try sample.revoke(
        .code(id), .leaked, from: early, at: published)
    else {
      Issue.record("not recorded")
      return
    }
    #expect(try sample.ledger.unpublishedCount(now: Sample.now) == 1)
    #expect(
      try sample.ledger.revocation(of: .code(id), now: published)?.effectiveFrom == UnixTime(seconds: early))
  }

  @Test func `the next list is told of a learned revocation as its list has it, with the end`() throws {
    let sample = try Sample()
    let id = try sample.issue([draft()])[0].id
    let around = [UInt32(0), .max - 1].map { CodeID(issuer: key(1), serial: $0) }
    for other in around { try sample.revoke(.code(other)) }
    try sample.learn(TestAuthority(revocations: RevocationListContent(codes: [(id, leaked)])).opened)
    var entries: [RevocationEntry] = []
    _ = try sample.ledger.revocations { entries.append($0) }
    #expect(entries.map(\.subject) == [around[0], id, around[1]].map(RevocationSubject.code))
    #expect(entries[1].notAfter == UnixTime(seconds: 1_795_000_000))
    #expect(entries[1].publication?.listNumber == 5 && entries[1].effectiveFrom == leaked.effectiveFrom)
  }
}

extension Sample {
  fileprivate func learn(_ trust: TrustSet) throws {
    try ledger.learn(from: trust, now: TestAuthority.start, by: "nora")
  }

  /// The rows of the log about what was learned.
  fileprivate func learned() throws -> [LogEntry] {
    try ledger.log(since: UnixTime(seconds: 0)).filter { $0.action.rawValue.hasPrefix("learn-") }
  }
}

extension TestAuthority {
  /// Roots, keyring and list, opened whole.
  var opened: TrustSet {
    get throws {
      let keyring = try openKeyring
      let head = try ListHead(verifying: list.signed, with: keyring)
      return TrustSet(
        chain: try RootChain(pinned: id, files: roots), keyring: keyring,
        list: try RevocationList(head, whole: MemoryStorage(list.bodyFile)), rememberedTime: nil)
    }
  }
}
