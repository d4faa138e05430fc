import Testing

@testable import PostPass

@Suite struct TrailTests {
  private static let roots = (0..<100).map { Blake2b.hash([UInt8($0)]) }
  private static let end = Blake2b.hash([200])

  @Test func `has the 64 bodies before one, each at its nearest place`() throws {
    let roots = TrailTests.roots
    let trail = Trail(to: TrailTests.end, earlier: [roots[0], TrailTests.end, roots[0]] + roots)
    #expect(trail.roots == Array(roots[..<64]))
    #expect(trail.encoded.count == Trail.maximalLength)
    #expect(try Trail(parsing: trail.encoded, to: TrailTests.end) == trail)
    #expect(
      try Trail(parsing: Trail(to: TrailTests.end, earlier: []).encoded, to: TrailTests.end).roots == [])
  }

  @Test func `is refused where it is cut, too long, or goes in a circle`() {
    let whole = Trail(to: TrailTests.end, earlier: TrailTests.roots).encoded
    for count in 0..<whole.count where count < 16 || count % 32 != 16 {
      #expect(throws: count < 16 ? MalformedDelta.line : .trail) {
        try Trail(parsing: Array(whole.prefix(count)), to: TrailTests.end)
      }
    }
    for wrong in [
      whole + TrailTests.roots[70].bytes, whole.prefix(48) + TrailTests.roots[0].bytes,
      whole.prefix(48) + TrailTests.end.bytes,
    ] {
      #expect(throws: MalformedDelta.trail) { try Trail(parsing: Array(wrong), to: TrailTests.end) }
    }
  }

  @Test func `leads in steps of powers of two, the largest first`() throws {
    let trail = Trail(to: TrailTests.end, earlier: TrailTests.roots)
    let places = [TrailTests.end] + trail.roots
    for distance in 1...64 {
      let steps = try #require(trail.steps(from: places[distance]))
      #expect(steps.first?.from == places[distance] && steps.last?.to == TrailTests.end)
      #expect(zip(steps, steps.dropFirst()).allSatisfy { $0.to == $1.from })
      let lengths = try steps.map {
        try #require(places.firstIndex(of: $0.from)) - #require(places.firstIndex(of: $0.to))
      }
      #expect(lengths == (0...6).reversed().map { 1 << $0 }.filter { distance & $0 != 0 })
    }
    #expect(trail.steps(from: TrailTests.roots[64]) == nil)
    #expect(trail.steps(from: TrailTests.end) == nil)
  }
}
