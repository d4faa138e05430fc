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
    // 0 and 10 have two low bits each; high is 01001 from the last bit to the first.
    let (set, body) = try EliasFanoTests.encode([0, 10])
    #expect(body.words[set.highStart] == 0b01001)
    var words = body.words
    // The first zero is behind all bits that a value could have.
    words[set.highStart] = 0b01111
    #expect(throws: DamagedBody.list(.body)) { try set.rank(of: 4, in: SuspectBody(words)) }
    // There are more candidates than values.
    words[set.highStart] = 0b00111
    #expect(throws: DamagedBody.list(.body)) { try set.rank(of: 0, in: SuspectBody(words)) }
    // A value so high that its bits would be shifted out.
    let (wide, wideBody) = try EliasFanoTests.encode([0, .max])
    words = wideBody.words
    words[wide.highStart] = 0b110000
    #expect(throws: DamagedBody.list(.body)) { try wide.value(atRank: 0, in: SuspectBody(words)) }
    #expect(throws: DamagedBody.list(.body)) { try wide.values(atRankAndNext: 0, in: SuspectBody(words)) }
  }

  @Test func `has no layout for counts that do not fit`() {
    #expect(EliasFanoSet(count: 0, maximum: 1, start: 0) == nil)
    #expect(EliasFanoSet(count: 3, maximum: 1, start: 0) == nil)
    #expect(EliasFanoSet(count: 3, maximum: 2, start: 0) != nil)
    #expect(EliasFanoSet(count: 1 << 30, maximum: .max, start: 0) != nil)
    #expect(EliasFanoSet(count: 1 << 30 + 1, maximum: .max, start: 0) == nil)
    #expect(EliasFanoSet(count: .max, maximum: .max, start: 0) == nil)
  }

  @Test func `every layout takes at most 3.2 bits a value above the low bits`() throws {
    for count in [1, 2, 3, 1023, 1024, 1025, 1 << 20, 1 << 30] as [UInt64] {
      for maximum in [count - 1, count, 2 * count - 1, 2 * count, 1 << 32, 1 << 62, .max]
      where maximum >= count {
        let set = try #require(EliasFanoSet(count: count, maximum: maximum, start: 0))
        #expect(set.highBits <= 3 * Int(count))
        #expect(set.end * 64 <= Int(count) * set.low.width + Int(count) * 32 / 10 + 5 * 64)
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
