import Testing

@testable import PostPass

@Suite struct RevocationListTests {
  static let contents: [(String, RevocationListContent)] = {
    var numbers = SeededNumbers(4)
    return [
      ("empty", RevocationListContent()),
      ("one key", RevocationListContent(keys: [(.number(1), .list(1))])),
      ("one code", RevocationListContent(codes: [(.code(1, 0), .list(1))])),
      (
        "the ends of numbers and serials",
        RevocationListContent(
          codes: [1, UInt32.max - 1].flatMap { issuer in
            [0, UInt32.max].map { (.code(issuer, $0), .list(1)) }
          },
          keys: [(.number(1), .list(2)), (.number(.max - 1), .list(3))])
      ),
      ("dense", RevocationListContent(codes: (0..<3000).map { (.code(5, $0), .list(1)) })),
      ("one issuer", .random(codes: 2000, issuers: 1, serials: 200_000, using: &numbers)),
      ("many issuers", .random(codes: 2000, issuers: 1500, serials: 1 << 17, using: &numbers)),
      ("a few of each", .random(codes: 2000, issuers: 40, serials: 1000, using: &numbers)),
      ("serials anywhere", .random(codes: 1500, issuers: 9, serials: .max, using: &numbers)),
    ]
  }()

  @Test(arguments: contents)
  func `decodes to the content that was encoded`(name: String, content: RevocationListContent) throws {
    let (body, layout) = try content.body()
    try layout.validate(body, issuedAt: .lastDate)
    let decoded = try RevocationListContent(decoding: body, layout: layout)
    #expect(decoded == content)
    #expect(decoded.encodedBody() == body.bytes)
  }

