import PostPass
import PostPassLedger
import Testing

@Suite struct SerialWindowTests {
  @Test(arguments: [
    (UInt64(0), UInt64(131_072)), (32_768, 131_072), (32_769, 262_144), (65_536, 262_144),
    (1_000_000, 4_194_304), (1_073_741_823, 4_294_967_296),
  ])
  func `the window doubles with the codes issued`(issued: UInt64, size: UInt64) throws {
    let sample = try Sample()
    try sample.tamper("INSERT INTO serial_windows VALUES (1, 0, \(issued))")
    // The largest value of the generator gives the last serial of the window.
    #expect(try sample.serial(.max) == UInt32(size - 1))
    #expect(try sample.serial(0) == 0)
  }

  @Test func `a taken serial is drawn again`() throws {
    let sample = try Sample()
    #expect(try sample.serial(0) == 0)
    var random = Constants(first: [0, 0, 0, 0], last: .max)
    let code = try sample.ledger.issue([draft()], now: Sample.now, by: "nora", random: &random) { _, _ in
      Sample.signature
    }
    #expect(code[0].id.serial == 131_071)
  }

  @Test func `a serial revoked without being known here is taken`() throws {
    let sample = try Sample()
    try sample.revoke(.code(CodeID(issuer: key(1), serial: 0)))
    var random = Constants(first: [0], last: .max)
    let code = try sample.ledger.issue([draft()], now: Sample.now, by: "nora", random: &random) { _, _ in
      Sample.signature
    }
    #expect(code[0].id.serial == 131_071)
  }

  @Test func `a generator that repeats itself for ever is given up`() throws {
    let sample = try Sample()
    try #expect(sample.serial(0) == 0)
    #expect(throws: LedgerError.repeatingRandomness(key(1))) { try sample.serial(0) }
  }

  @Test func `keys have windows of their own`() throws {
    let sample = try Sample()
    #expect(try sample.serial(0, of: 1) == 0)
    #expect(try sample.serial(0, of: 2) == 0)
  }

  @Test func `a disjoint window begins beyond the one before`() throws {
    let sample = try Sample()
    #expect(try sample.serial(.max) == 131_071)
    try sample.ledger.startDisjointWindow(for: key(1), now: Sample.now, by: "nora")
    #expect(try sample.serial(0) == 8 << 17)
    #expect(try sample.serial(.max) == 9 << 17 - 1)
    try sample.ledger.startDisjointWindow(for: key(1), atLeast: 5_000_000, now: Sample.now, by: "nora")
    #expect(try sample.serial(0) == 5_000_000)
    #expect(try sample.ledger.history(of: .key(key(1))).map(\.details) == ["base 1048576", "base 5000000"])
  }

  @Test func `serials end below 2 to the 32`() throws {
    let sample = try Sample()
    let last = UInt32.max - (1 << 17) + 1
    try sample.ledger.startDisjointWindow(for: key(1), atLeast: last, now: Sample.now, by: "nora")
    #expect(try sample.serial(.max) == .max)
    #expect(throws: LedgerError.serialsExhausted(key(1))) {
      try sample.ledger.startDisjointWindow(for: key(1), now: Sample.now, by: "nora")
    }
    #expect(throws: LedgerError.serialsExhausted(key(2))) {
      try sample.ledger.startDisjointWindow(for: key(2), atLeast: last + 1, now: Sample.now, by: "nora")
    }
    try sample.tamper("UPDATE serial_windows SET issued = 32769")
    #expect(throws: LedgerError.serialsExhausted(key(1))) { try sample.serial(0) }
    try sample.tamper("UPDATE serial_windows SET base = 0, issued = 4294967295")
    #expect(throws: LedgerError.serialsExhausted(key(1))) { try sample.serial(0) }
    #expect(throws: LedgerError.serialsExhausted(key(1))) {
      try sample.ledger.startDisjointWindow(for: key(1), now: Sample.now, by: "nora")
    }
  }

  @Test func `serials fill the window evenly`() throws {
    let sample = try Sample()
    var random = Xorshift(state: 88_172_645_463_325_252)
    let drafts = [CodeDraft](repeating: try draft(), count: 16_000)
    let codes = try sample.ledger.issue(drafts, now: Sample.now, by: "nora", random: &random) { _, _ in
      Sample.signature
    }
    var parts = [Int](repeating: 0, count: 16)
    for code in codes { parts[Int(code.id.serial >> 13)] += 1 }
    // 15 degrees of freedom: 37.7 is exceeded once in a thousand; the generator is fixed, so this never flickers.
    let deviation = parts.reduce(0.0) { $0 + Double(($1 - 1000) * ($1 - 1000)) / 1000 }
    #expect(deviation < 37.7)
  }
}

extension Sample {
  /// The serial of a new code when every random value is the same.
  fileprivate func serial(_ value: UInt64, of issuer: UInt32 = 1) throws -> Serial {
    var random = Constants(first: [], last: value)
    return try ledger.issue([draft(issuer: issuer)], now: Sample.now, by: "nora", random: &random) { _, _ in
      Sample.signature
    }[0].id.serial
  }
}

/// Gives some values, and then one for ever.
private struct Constants: RandomNumberGenerator {
  var first: [UInt64]
  let last: UInt64

  mutating func next() -> UInt64 { first.isEmpty ? last : first.removeFirst() }
}

private struct Xorshift: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state &* 2_685_821_657_736_338_717
  }
}
