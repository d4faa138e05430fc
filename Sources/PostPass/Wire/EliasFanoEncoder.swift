/// Writes an Elias-Fano set from its values in increasing order; every part is written from its beginning to its end
/// (SPEC §6.4).
package struct EliasFanoEncoder {
  private let set: EliasFanoSet
  private var rank = 0
  /// The zeros of *high* and the blocks whose samples are written.
  private var zeros = 0
  private var blocks = 0

  package init(_ set: EliasFanoSet) { self.set = set }

  /// Writes the next value over zero words.
  package mutating func append(_ value: UInt64, to words: inout BodyWriter) {
    let high = Int(value >> UInt64(set.low.width))
    let bit = high + rank
    let block = bit / EliasFanoSet.blockBits
    writeSamples(zeros: high, blocks: block + 1, in: &words)
    if rank % EliasFanoSet.sampling == 0 {
      set.oneBlocks.write(UInt64(block), at: rank / EliasFanoSet.sampling, in: &words)
    }
    set.low.write(value & ((1 << UInt64(set.low.width)) &- 1), at: rank, in: &words)
    words[set.highStart + bit >> 6] |= 1 << UInt64(bit & 63)
    rank += 1
  }

  /// Writes what follows the last value.
  package mutating func finish(in words: inout BodyWriter) {
    // Whoever encodes counts first; another count would be a bug there, and a set that no reader accepts.
    precondition(rank == set.count)
    writeSamples(zeros: set.lastZero + 1, blocks: set.ranks.count, in: &words)
  }

  private mutating func writeSamples(zeros: Int, blocks: Int, in words: inout BodyWriter) {
    while self.blocks < blocks {
      set.ranks.write(UInt64(rank), at: self.blocks, in: &words)
      self.blocks += 1
    }
    let sampling = EliasFanoSet.sampling
    var sample = (self.zeros + sampling - 1) / sampling
    while sample * sampling < zeros {
      // The zero numbered k follows k zeros and all values so far.
      let block = (sample * sampling + rank) / EliasFanoSet.blockBits
      set.zeroBlocks.write(UInt64(block), at: sample, in: &words)
      sample += 1
    }
    self.zeros = zeros
  }
}