  @Test(arguments: contents)
  func `finds what is revoked and nothing else`(name: String, content: RevocationListContent) throws {
    let (body, layout) = try content.body()
    let list = RevocationLookup(body, layout: layout)
    let codes = Dictionary(uniqueKeysWithValues: content.codes)
    let keys = Dictionary(uniqueKeysWithValues: content.keys)
    for (id, event) in codes { #expect(list.revocation(of: id) == event) }
    for (number, event) in keys { #expect(list.revocation(ofKey: number) == event) }
    var numbers = SeededNumbers(5)
    for (id, _) in codes {
      let others: [CodeID] = [
        .code(id.issuer.value, id.serial ^ 1), .code(id.issuer.value, id.serial &+ 1 << 31),
        .code(id.issuer.value, UInt32.random(in: 0...(.max), using: &numbers)),
        .code(id.issuer.value ^ 2 | 1, id.serial),
      ]
      for other in others { #expect(list.revocation(of: other) == codes[other]) }
    }
    for number in (1...200).map(KeyNumber.number) { #expect(list.revocation(ofKey: number) == keys[number]) }
  }

  @Test func `the order in which revocations arrive does not matter`() {
    var numbers = SeededNumbers(6)
    let events = (1...9).map { Event.list($0) } + (1...9).map { Event.leaked($0, since: 1 + $0 % 3) }
    var codes: [(CodeID, Event)] = (0..<500).map { _ in
      (
        .code(.random(in: 1...9, using: &numbers), .random(in: 0..<30, using: &numbers)),
        events.randomElement(using: &numbers)!
      )
    }
    var keys: [(KeyNumber, Event)] = (0..<50).map { _ in
      (.number(.random(in: 1...9, using: &numbers)), events.randomElement(using: &numbers)!)
    }
    let content = RevocationListContent(codes: codes, keys: keys)
    codes.shuffle(using: &numbers)
    keys.shuffle(using: &numbers)
    #expect(RevocationListContent(codes: codes, keys: keys) == content)
    #expect(RevocationListContent(codes: codes, keys: keys).encodedBody() == content.encodedBody())
    var merged = RevocationListContent(codes: codes[..<200], keys: keys[..<20])
    merged.merge(RevocationListContent(codes: codes[150...], keys: keys[10...]))
    #expect(merged == content)
  }

  @Test(arguments: contents, [0, 3, 5])
  func `merging two lists loses nothing`(one: (String, RevocationListContent), other: Int) {
    var merged = one.1
    merged.merge(RevocationListTests.contents[other].1)
    let codes = Set(merged.codes.map(\.0))
    #expect(codes == Set(one.1.codes.map(\.0)).union(RevocationListTests.contents[other].1.codes.map(\.0)))
    var reverse = RevocationListTests.contents[other].1
    reverse.merge(one.1)
    #expect(merged == reverse)
  }

  @Test func `of two revocations of a code the one that takes effect first stays`() {
    let later = Event.list(3)
    let earlier = Event.list(2)
    let furthestBack = Event.leaked(9, since: 1)
    let content = RevocationListContent(
      codes: [
        (.code(1, 1), later), (.code(1, 1), earlier),
        (.code(1, 2), furthestBack), (.code(1, 2), earlier),
      ], keys: [(.number(1), later), (.number(1), earlier)])
    #expect(content.codes.map(\.1) == [earlier, furthestBack])
    #expect(content.keys.map(\.1) == [earlier])
    #expect(content.events == [earlier, furthestBack])
  }

  @Test func `for a key the reason key-compromise stays before an earlier effect`() {
    let compromise = Event.list(7, reason: .keyCompromise)
    let entries = [(KeyNumber.number(1), Event.list(2)), (.number(1), compromise), (.number(1), .list(1))]
    #expect(RevocationListContent(keys: entries).keys.map(\.1) == [compromise])
    #expect(RevocationListContent(keys: entries.reversed()).keys.map(\.1) == [compromise])
    let codes = entries.map { (CodeID(issuer: $0.0, serial: 1), $0.1) }
    #expect(RevocationListContent(codes: codes).codes.map(\.1) == [Event.list(1)])
  }

  @Test func `codes that leave take their events with them`() throws {
    var content = RevocationListContent(
      codes: (0..<100).map { (.code(1 + $0 % 4, $0), .list(UInt64(1 + $0 % 10))) },
      keys: [(.number(3), .list(4))])
    content.removeCodes { id, event in id.serial >= 50 || event.listNumber != 7 }
    #expect(content.codes.map(\.0) == [.code(1, 16), .code(1, 36), .code(3, 6), .code(3, 26), .code(3, 46)])
    #expect(content.events == [.list(4), .list(7)])
    content.removeCodes { _, _ in true }
    #expect(content == RevocationListContent(keys: [(.number(3), .list(4))]))
    let (body, layout) = try content.body()
    #expect(try RevocationListContent(decoding: body, layout: layout) == content)
  }

  @Test func `empty content is a header of zeros`() {
    #expect(RevocationListContent().encodedBody() == [UInt8](repeating: 0, count: 64))
  }

  @Test func `has no event that a list could not hold`() {
    #expect(Event(listNumber: 0, publishedAt: .lastDate, effectiveFrom: .lastDate, reason: .leaked) == nil)
    #expect(
      Event(listNumber: 1, publishedAt: .distantFuture, effectiveFrom: .lastDate, reason: .leaked) == nil)
    #expect(Event(words: (5, 1, 5, 4)) != nil)
    #expect(Event(words: (5, 1, 4, 4)) != nil)
    #expect(Event(words: (5, 1, 4, 2)) == nil)
    #expect(Event(words: (5, 1, 6, 4)) == nil)
    #expect(Event(words: (5, 1, 5, 5)) == nil)
    #expect(Event(words: (5, 1, 5, 1 << 8)) == nil)
    #expect(Event(words: (5, 0, 5, 1)) == nil)
  }
}

extension KeyNumber {
  /// A number that the test knows to be one of a key.
  static func number(_ value: UInt32) -> KeyNumber { KeyNumber(value)! }
}

extension CodeID {
  static func code(_ issuer: UInt32, _ serial: Serial) -> CodeID {
    CodeID(issuer: .number(issuer), serial: serial)
  }
}

extension Event {
  /// The event of a list that is issued at a time that follows from its number.
  static func list(_ number: UInt64, reason: RevocationReason = .cancelled) -> Event {
    let time = UnixTime(seconds: 1_800_000_000 + number * 100)
    return Event(listNumber: number, publishedAt: time, effectiveFrom: time, reason: reason)!
  }

  /// One that takes effect at the time of an earlier list.
  static func leaked(_ number: UInt64, since earlier: UInt64) -> Event {
    Event(
      listNumber: number, publishedAt: Event.list(number).publishedAt,
      effectiveFrom: min(Event.list(earlier).publishedAt, Event.list(number).publishedAt), reason: .leaked)!
  }
}

extension RevocationListContent {
  /// At most so many codes, of issuers with lower numbers more, and some keys.
  static func random(
    codes: Int, issuers: UInt32, serials: UInt32, using numbers: inout SeededNumbers
  ) -> RevocationListContent {
    let entries = (0..<codes).map { _ in
      let issuer = 1 + UInt32.random(in: 0..<UInt32.random(in: 1...issuers, using: &numbers), using: &numbers)
      return (
        CodeID.code(issuer, .random(in: 0..<serials, using: &numbers)),
        Event.list(.random(in: 1...20, using: &numbers))
      )
    }
    let keys = (0..<codes / 100).map { _ in
      (KeyNumber.number(.random(in: 1...100, using: &numbers)), Event.leaked(30, since: 25))
    }
    return RevocationListContent(codes: entries, keys: keys)
  }

  /// The encoded body and its layout.
  func body() throws -> (WordBody, RevocationListLayout) {
    let bytes = encodedBody()
    let body = WordBody(bytes)
    return (body, try RevocationListLayout(of: body, length: UInt64(bytes.count)))
  }
}

extension CodeSet {
  var sets: [EliasFanoSet] { [issuerNumbers, issuerEnds, positions] }
}
