import PostPass

extension FuzzTarget {
  /// Changes what the format means and not just its bytes: a field of a head, an entry of a list. What depends on it
  /// follows, lengths and places and hashes, so that a reader finds fault with the change alone, or with nothing.
  /// - Returns: nil for an input in which there is nothing to change in this way.
  package func mutate(_ input: [UInt8], seed: UInt32) -> [UInt8]? {
    var random = SeededGenerator(seed)
    switch self {
    case .list: return ListMutation.mutate(list: input, with: &random)
    case .listDelta: return ListMutation.mutate(delta: input, with: &random)
    case .pending where Bool.random(using: &random):
      return PendingMutation.mutate(input, with: &random)
    default: return HeadMutation.mutate(input, with: &random)
    }
  }
}

/// Equal seeds give equal numbers, so that a search can be repeated (splitmix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt32) { state = UInt64(seed) }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }

  /// One of the values, or what is next to it.
  mutating func nextTo(_ values: [UInt64]) -> UInt64 {
    let value = values.randomElement(using: &self) ?? 0
    return [value &- 1, value, value &+ 1].randomElement(using: &self) ?? value
  }
}

/// The heads in an input, wherever they stand (SPEC §4.1).
enum HeadMutation {
  private static let length = 168
  /// Offsets and lengths of the fields that have limits; of the hash, the first bytes.
  private static let fields = [
    (8, 1), (9, 1), (10, 2), (12, 4), (48, 8), (56, 8), (64, 8), (72, 8), (112, 8), (120, 8), (152, 8),
    (160, 8),
  ]
  /// The limits of the SPEC.
  private static let limits: [UInt64] = [
    0, 1, 16, 16 + 8 << 17, 128, 4096, 128 * 4_294_967_295, 1 << 40, 253_402_300_799, 4_294_967_294, .max,
  ]

  /// Gives a field of a head a limit, or the value of another field of the head.
  static func mutate(_ input: [UInt8], with random: inout SeededGenerator) -> [UInt8]? {
    let magic = Array("postpass".utf8)
    let starts = input.indices.dropLast(length - 1).filter {
      input[$0] == magic[0] && input[$0...].starts(with: magic)
    }
    guard let start = starts.randomElement(using: &random),
      let (offset, length) = fields.randomElement(using: &random)
    else { return nil }
    let values = fields.map { value(in: input, at: start + $0.0, $0.1) }
    var rest = random.nextTo(Bool.random(using: &random) ? limits : values)
    var output = input
    for place in start + offset..<start + offset + length {
      output[place] = UInt8(truncatingIfNeeded: rest)
      rest >>= 8
    }
    return output
  }

  private static func value(in input: [UInt8], at start: Int, _ length: Int) -> UInt64 {
    input[start..<start + length].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
