/// The values of 128 neighbouring buckets of an Elias-Fano set, side by side in the body: their low bits, then for
/// each bucket a zero and as many ones as it has values (SPEC §6.4).
struct EliasFanoGroup: Equatable {
  let firstBucket: Int
  /// 128, or in the last group what is left.
  let bucketCount: Int
  /// The ranks of its values.
  let ranks: Range<Int>
  /// The first bit, counted from that of the body.
  let lowStart: Int
  let lowWidth: Int

  /// The first of the high bits, which is the zero of the first bucket.
  var highStart: Int { lowStart &+ ranks.count &* lowWidth }

  /// The bit after the last.
  var highEnd: Int { highStart &+ ranks.count &+ bucketCount }

  /// The low bits of the value of a rank.
  @inline(__always)
  func low<R: BodyReader>(ofRank rank: Int, in body: R) throws(R.Failure) -> UInt64 {
    try body.bits(lowWidth, from: lowStart &+ (rank &- ranks.lowerBound) &* lowWidth)
  }

  /// The bucket of the value with a rank whose one is at a bit; nil for one that cannot be there.
  @inline(__always)
  func bucket(ofOne bit: Int, rank: Int) -> Int? {
    let bucket = (bit &- highStart) &- (rank &- ranks.lowerBound) &- 1
    return 0..<bucketCount ~= bucket ? firstBucket &+ bucket : nil
  }
}
