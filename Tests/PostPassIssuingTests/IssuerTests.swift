import DurableFile
import PostPass
import PostPassIssuing
import PostPassLedger
import TestSupport
import Testing

@Suite struct IssuerTests {
  private let now = Office.now

  @Test func `what is issued parses, verifies and is recorded`() throws {
    let office = try Office.founded()
    let open = try office.home.open()
    let issuer = try Issuer(open, number: nil, creator: Office.nora)
    for (post, brands) in [
      ("7412345678901234567", ["7198765432109876543"]), ("18446744073709551615", ["acme"]),
      ("0", ["9", "10", "9"]), ("a post of text", ["10", "9", "b"]), ("007", []),
      (String(repeating: "~", count: 64), (0..<15).map { "\($0)" }),
    ] {
      let parsed = try brands.map { try Brand(parsing: $0) }
      let draft = issuer.draft(
        post: try PostID(parsing: post), brands: parsed, notBefore: now, notAfter: now.adding(.days(1)),
        onEnd: .stop, note: "a note")
      let issued = try #require(try issuer.issue([draft], now: now, by: "nora").first)
      let read = try UnverifiedCode(parsing: try issued.text())
      let verified = try read.checkSignature(with: open.state.trust, at: now)
      #expect(verified.claims.post.description == post)
      // In the order of the format, each once; and so in the record.
      #expect(Set(verified.claims.brands) == Set(parsed) && verified.claims.brands.count == Set(parsed).count)
      #expect(issued.draft.brands == verified.claims.brands)
      #expect(try open.ledger.code(issued.id) == issued)
      for brand in parsed.isEmpty ? [try Brand(parsing: "any")] : parsed {
        let question = Question(post: .exactly(draft.post), brand: .exactly(brand), creator: .sole)
        _ = try verified.authorize(question, with: open.state.trust, at: now)
      }
    }
  }

  @Test func `windows at their edges`() throws {
    let office = try Office.founded()
    let start = now.subtracting(.minutes(5))
    let year = TimeSpan.days(366)
    #expect(try refusal(office, start, now.adding(year)) == nil)
    let longer = now.adding(year).adding(TimeSpan(seconds: 1))
    #expect(try refusal(office, start, longer) == .longerThanAllowed(year))
    // A window is no shorter because some of it has passed.
    let old = now.subtracting(.days(365))
    #expect(try refusal(office, old, now.adding(.days(2))) == .longerThanAllowed(year))
    #expect(try refusal(office, now, now) == .alreadyOver(notAfter: now))
    #expect(try refusal(office, now.subtracting(.days(2)), now) == .alreadyOver(notAfter: now))
    let later = now.adding(.days(9))
    #expect(try refusal(office, later, later) == .unencodable(.emptyWindow))
    #expect(try refusal(office, later, later.subtracting(.days(1))) == .unencodable(.emptyWindow))
    #expect(try refusal(office, later, later.adding(TimeSpan(seconds: 1))) == nil)
    for seconds in [UInt64(UInt32.max) + 1, UnixTime.lastDate.seconds, .max] {
      let end = UnixTime(seconds: seconds)
      #expect(try refusal(office, start, end) == .unencodable(.beyond2106(end)))
    }
    #expect(try office.home.open().ledger.counts(now: now).values.reduce(0, +) == 2)
  }

  @Test func `the last second of 2106 can be issued, and no more`() throws {
    let office = try Office.founded()
    let end = UnixTime(seconds: UInt64(UInt32.max))
    let late = end.subtracting(.days(9))
    #expect(try refusal(office, late, end, at: late) == nil)
    let next = end.adding(TimeSpan(seconds: 1))
    #expect(try refusal(office, late, next, at: late) == .unencodable(.beyond2106(next)))
  }

  @Test func `a code is good only inside its key's window`() throws {
    let (from, until) = (now.subtracting(.days(1)), now.adding(.days(10)))
    let office = try Office.known(
      try TestAuthority(records: [
        TestAuthority.issuer("@nora", TestAuthority.nora, from: from, until: until),
        TestAuthority.record(.publisher, TestAuthority.publisher),
      ]))
    #expect(try refusal(office, from, until) == nil)
    let outside = IssuingError.outsideKeyWindow(number(1), window(from: from, until: until))
    #expect(try refusal(office, from.subtracting(TimeSpan(seconds: 1)), until) == outside)
    #expect(try refusal(office, from, until.adding(TimeSpan(seconds: 1))) == outside)
  }

  @Test func `sixteen brands are too many, unless some are the same`() throws {
    let office = try Office.founded()
    let issuer = try Issuer(try office.home.open(), number: nil, creator: nil)
    let fifteen = Array(UInt64(0)..<15)
    for (brands, expected) in [
      (fifteen + [15], IssuingError.unencodable(.tooManyBrands(16))), (fifteen + [3], nil),
    ] {
      let draft = issuer.draft(
        post: .number(1), brands: brands.map { .number($0) }, notBefore: now, notAfter: now.adding(.days(1)),
        onEnd: .stop, note: "")
      let error = errorOf { () throws(IssuingError) in _ = try issuer.issue([draft], now: now, by: "nora") }
      #expect(error == expected)
    }
  }

