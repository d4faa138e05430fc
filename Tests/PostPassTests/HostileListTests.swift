import Testing

@testable import PostPass

/// Bodies of a signer who means harm, under a reader that does not validate.
@Suite struct HostileListTests {
  /// Asks for codes and keys; every answer and every error is good, as long as there is one soon.
  static func lookUp(in words: [UInt64], using numbers: inout SeededNumbers) {
    guard let layout = try? RevocationListLayout(of: SuspectBody(words), length: UInt64(words.count) * 8)
    else { return }
    for _ in 0..<20 {
      let body = SuspectBody(words)
      let list = RevocationLookup(body, layout: layout)
      let issuer = UInt64.random(in: 0...layout.codes.issuerNumbers.maximum, using: &numbers)
      let serial = UInt32(truncatingIfNeeded: numbers.next() >> UInt64.random(in: 32..<64, using: &numbers))
      guard let number = KeyNumber(UInt32(truncatingIfNeeded: issuer)) else { continue }
      _ = try? list.revocation(of: CodeID(issuer: number, serial: serial))
      _ = try? list.revocation(ofKey: number)
      #expect(body.reads < 600)
      let set = layout.codes.sets.randomElement(using: &numbers)!
      guard set.count > 1 else { continue }
      if let rank = try? set.rank(of: .random(in: 0...set.maximum, using: &numbers), in: body) {
        #expect(rank < set.count)
      }
      _ = try? set.value(atRank: .random(in: 0..<set.count, using: &numbers), in: body)
      _ = try? set.values(atRankAndNext: .random(in: 0..<set.count - 1, using: &numbers), in: body)
      #expect(body.reads < 1200)
    }
  }

  /// A header that keeps [L4], with sections of at most a few thousand words.
  static func header(using numbers: inout SeededNumbers) -> RevocationListHeader {
    var header = RevocationListHeader()
    header.codes.issuerCount = .random(in: 1...3000, using: &numbers)
    header.codes.codeCount = .random(in: UInt64(header.codes.issuerCount)...6000, using: &numbers)
    header.keyCount = .random(in: 0...50, using: &numbers)
    header.eventCount = .random(in: 1...30, using: &numbers)
    header.codes.maximalIssuer = .random(
      in: 3000...1 << Int.random(in: 12...31, using: &numbers), using: &numbers)
    header.codes.maximalPosition = .random(
      in: 6000...1 << Int.random(in: 13...61, using: &numbers), using: &numbers)
    header.codes.maximalEnd = .random(
      in: max(header.codes.maximalPosition >> 16 + 1, 3000)...1 << 46, using: &numbers)
    return header
  }

  @Test(arguments: 0..<150)
  func `lookups in noise end`(seed: UInt64) throws {
    var numbers = SeededNumbers(seed)
    let header = HostileListTests.header(using: &numbers)
    let layout = try #require(RevocationListLayout(header))
    let density = Int.random(in: 0..<4, using: &numbers)
    var words = header.words
    for _ in 8..<layout.wordCount {
      switch density {
      case 0: words.append(numbers.next())
      case 1: words.append(numbers.next() & numbers.next() & numbers.next() & numbers.next())
      case 2: words.append(.random(in: 0...1, using: &numbers) &* .max)
      default: words.append(UInt64.random(in: 0..<20, using: &numbers))
      }
    }
    HostileListTests.lookUp(in: words, using: &numbers)
  }

  @Test(arguments: 0..<60)
  func `lookups in lists with changed words end`(seed: UInt64) throws {
    var numbers = SeededNumbers(seed)
    let content = RevocationListContent.random(
      codes: 3000, issuers: [1, 20, 2000][Int(seed % 3)], serials: [100, 5000, .max][Int(seed / 3 % 3)],
      using: &numbers)
    let (body, layout) = try content.body()
    for _ in 0..<20 {
      var words = body.words
      for _ in 0..<Int.random(in: 1...40, using: &numbers) {
        let set = layout.codes.sets.randomElement(using: &numbers)!
        // Mostly samples and ranks: what a lookup believes first.
        let first = Bool.random(using: &numbers) ? set.ranks.start : set.start
        let index = Int.random(in: first..<max(set.end, first + 1), using: &numbers)
        words[index] = Bool.random(using: &numbers) ? numbers.next() : words[index] &+ numbers.next() % 5 &- 2
      }
      HostileListTests.lookUp(in: words, using: &numbers)
    }
  }

