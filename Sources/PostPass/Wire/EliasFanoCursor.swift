/// Reads an Elias-Fano set from its first value to its last, and refuses on the way every bit that `EliasFanoEncoder`
/// would not have written (SPEC §6.4, [L7]).
package struct EliasFanoCursor {
  private let set: EliasFanoSet
  private var previous: UInt64 = 0
  private(set) var rank = 0
  private var group = EliasFanoGroup(firstBucket: 0, bucketCount: 0, ranks: 0..<0, lowStart: 0, lowWidth: 0)
  private var nextGroup = 0
  /// The next of the group's high bits to be read, and the ones of the word before it that are still to come.
  private var nextBit = 0
  private var ones: UInt64 = 0
  private var wordStart = 0

  package init(_ set: EliasFanoSet) { self.set = set }

  /// The next value. At the end nil, if all of the set was as it must be.
  package mutating func next<R: BodyReader>(in body: R) throws(R.Failure) -> UInt64? {
    while ones == 0 {
      if nextBit < group.highEnd {
        try readWord(in: body)
      } else if try !beginGroup(in: body) {
        try finish(in: body)
        return nil
      }
    }
    let bit = wordStart &+ ones.trailingZeroBitCount
    ones &= ones &- 1
    guard rank < group.ranks.upperBound, let bucket = group.bucket(ofOne: bit, rank: rank) else {
      try body.inconsistent(.body)
    }
    if rank % EliasFanoSet.sampling == 0 {
      let sample = try set.samples.half(at: rank / EliasFanoSet.sampling, in: body)
      guard sample == bucket else { try body.inconsistent(.body) }
    }
    let value = UInt64(bucket) << UInt64(set.lowWidth) | (try group.low(ofRank: rank, in: body))
    guard rank == 0 || value > previous else { try body.inconsistent(.body) }
    previous = value
    rank += 1
    return value
  }

  /// Takes the ones of the next word that belong to the group.
  private mutating func readWord<R: BodyReader>(in body: R) throws(R.Failure) {
    wordStart = nextBit & ~63
    ones = try body.word(wordStart >> 6) & (~0 << UInt64(nextBit & 63))
    nextBit = wordStart + 64
    if nextBit > group.highEnd { ones &= (1 << UInt64(group.highEnd & 63)) &- 1 }
  }

  /// Goes on to the next group, which has to begin where this one ends; false behind the last.
  private mutating func beginGroup<R: BodyReader>(in body: R) throws(R.Failure) -> Bool {
    if nextGroup == set.groupCount { return false }
    group = try set.group(nextGroup, in: body)
    guard rank == group.ranks.lowerBound else { try body.inconsistent(.body) }
    nextGroup += 1
    nextBit = group.highStart
    return true
  }

  private func finish<R: BodyReader>(in body: R) throws(R.Failure) {
    guard rank == set.count, previous == set.maximum else { try body.inconsistent(.body) }
    for part in [set.ranks, set.samples, set.groups] {
      guard try part.isPadded(in: body) else { try body.inconsistent(.body) }
    }
  }
}
