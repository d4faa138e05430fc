import Testing

@testable import PostPass

@Suite struct EliasFanoTests {
  /// Values with a name, so that a report does not list them all.
  struct Shape: Sendable, CustomTestStringConvertible {
    let name: String
    let values: [UInt64]

    var testDescription: String { name }
  }

  static let shapes: [Shape] = {
    var numbers = SeededNumbers(1)
    func random(_ count: Int, below limit: UInt64) -> [UInt64] {
      Set((0..<count).map { _ in UInt64.random(in: 0..<limit, using: &numbers) }).sorted()
    }
    let shapes: [(String, [UInt64])] = [
      ("zero", [0]), ("one value", [77]), ("the largest value", [.max]), ("the ends", [0, .max]),
      ("dense", Array(0...5000)), ("dense from the middle", Array(1 << 40...(1 << 40) + 5000)),
      ("a step below dense", (0...3000).map { $0 * 2 }), ("sparse", random(3000, below: .max)),
      ("one in ten", random(3000, below: 30_000)), ("one in a hundred", random(3000, below: 300_000)),
      ("all in one bucket but one", Array(0..<3000) + [1 << 50]),
      ("all but one at the end", [0] + Array((1 << 50)..<(1 << 50) + 3000)),
      ("two clusters and noise", Set(Array(900_000..<902_000) + random(300, below: 1 << 30)).sorted()),
      ("pairs far apart", (0..<1500).flatMap { [$0 << 33, $0 << 33 + 1] }),
      ("crowded groups", (0..<9000).map { $0 << 18 } + [1 << 37]),
      ("crowded groups, at random", random(9000, below: 9000 << 18) + [1 << 37]),
      ("empty groups between", random(40, below: 5000) + random(3000, below: 200).map { $0 + 1 << 20 }),
      ("one group", Array(0..<128)), ("one bucket more", Array(0...128)),
      ("one sample", (0..<1024).map { $0 * 7 }), ("one value more", (0...1024).map { $0 * 7 }),
    ]
    return shapes.map { Shape(name: $0.0, values: $0.1) }
  }()

