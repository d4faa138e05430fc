/// SplitMix64 from a fixed seed: the same numbers in every run.
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64 = 0x706f_7374_7061_7373

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }

  /// So many different numbers below a limit, in increasing order.
  mutating func distinct(_ count: Int, below limit: UInt32) -> [UInt32] {
    var drawn = Set<UInt32>(minimumCapacity: count)
    while drawn.count < count { drawn.insert(.random(in: 0..<limit, using: &self)) }
    return drawn.sorted()
  }
}
