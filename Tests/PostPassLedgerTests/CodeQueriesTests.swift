import PostPass
import PostPassLedger
import Testing

@Suite struct CodeQueriesTests {
  private static let (start, end) = (UInt64(1_000), UInt64(2_000))

  @Test(arguments: [
    (UInt64(999), CodeState.notYetValid), (1_000, .active), (1_999, .active), (2_000, .expired),
  ])
  func `the window is half-open`(now: UInt64, state: CodeState) throws {
    let sample = try Sample()
    try sample.issue([draft(from: Self.start, until: Self.end)])
    let now = UnixTime(seconds: now)
    #expect(try sample.ledger.codes(matching: CodeFilter(), now: now).map(\.state) == [state])
    for asked in CodeState.allCases {
      let found = try sample.ledger.codes(matching: CodeFilter(state: asked), now: now)
      #expect(found.count == (asked == state ? 1 : 0))
      #expect(try sample.ledger.counts(now: now)[asked] == (asked == state ? 1 : 0))
    }
  }

  @Test func `revoked counts before everything else, also by the key`() throws {
    let sample = try Sample()
    let codes = try sample.issue([draft(issuer: 1, until: 1_789_999_999), draft(issuer: 1), draft(issuer: 2)])
    try sample.revoke(.code(codes[0].id))
    try sample.revoke(.key(key(2)))
    #expect(
      try sample.ledger.counts(now: Sample.now) == [.revoked: 2, .active: 1, .expired: 0, .notYetValid: 0])
    let active = try sample.ledger.codes(matching: CodeFilter(state: .active), now: Sample.now)
    #expect(active.map(\.code.id) == [codes[1].id])
    #expect(
      try sample.ledger.counts(matching: CodeFilter(state: .revoked, issuer: key(1)), now: Sample.now)
        == [.revoked: 1, .active: 0, .expired: 0, .notYetValid: 0])
  }

  @Test func `a brand is found whole`() throws {
    let sample = try Sample()
    try sample.issue([
      draft(brands: ["12", "123"]), draft(brands: ["123"]), draft(brands: []), draft(brands: ["Acme", "x%"]),
      draft(brands: ["acme"]),
    ])
    func count(_ brand: String) throws -> Int {
      try sample.ledger.codes(matching: CodeFilter(brand: Brand(parsing: brand)), now: Sample.now).count
    }
    for (brand, expected) in [
      ("12", 1), ("123", 2), ("23", 0), ("Acme", 1), ("acme", 1), ("%", 0), ("x%", 1),
    ] {
      #expect(try count(brand) == expected, "\(brand)")
    }
  }

  @Test func `everything in a filter has to hold`() throws {
    let sample = try Sample()
    try sample.issue([
      draft(creator: "@nora", post: "1"), draft(creator: "@kim", post: "1"),
      draft(creator: "@kim", post: "2"),
      draft(issuer: 2, creator: "@kim", post: "1", until: 1_791_000_000),
    ])
    func count(_ filter: CodeFilter) throws -> Int {
      try sample.ledger.codes(matching: filter, now: Sample.now).count
    }
    let kim = try #require(Account(parsing: "@kim"))
    let post = try PostID(parsing: "1")
    #expect(try count(CodeFilter(creator: kim)) == 3)
    #expect(try count(CodeFilter(post: post, creator: kim)) == 2)
    #expect(try count(CodeFilter(post: post, creator: kim, issuer: key(2))) == 1)
    #expect(try count(CodeFilter(endsBy: UnixTime(seconds: 1_791_000_000))) == 1)
    #expect(try count(CodeFilter(endsBy: UnixTime(seconds: 1_790_999_999))) == 0)
    #expect(try count(CodeFilter(endsBy: .distantFuture)) == 4)
    #expect(try count(CodeFilter(creator: Account(parsing: "@KIM"))) == 0)
  }

  @Test func `lists are sorted and cut`() throws {
    let sample = try Sample()
    try sample.issue([draft(creator: "@b", post: "10", until: 1_793_000_000)])
    let later = UnixTime(seconds: Sample.now.seconds + 1)
    try sample.issue([draft(creator: "@a", post: "9", until: 1_794_000_000)], at: later)
    func posts(_ order: CodeOrder, limit: Int? = nil) throws -> [String] {
      try sample.ledger.codes(matching: CodeFilter(), sortedBy: order, limit: limit, now: later)
        .map(\.code.draft.post.description)
    }
    #expect(try posts(.endsFirst) == ["10", "9"])
    #expect(try posts(.newestFirst) == ["9", "10"])
    #expect(try posts(.creator) == ["9", "10"])
    #expect(try posts(.post) == ["9", "10"])
    #expect(try posts(.post, limit: 1) == ["9"])
    #expect(try posts(.post, limit: 0) == [])
    #expect(try posts(.post, limit: -1) == [])
  }
}