  /// The set after a few words of another section, as in a list.
  static func encode(_ values: [UInt64]) throws -> (EliasFanoSet, WordBody) {
    let set = try #require(
      EliasFanoSet(count: UInt64(values.count), maximum: values.last ?? 0, start: 3))
    let bytes = [UInt8](words: set.end) { words in
      var encoder = EliasFanoEncoder(set)
      for value in values { encoder.append(value, to: &words) }
      encoder.finish(in: &words)
    }
    return (set, WordBody(bytes))
  }

  @Test(arguments: shapes)
  func `finds every value and nothing else`(_ shape: Shape) throws {
    let values = shape.values
    let (set, body) = try EliasFanoTests.encode(values)
    for (rank, value) in values.enumerated() {
      #expect(set.rank(of: value, in: body) == rank)
      #expect(set.value(atRank: rank, in: body) == value)
      guard rank + 1 < values.count else { continue }
      #expect(set.values(atRankAndNext: rank, in: body) == (value, values[rank + 1]))
    }
    let present = Set(values)
    var numbers = SeededNumbers(2)
    var absent = [0, 1, .max, .max - 1] + values.flatMap { [$0 &- 1, $0 &+ 1, $0 ^ 1 << 20] }
    absent += (0..<2000).map { _ in UInt64.random(in: 0...set.maximum, using: &numbers) }
    for value in absent where !present.contains(value) { #expect(set.rank(of: value, in: body) == nil) }
  }

  @Test(arguments: shapes)
  func `reads all values in order`(_ shape: Shape) throws {
    let values = shape.values
    let (set, body) = try EliasFanoTests.encode(values)
    var cursor = EliasFanoCursor(set)
    for value in values { #expect(cursor.next(in: body) == value) }
    #expect(cursor.next(in: body) == nil)
  }

  @Test(arguments: shapes)
  func `a lookup reads a bounded number of words`(_ shape: Shape) throws {
    let values = shape.values
    let (set, body) = try EliasFanoTests.encode(values)
    for value in values {
      let counting = SuspectBody(body.words)
      _ = try set.rank(of: value, in: counting)
      #expect(counting.reads < 150)
    }
  }

  @Test func `selects bits of a word`() {
    var numbers = SeededNumbers(3)
    let words = (0..<500).map { _ in numbers.next() & numbers.next() } + [1, 1 << 63, .max]
    for word in words {
      let ones = (0..<64).filter { word >> $0 & 1 == 1 }
      for (number, position) in ones.enumerated() { #expect(word.position(ofOne: number) == position) }
    }
  }

  @Test func `the empty set takes nothing and has nothing`() throws {
    let (set, body) = try EliasFanoTests.encode([])
    #expect(set.end == set.start)
    #expect(set.rank(of: 0, in: body) == nil)
    var cursor = EliasFanoCursor(set)
    #expect(cursor.next(in: body) == nil)
  }

  @Test func `reports bits that contradict the layout`() throws {
    // 0 and 10 have two low bits each, and are in the first and the third bucket.
    let (set, body) = try EliasFanoTests.encode([0, 10])
    #expect(body.words[set.groupsStart] == 0b10010_10_00)
    let lookUp = { (value: UInt64, bits: UInt64) throws in
      var words = body.words
      words[set.groupsStart] = bits
      return try set.rank(of: value, in: SuspectBody(words))
    }
    // No bucket begins anywhere.
    #expect(throws: DamagedBody.list(.body)) { try lookUp(4, 0b11111_10_00) }
    // There are more values before the bucket than there are at all.
    #expect(throws: DamagedBody.list(.body)) { try lookUp(0, 0b00111_10_00) }
    let value = { (bits: UInt64) throws in
      var words = body.words
      words[set.groupsStart] = bits
      return try set.value(atRank: 0, in: SuspectBody(words))
    }
    // A value before the first bucket; one that is larger than the largest.
    #expect(throws: DamagedBody.list(.body)) { try value(0b10001_10_00) }
    #expect(throws: DamagedBody.list(.body)) { try value(0b11000_10_11) }
  }

  @Test(arguments: [(1, 2), (0, 3), (0, 1 << 31), (0, 0)] as [(UInt64, UInt64)])
  func `reports ranks that contradict the count`(first: UInt64, second: UInt64) throws {
    let (set, body) = try EliasFanoTests.encode([0, 10])
    var words = body.words
    words[set.start] = first | second << 32
    #expect(throws: DamagedBody.list(.body)) { try set.value(atRank: 0, in: SuspectBody(words)) }
  }

  @Test func `refuses a value more than there are before its low bits are read`() throws {
    // The low bits of a third value would be behind the set.
    let (set, body) = try EliasFanoTests.encode([0, 1 << 62])
    #expect(set.lowBits(in: body) == [set.groupsStart * 64..<set.groupsStart * 64 + 122])
    var words = body.words
    words[set.groupsStart + 1] |= 0b01110 << (122 - 64)
    #expect(throws: DamagedBody.list(.body)) { try set.values(in: SuspectBody(words)) }
  }

  @Test(arguments: [0b10001_10_00, 0b10010_11_00, 0b10010_01_00] as [UInt64])
  func `refuses a value before the first bucket, and a largest one that is another`(bits: UInt64) throws {
    let (set, body) = try EliasFanoTests.encode([0, 10])
    var words = body.words
    words[set.groupsStart] = bits
    #expect(throws: DamagedBody.list(.body)) { try set.values(in: SuspectBody(words)) }
  }

  @Test(arguments: shapes)
  func `a set with one bit changed beside the low bits is refused`(_ shape: Shape) throws {
    let (set, body) = try EliasFanoTests.encode(shape.values)
    let lowBits = set.lowBits(in: body)
    var numbers = SeededNumbers(9)
    let bits = (set.start * 64..<set.end * 64).filter { bit in !lowBits.contains { $0.contains(bit) } }
    for bit in bits.count < 3000 ? bits : (0..<3000).map({ _ in bits.randomElement(using: &numbers)! }) {
      var words = body.words
      words[bit / 64] ^= 1 << UInt64(bit % 64)
      #expect(throws: DamagedBody.list(.body)) { try set.values(in: SuspectBody(words)) }
    }
  }

  @Test func `has no layout for counts that do not fit`() {
    #expect(EliasFanoSet(count: 0, maximum: 1, start: 0) == nil)
    #expect(EliasFanoSet(count: 3, maximum: 1, start: 0) == nil)
    #expect(EliasFanoSet(count: 3, maximum: 2, start: 0) != nil)
    #expect(EliasFanoSet(count: 1 << 30, maximum: .max, start: 0) != nil)
    #expect(EliasFanoSet(count: 1 << 30 + 1, maximum: .max, start: 0) == nil)
    #expect(EliasFanoSet(count: .max, maximum: .max, start: 0) == nil)
  }

  @Test func `every layout takes at most 3.6 bits a value above the low bits`() throws {
    for count in [1, 2, 3, 1023, 1024, 1025, 1 << 20, 1 << 30] as [UInt64] {
      for maximum in [count - 1, count, 2 * count - 1, 2 * count, 1 << 32, 1 << 62, .max]
      where maximum >= count {
        let set = try #require(EliasFanoSet(count: count, maximum: maximum, start: 0))
        #expect(set.bucketCount <= 2 * Int(count))
        #expect(set.end * 64 <= Int(count) * set.lowWidth + Int(count) * 36 / 10 + 5 * 64)
      }
    }
  }

  @Test func `a million serials, one in a hundred, come close to the information bound`() throws {
    let set = try #require(EliasFanoSet(count: 1_000_000, maximum: 99_999_950, start: 0))
    let bytes = Double(set.end * 8)
    #expect(bytes <= 1_140_000)
    // log2 of the number of subsets of a million out of a hundred million, in bytes.
    #expect(bytes <= 1.12 * 1_009_913)
  }
}

extension EliasFanoSet {
  /// Where the low bits of the values are, group by group.
  func lowBits<R: BodyReader>(in body: R) throws(R.Failure) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for index in 0..<groupCount {
      let group = try group(index, in: body)
      ranges.append(group.lowStart..<group.highStart)
    }
    return ranges
  }

  /// All values, each bit of the set having been looked at.
  fileprivate func values<R: BodyReader>(in body: R) throws(R.Failure) -> [UInt64] {
    var cursor = EliasFanoCursor(self)
    var values: [UInt64] = []
    while let value = try cursor.next(in: body) { values.append(value) }
    return values
  }
}
