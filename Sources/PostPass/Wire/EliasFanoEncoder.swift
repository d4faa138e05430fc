/// Writes an Elias-Fano set from its values in increasing order; every part is written from its beginning to its end
/// (SPEC §6.4).
package struct EliasFanoEncoder {
  private let set: EliasFanoSet
  private var rank = 0
  private var group = 0
  /// The rank of the group's first value.
  private var groupRank = 0
  /// The high bits of the group, which follow the low bits of its last value.
  private var high: [UInt64] = []

  package init(_ set: EliasFanoSet) { self.set = set }

  /// Writes the next value over zero words.
  package mutating func append(_ value: UInt64, to words: inout BodyWriter) {
    let bucket = Int(value >> UInt64(set.lowWidth))
    while bucket >= (group + 1) * EliasFanoSet.groupBuckets { finishGroup(in: &words) }
    if rank % EliasFanoSet.sampling == 0 {
      set.samples.write(UInt64(bucket), at: rank / EliasFanoSet.sampling, in: &words)
    }
    let low = value & ((1 << UInt64(set.lowWidth)) &- 1)
    words.write(low, set.lowWidth, at: groupStart + (rank - groupRank) * set.lowWidth)
    let bit = bucket - group * EliasFanoSet.groupBuckets + 1 + rank - groupRank
    while high.count <= bit >> 6 { high.append(0) }
    high[bit >> 6] |= 1 << UInt64(bit & 63)
    rank += 1
  }

  /// Writes what follows the last value.
  package mutating func finish(in words: inout BodyWriter) {
    // Whoever encodes counts first; another count would be a bug there, and a set that no reader accepts.
    precondition(rank == set.count)
    if rank > 0 { finishGroup(in: &words) }
  }

  /// The first bit of the group.
  private var groupStart: Int {
    self.set.groupsStart << 6 + group * EliasFanoSet.groupBuckets + groupRank * (set.lowWidth + 1)
  }

  private mutating func finishGroup(in words: inout BodyWriter) {
    var bit = groupStart + (rank - groupRank) * set.lowWidth
    for bits in high {
      words.write(bits, 64, at: bit)
      bit += 64
    }
    high.removeAll(keepingCapacity: true)
    group += 1
    groupRank = rank
    set.ranks.write(UInt64(rank), at: group, in: &words)
  }
}
