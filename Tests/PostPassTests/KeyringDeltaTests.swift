import TestSupport
import Testing

@testable import PostPass

@Suite struct KeyringDeltaTests {
  private static let keys = (0..<8).map { TestKey("issuer \($0)") }

  private static func records(_ count: Int) -> [KeyRecord] {
    (0..<count).map { TestAuthority.issuer("@nora", keys[$0]) }
  }

  private static func opened(_ records: [KeyRecord]) -> KeyringBody {
    KeyringBody(WholeBody(built: KeyringContent(records).encodedBody))
  }

  /// From five records to seven, of which the second is removed and the last changes the sole account.
  private static let old = records(5)
  private static let new =
    [old[0], old[1].removed] + old[2...] + [TestAuthority.issuer("@nora", keys[5])]
    + [TestAuthority.issuer("@kim", keys[6])]

  private static let whole = [UInt8](KeyringDelta(from: opened(old), to: opened(new))?.encoded ?? [])

  @Test func `leads from one keyring to the other, the sole account included`() throws {
    let body = KeyringContent(KeyringDeltaTests.new).encodedBody
    #expect(KeyringDeltaTests.whole.count == 24 + 4 * 132)
    let old = KeyringDeltaTests.opened(KeyringDeltaTests.old)
    #expect(try old.updated(by: [KeyringDeltaTests.whole], length: body.count) == body)
    #expect(throws: MalformedDelta.length(body.count)) {
      try old.updated(by: [KeyringDeltaTests.whole], length: body.count + 128)
    }
  }

  @Test func `one after the other lead through many keyrings`() throws {
    let steps = (1...8).map(KeyringDeltaTests.records)
    let deltas = try zip(steps, steps.dropFirst()).map {
      try #require(KeyringDelta(from: KeyringDeltaTests.opened($0), to: KeyringDeltaTests.opened($1))).encoded
    }
    let body = KeyringContent(steps[7]).encodedBody
    #expect(try KeyringDeltaTests.opened(steps[0]).updated(by: deltas, length: body.count) == body)
    #expect(throws: MalformedDelta.length(4 * 128)) {
      try KeyringDeltaTests.opened(steps[0]).updated(by: deltas, length: 3 * 128)
    }
    #expect(throws: MalformedDelta.records) {
      try KeyringDeltaTests.opened(steps[0]).updated(by: deltas.suffix(2), length: body.count)
    }
  }

  @Test func `does not exist where records are gone, or where it is not worth it`() {
    let (old, new) = (
      KeyringDeltaTests.opened(KeyringDeltaTests.old), KeyringDeltaTests.opened(KeyringDeltaTests.new)
    )
    #expect(KeyringDelta(from: new, to: old) == nil)
    #expect(KeyringDelta(from: old, to: new, limit: 24 + 4 * 132) != nil)
    #expect(KeyringDelta(from: old, to: new, limit: 24 + 4 * 132 - 1) == nil)
  }

  @Test func `every truncation and every flipped bit is refused or leads elsewhere`() throws {
    let old = KeyringDeltaTests.opened(KeyringDeltaTests.old)
    let body = KeyringContent(KeyringDeltaTests.new).encodedBody
    let whole = KeyringDeltaTests.whole
    for count in 0..<whole.count {
      #expect(throws: MalformedDelta.self) { try KeyringDelta(parsing: Array(whole.prefix(count))) }
    }
    #expect(throws: MalformedDelta.header) { try KeyringDelta(parsing: whole + [0]) }
    for bit in 0..<whole.count * 8 {
      var changed = whole
      changed[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect((try? old.updated(by: [changed], length: body.count)) != body, "bit \(bit)")
    }
  }

  @Test(arguments: [0, 1, 2, 1 << 30, 1 << 31, .max] as [UInt32], [16, 20])
  func `no count takes memory`(value: UInt32, at: Int) {
    var changed = KeyringDeltaTests.whole
    for byte in 0..<4 { changed[at + byte] = UInt8(truncatingIfNeeded: value >> UInt32(8 * byte)) }
    #expect(throws: MalformedDelta.self) {
      try KeyringDeltaTests.opened(KeyringDeltaTests.old).updated(by: [changed], length: 8 * 128)
    }
  }

  @Test func `records in another order, twice, or as they were are refused`() throws {
    let (whole, old) = (KeyringDeltaTests.whole, KeyringDeltaTests.opened(KeyringDeltaTests.old))
    func pair(_ index: Int) -> [UInt8] { Array(whole[24 + index * 132..<24 + (index + 1) * 132]) }
    func refuses(_ pairs: [[UInt8]], count: UInt8) -> Bool {
      let bytes = whole.prefix(16) + [8, 0, 0, 0, count, 0, 0, 0] + pairs.joined()
      do {
        _ = try old.updated(by: [Array(bytes)], length: 8 * 128)
        return false
      } catch { return error == .records }
    }
    #expect(!refuses((0..<4).map(pair), count: 4))
    #expect(refuses([1, 0, 2, 3].map(pair), count: 4))
    #expect(refuses([0, 1, 1, 2, 3].map(pair), count: 5))
    #expect(refuses([0, 1, 2].map(pair), count: 3))
    #expect(refuses([0, 1, 3].map(pair), count: 3))
    let unchanged: [UInt8] = [3, 0, 0, 0] + old.record(3)
    #expect(refuses([pair(0), pair(1), unchanged, pair(2), pair(3)], count: 5))
    #expect(refuses((0..<4).map(pair) + [[8, 0, 0, 0] + old.record(3)], count: 5))
  }
}
