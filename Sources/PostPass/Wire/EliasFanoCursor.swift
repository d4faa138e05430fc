/// Reads an Elias-Fano set from its first value to its last, and refuses on the way every bit that `EliasFanoEncoder`
/// would not have written (SPEC §6.4, [L7]).
package struct EliasFanoCursor {
  private let set: EliasFanoSet
  private var previous: UInt64 = 0
  private(set) var rank = 0
  /// The next word of *high*, and the ones of the word before it that are still to come.
  private var nextWord = 0
  private var ones: UInt64 = 0
  /// The zeros of *high* whose samples are checked.
  private var zeros = 0

  package init(_ set: EliasFanoSet) { self.set = set }

  /// The next value. At the end nil, if all of the set was as it must be.
  package mutating func next<R: BodyReader>(in body: R) throws(R.Failure) -> UInt64? {
    while ones == 0 {
      if nextWord == set.highWords {
        try finish(in: body)
        return nil
      }
      if nextWord % (EliasFanoSet.blockBits / 64) == 0 {
        let block = nextWord / (EliasFanoSet.blockBits / 64)
        guard try set.ranks.value(at: block, in: body) == rank else { try body.inconsistent(.body) }
      }
      ones = try body.word(set.highStart + nextWord)
      nextWord += 1
    }
    let bit = (nextWord - 1) * 64 + ones.trailingZeroBitCount
    ones &= ones &- 1
    let high = bit - rank
    guard rank < set.count, high <= set.lastZero else { try body.inconsistent(.body) }
    try checkSamples(zeros: high, bit: bit, in: body)
    let value = UInt64(high) << UInt64(set.low.width) | (try set.low.value(at: rank, in: body))
    guard rank == 0 || value > previous else { try body.inconsistent(.body) }
    previous = value
    rank += 1
    return value
  }

  /// Checks the samples of the zeros before the one at `bit`, and that of the one.
  @inline(__always)
  private mutating func checkSamples<R: BodyReader>(
    zeros: Int, bit: Int, in body: R
  ) throws(R.Failure) {
    let sampling = EliasFanoSet.sampling
    var sample = (self.zeros + sampling - 1) / sampling
    while sample * sampling < zeros {
      let block = (sample * sampling + rank) / EliasFanoSet.blockBits
      guard try set.zeroBlocks.value(at: sample, in: body) == block else { try body.inconsistent(.body) }
      sample += 1
    }
    self.zeros = zeros
    if rank % sampling == 0, rank < set.count {
      let block = bit / EliasFanoSet.blockBits
      guard try set.oneBlocks.value(at: rank / sampling, in: body) == block else {
        try body.inconsistent(.body)
      }
    }
  }

  private mutating func finish<R: BodyReader>(in body: R) throws(R.Failure) {
    guard rank == set.count, previous == set.maximum else { try body.inconsistent(.body) }
    try checkSamples(zeros: set.lastZero + 1, bit: set.highBits, in: body)
    // No one of *high* was behind its last zero, so its padding is zero.
    for part in [set.low, set.ranks, set.zeroBlocks, set.oneBlocks] {
      guard try part.isPadded(in: body) else { try body.inconsistent(.body) }
    }
  }
}
