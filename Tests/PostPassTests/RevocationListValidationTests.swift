import Testing

@testable import PostPass

@Suite struct RevocationListValidationTests {
  /// Lists of every shape, small enough to change every bit of them.
  static let lists: [RevocationListContent] = {
    var numbers = SeededNumbers(7)
    var lists = [
      RevocationListContent(),
      RevocationListContent(codes: [(.code(1, 0), .list(1))]),
      RevocationListContent(keys: [(.number(1), .list(1)), (.number(9), .list(2))]),
      RevocationListContent(
        codes: [(.code(1, 0), .list(1)), (.code(.max - 1, .max), .list(2))], keys: [(.number(5), .list(1))]),
      RevocationListContent(codes: (0..<1200).map { (.code(2, $0), .list(1)) }),
    ]
    for issuers in [1, 2, 7, 60] as [UInt32] {
      for serials in [20, 3000, .max] as [UInt32] {
        lists.append(.random(codes: 60, issuers: issuers, serials: serials, using: &numbers))
      }
    }
    return lists
  }()

  /// Whether a body is accepted; and it must be exactly then that its content has these bytes.
  static func accepts(_ body: WordBody) -> Bool {
    do {
      let layout = try RevocationListLayout(of: body, length: UInt64(body.wordCount) * 8)
      try layout.validate(body, issuedAt: .lastDate)
      let content = try RevocationListContent(decoding: body, layout: layout)
      #expect(WordBody(content.encodedBody()).words == body.words)
      return true
    } catch {
      return false
    }
  }

  /// Whether the bits outside header and events differ: a change of those two may be another valid list.
  @Test(arguments: lists.indices)
  func `a body with one bit changed is refused or is another list`(index: Int) throws {
    let (body, layout) = try RevocationListValidationTests.lists[index].body()
    #expect(RevocationListValidationTests.accepts(body))
    for bit in 0..<body.wordCount * 64 {
      var changed = body
      changed.words[bit / 64] ^= 1 << UInt64(bit % 64)
      let accepted = RevocationListValidationTests.accepts(changed)
      // Samples, ranks, high bits and padding hold nothing of their own: a change of one of their bits alone is never
      // a list.
      let sets = layout.codes.sets
      if sets.contains(where: { ($0.highStart..<$0.end).contains(bit / 64) }) { #expect(!accepted) }
    }
  }

  @Test(arguments: lists.indices)
  func `a body with bytes changed is refused or is another list`(index: Int) throws {
    var numbers = SeededNumbers(UInt64(index))
    let original = RevocationListValidationTests.lists[index].encodedBody()
    for _ in 0..<400 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...4, using: &numbers) {
        let at = Int.random(in: 0..<bytes.count, using: &numbers)
        switch Int.random(in: 0..<4, using: &numbers) {
        case 0: bytes[at] = UInt8.random(in: 0...255, using: &numbers)
        case 1: bytes[at] &+= 1
        case 2: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &numbers)
        default: bytes.swapAt(at, Int.random(in: 0..<bytes.count, using: &numbers))
        }
      }
      _ = RevocationListValidationTests.accepts(WordBody(bytes))
    }
  }

  @Test func `refuses an event that is later than the list`() throws {
    let content = RevocationListContent(keys: [(.number(1), .list(1)), (.number(2), .list(2))])
    let (body, layout) = try content.body()
    let published = Event.list(2).publishedAt
    try layout.validate(body, issuedAt: published)
    #expect(throws: MalformedList.event(1)) {
      try layout.validate(body, issuedAt: published.subtracting(TimeSpan(seconds: 1)))
    }
  }

  @Test func `refuses events that nothing refers to`() throws {
    let (body, _) = try RevocationListContent(keys: [(.number(1), .list(1)), (.number(2), .list(2))]).body()
    var changed = body
    changed.words[17] = 2
    let layout = try RevocationListLayout(of: changed, length: UInt64(changed.wordCount) * 8)
    #expect(throws: MalformedList.event(1)) { try layout.validate(changed, issuedAt: .lastDate) }
    changed.words[17] = 2 | 2 << 32
    #expect(throws: MalformedList.eventIndex) { try layout.validate(changed, issuedAt: .lastDate) }
  }

  @Test func `refuses an event that is there twice`() throws {
    var (body, layout) = try RevocationListContent(keys: [(.number(1), .list(1)), (.number(2), .list(2))])
      .body()
    body.words.replaceSubrange(12..<16, with: body.words[8..<12])
    #expect(throws: MalformedList.event(1)) { try layout.validate(body, issuedAt: .lastDate) }
  }

  @Test func `refuses an issuer whose place is too wide or who has no code`() throws {
    // Two issuers with the serials 0 and 0: their ends are 1 and 2.
    let content = RevocationListContent(codes: [(.code(1, 0), .list(1)), (.code(2, 0), .list(1))])
    let (body, layout) = try content.body()
    for (ends, positions) in [
      ([1, 4], [0, 1 << 16]), ([2, 3], [0, 2 << 16]), ([1, 3], [0, 1 << 16]), ([1, 2, 3], [0, 1, 2 << 16]),
      ([1, 2], [0, 1]), ([1 << 17], [1 << 32]),
    ]
      as [([UInt64], [UInt64])]
    {
      var header = try #require(RevocationListHeader(of: body))
      header.codes.codeCount = UInt64(positions.count)
      header.codes.issuerCount = UInt32(ends.count)
      header.codes.maximalIssuer = UInt64(ends.count)
      header.codes.maximalEnd = try #require(ends.last)
      header.codes.maximalPosition = try #require(positions.last)
      let changed = try #require(RevocationListLayout(header))
      let bytes = [UInt8](words: changed.wordCount) { words in
        for (index, word) in (header.words + body.words[8..<12]).enumerated() { words[index] = word }
        for (set, values) in [
          (changed.codes.issuerNumbers, (1...ends.count).map { UInt64($0) }),
          (changed.codes.issuerEnds, ends),
          (changed.codes.positions, positions),
        ] {
          var encoder = EliasFanoEncoder(set)
          for value in values { encoder.append(value, to: &words) }
          encoder.finish(in: &words)
        }
      }
      #expect(throws: MalformedList.body) { try changed.validate(WordBody(bytes), issuedAt: .lastDate) }
    }
    #expect(layout.codes.issuerEnds.maximum == 2)
  }
}