  @Test func `all codes of one call or none`() throws {
    let office = try Office.founded()
    let issuer = try Issuer(try office.home.open(), number: nil, creator: nil)
    let good = issuer.draft(
      post: .number(1), brands: [], notBefore: now, notAfter: now.adding(.days(1)), onEnd: .stop, note: "")
    let bad = issuer.draft(
      post: .number(1), brands: [], notBefore: now, notAfter: now.adding(.days(1)), onEnd: .stop, note: "\0")
    #expect(throws: IssuingError.ledger(.nulInText)) { try issuer.issue([good, bad], now: now, by: "nora") }
    #expect(try office.home.open().ledger.counts(now: now).values.reduce(0, +) == 0)
  }

  @Test func `the issuer is the one that is named, or the only one`() throws {
    let office = try Office()
    let authority = try TestAuthority()
    try office.settle(in: office.home, authority, keys: [.nora, .kim, .publisher])
    let (kim, nobody) = (account("@kim"), account("@nobody"))
    #expect(try choice(office, nil, nil) == .failure(.severalIssuers([number(1), number(3)])))
    #expect(try choice(office, nil, kim) == .success(number(3)))
    #expect(try choice(office, number(3), nil) == .success(number(3)))
    #expect(try choice(office, number(3), Office.nora) == .failure(.noIssuer(Office.nora)))
    #expect(try choice(office, nil, nobody) == .failure(.noIssuer(nobody)))
    #expect(try choice(office, number(2), nil) == .failure(.wrongRole(number(2), .publisher)))
    #expect(try choice(office, number(4), nil) == .failure(.unknownKey(number(4))))
  }

  @Test func `files of other keys are passed over`() throws {
    let office = try Office.founded()
    for name in [
      "issuer-7.key", "issuer-2.key", "issuer-01.key", "issuer-0.key", "issuer-4294967295.key", "issuer-.key",
    ] {
      try write([1], to: "\(office.home.keysPath)/\(name)")
    }
    #expect(try choice(office, nil, nil) == .success(number(1)))
  }

  @Test func `a removed or revoked key issues nothing`() throws {
    let office = try Office()
    let records = [
      TestAuthority.issuer("@nora", TestAuthority.nora, isRemoved: true),
      TestAuthority.record(.publisher, TestAuthority.publisher),
      TestAuthority.issuer("@kim", TestAuthority.kim),
    ]
    try office.settle(in: office.home, try TestAuthority(records: records), keys: [.nora, .kim, .publisher])
    let keyring = RemovingKeyring(head: try office.home.open().keyring.head, origin: .elsewhere)
    #expect(try choice(office, number(1), nil) == .failure(.removedHere(.issuer, [number(1)], by: keyring)))
    #expect(try choice(office, nil, nil) == .success(number(3)))
    try office.revoke([.key(number(3))])
    #expect(try choice(office, nil, nil) == .failure(.revokedKey(number(3))))
    // Also where only the list says so.
    let listed = try Office()
    let list = RevocationListContent(keys: [(number(1), TestAuthority.event(.leaked))])
    try listed.settle(in: listed.home, try TestAuthority(revocations: list), keys: [.nora])
    #expect(try choice(listed, nil, nil) == .failure(.revokedKey(number(1))))
  }

  @Test func `the wrong secret signs nothing`() throws {
    let office = try Office()
    try office.settle(in: office.home, try TestAuthority(), keys: [.publisher])
    let path = office.home.secretPath(of: .issuer, number(1))
    #expect(try refusal(office, number: 1) == .secretMissing(.issuer(Office.nora), path: path))
    for (key, owner) in [
      (TestAuthority.kim, KeyOwner.issuer(Office.nora)), (TestAuthority.nora, .issuer(account("@kim"))),
      (TestAuthority.nora, .publisher),
    ] {
      try SecretKeys().create(signingKey(key), of: owner, at: path, comment: "TEST ONLY")
      #expect(try refusal(office, number: 1) == .secretMismatch(path: path))
      #expect(try office.home.open().ledger.counts(now: now).values.reduce(0, +) == 0)
      try DurableFile.remove(path)
    }
  }

  private func refusal(
    _ office: borrowing Office, _ from: UnixTime, _ until: UnixTime, at now: UnixTime = Office.now
  ) throws -> IssuingError? {
    let issuer = try Issuer(try office.home.open(), number: nil, creator: nil)
    let draft = issuer.draft(
      post: .number(1), brands: [], notBefore: from, notAfter: until, onEnd: .keepRunning, note: "")
    return errorOf { () throws(IssuingError) in _ = try issuer.issue([draft], now: now, by: "nora") }
  }

  private func refusal(_ office: borrowing Office, number: UInt32) throws -> IssuingError? {
    let issuer = try Issuer(try office.home.open(), number: PostPassIssuingTests.number(number), creator: nil)
    let draft = issuer.draft(
      post: .number(1), brands: [], notBefore: now, notAfter: now.adding(.days(1)), onEnd: .stop, note: "")
    return errorOf { () throws(IssuingError) in _ = try issuer.issue([draft], now: now, by: "nora") }
  }

  private func choice(
    _ office: borrowing Office, _ number: KeyNumber?, _ creator: Account?
  ) throws -> Result<KeyNumber, IssuingError> {
    let open = try office.home.open()
    do throws(IssuingError) {
      return .success(try Issuer(open, number: number, creator: creator).number)
    } catch {
      return .failure(error)
    }
  }
}

/// The error of a call; nil where it succeeds.
func errorOf(_ body: () throws(IssuingError) -> Void) -> IssuingError? {
  do {
    try body()
    return nil
  } catch {
    return error
  }
}
