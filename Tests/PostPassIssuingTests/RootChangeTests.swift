import PostPass
import PostPassIssuing
import TestSupport
import Testing

@Suite struct RootChangeTests {
  private let keys = (1...5).map { TestKey("root-\($0)").publicKey }

  private func body(
    _ root: Range<Int>, _ threshold: Int, _ keyring: Range<Int>, _ keyringThreshold: Int
  ) throws -> RootBody {
    try #require(
      RootBody(
        rootKeys: Array(keys[root]), rootThreshold: threshold, keyringKeys: Array(keys[keyring]),
        keyringThreshold: keyringThreshold))
  }

  @Test func `without a word everything stays`() throws {
    for old in [try body(0..<1, 1, 0..<1, 1), try body(0..<3, 2, 0..<3, 1), try body(0..<3, 2, 3..<5, 2)] {
      #expect(try RootChange().body(after: old) == old)
    }
  }

  @Test func `keyring keys follow where they were the root keys, and only there`() throws {
    let change = RootChange(rootKeys: Array(keys[1..<4]), rootThreshold: 2)
    #expect(try change.body(after: body(0..<1, 1, 0..<1, 1)) == body(1..<4, 2, 1..<4, 2))
    // A threshold of its own stays.
    #expect(try change.body(after: body(0..<3, 3, 0..<3, 1)) == body(1..<4, 2, 1..<4, 1))
    #expect(try change.body(after: body(0..<3, 2, 0..<1, 1)) == body(1..<4, 2, 0..<1, 1))
    #expect(try change.body(after: body(0..<1, 1, 4..<5, 1)) == body(1..<4, 2, 4..<5, 1))
  }

  @Test func `what is named counts`() throws {
    let old = try body(0..<3, 2, 0..<3, 2)
    let keyring = RootChange(keyringKeys: [keys[4]], keyringThreshold: 1)
    #expect(try keyring.body(after: old) == body(0..<3, 2, 4..<5, 1))
    #expect(try RootChange(rootThreshold: 3).body(after: old) == body(0..<3, 3, 0..<3, 3))
    #expect(try RootChange(keyringThreshold: 1).body(after: old) == body(0..<3, 2, 0..<3, 1))
  }

  @Test func `impossible roots are not made`() throws {
    let old = try body(0..<2, 2, 3..<5, 2)
    func refused(_ change: RootChange, _ error: IssuingError) {
      #expect(throws: error) { try change.body(after: old) }
    }
    refused(RootChange(rootThreshold: 0), .thresholdOutOfRange(0, of: 2))
    refused(RootChange(rootThreshold: 3), .thresholdOutOfRange(3, of: 2))
    refused(RootChange(keyringThreshold: 0), .thresholdOutOfRange(0, of: 2))
    refused(RootChange(rootKeys: [keys[0]]), .thresholdOutOfRange(2, of: 1))
    refused(RootChange(keyringKeys: [keys[0]]), .thresholdOutOfRange(2, of: 1))
    refused(RootChange(rootKeys: [keys[0], keys[1], keys[0]]), .repeatedKey(keys[0]))
    refused(RootChange(keyringKeys: [keys[0], keys[0]]), .repeatedKey(keys[0]))
    let many = (0..<33).map { TestKey("\($0)").publicKey }
    refused(RootChange(rootKeys: many), .tooManyKeys(33))
    refused(RootChange(keyringKeys: many), .tooManyKeys(33))
    #expect(try RootChange(rootKeys: Array(many.prefix(32))).body(after: old).rootKeys.count == 32)
    // B + (0, -1), of mixed order.
    let weak = try #require(PublicKey(bytes: [0x95] + [UInt8](repeating: 0x99, count: 31)))
    refused(RootChange(rootKeys: [keys[0], weak]), .weakKey(weak))
    refused(RootChange(keyringKeys: [keys[0], weak]), .weakKey(weak))
  }
}