  @Test func `an event that does not exist, or is none, is reported to the reader`() throws {
    let codes = (0..<3).map { (CodeID.code(1, $0), Event.list(UInt64($0) + 1)) }
    let (body, layout) = try RevocationListContent(codes: codes, keys: [(.number(1), .list(1))]).body()
    var words = body.words
    words[layout.section.eventIndices.start] |= 3
    words[RevocationListLayout.headerWords + 3 * Event.wordCount] |= 7 << 32
    words[RevocationListLayout.headerWords + 2 * Event.wordCount + 3] = 9
    let list = RevocationLookup(SuspectBody(words), layout: layout)
    #expect(throws: DamagedBody.list(.eventIndex)) { try list.revocation(of: .code(1, 0)) }
    #expect(try list.revocation(of: .code(1, 1)) == .list(2))
    #expect(throws: DamagedBody.list(.event(2))) { try list.revocation(of: .code(1, 2)) }
    #expect(throws: DamagedBody.list(.eventIndex)) { try list.revocation(ofKey: .number(1)) }
  }

  static let lengths: [UInt64] = [
    0, 1, 2, 1 << 30 - 1, 1 << 30, 1 << 30 + 1, 1 << 31, 1 << 32 - 2, 1 << 32 - 1, 1 << 32, 1 << 62 - 1,
    1 << 62,
    1 << 63, .max - 1, .max,
  ]

  @Test(arguments: 0..<8, lengths)
  func `no length in the header traps`(word: Int, value: UInt64) throws {
    var numbers = SeededNumbers(8)
    let (body, _) = try RevocationListContent.random(codes: 50, issuers: 5, serials: 99, using: &numbers)
      .body()
    for shift in [0, 32] as [UInt64] {
      for other in HostileListTests.lengths {
        var words = body.words
        words[word] = word == 1 ? value << shift | other & 0xffff_ffff << (32 - shift) : value
        words[3 + word % 3] = word < 3 ? other : words[3 + word % 3]
        if words == body.words { continue }
        HostileListTests.lookUp(in: words, using: &numbers)
        _ = RevocationListValidationTests.accepts(WordBody(words))
      }
    }
  }

  @Test func `refuses a length that is not that of the body`() throws {
    let (body, layout) = try RevocationListContent(keys: [(.number(1), .list(1))]).body()
    #expect(layout.wordCount == body.wordCount)
    let length = UInt64(body.wordCount) * 8
    for wrong in [0, length - 8, length - 1, length + 1, length + 7, length + 8, .max] {
      #expect(throws: MalformedList.header) { try RevocationListLayout(of: body, length: wrong) }
    }
    for words in [[], Array(body.words.prefix(7)), body.words.dropLast(), body.words + [0]] {
      #expect(throws: MalformedList.header) {
        try RevocationListLayout(of: WordBody(words), length: UInt64(words.count) * 8)
      }
    }
  }

  @Test func `refuses headers that break a rule of L4`() {
    var good = RevocationListHeader()
    (good.codes.codeCount, good.eventCount, good.keyCount, good.codes.issuerCount) = (3, 2, 1, 2)
    (good.codes.maximalIssuer, good.codes.maximalEnd, good.codes.maximalPosition) = (9, 40, 30)
    #expect(RevocationListLayout(good) != nil)
    let changes: [(inout RevocationListHeader) -> Void] = [
      { $0.codes.codeCount = 1 << 30 + 1 }, { $0.codes.codeCount = .max }, { $0.codes.codeCount = 0 },
      { $0.codes.codeCount = 1 },
      { $0.codes.issuerCount = 0 }, { $0.codes.issuerCount = 4 }, { $0.eventCount = 0 },
      { $0.eventCount = 5 },
      { $0.codes.maximalIssuer = 0 }, { $0.codes.maximalIssuer = 1 << 32 - 1 },
      { $0.codes.maximalEnd = 1 << 46 + 1 },
      { $0.codes.maximalPosition = 1 }, { $0.codes.maximalPosition = 40 << 16 },
      { $0.codes.maximalEnd = 1 }, { $0.codes.maximalEnd = 0 },
      { ($0.codes.codeCount, $0.codes.issuerCount, $0.keyCount) = (0, 0, 2) },
    ]
    for change in changes {
      var header = good
      change(&header)
      #expect(RevocationListLayout(header) == nil)
    }
    var empty = RevocationListHeader()
    #expect(RevocationListLayout(empty) != nil)
    empty.eventCount = 1
    #expect(RevocationListLayout(empty) == nil)
  }
}
