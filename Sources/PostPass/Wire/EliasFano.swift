/// Where the parts of an Elias-Fano set lie in a body, and how values are looked up in it (SPEC §6.4).
///
/// A lookup reads a bounded number of words whatever they hold, and never one outside the set. What contradicts
/// itself is reported to the reader as `MalformedList.body`.
package struct EliasFanoSet: Sendable, Equatable {
  package let count: Int
  /// The largest value; 0 for the empty set.
  package let maximum: UInt64
  /// The first words of the parts.
  package let start: Int
  private let samplesStart: Int
  let groupsStart: Int
  /// The number of low bits of a value, which its place in a bucket leaves open; 0 to 63.
  let lowWidth: Int
  /// The number of buckets: values that differ only in their low bits are in one.
  let bucketCount: Int

  package static let maximalCount: UInt64 = 1 << 30
  static let sampling = 1024
  static let groupBuckets = 128
  private static let samplingShift = 10
  private static let groupShift = 7

  /// The set of `count` values up to `maximum` that begins at a word. Nil for more than 2^30 values, for a maximum
  /// too small for that many, and for an empty set with a maximum other than 0.
  package init?(count: UInt64, maximum: UInt64, start: Int) {
    guard count <= EliasFanoSet.maximalCount else { return nil }
    guard count > 0 ? maximum >= count - 1 : maximum == 0 else { return nil }
    self.count = Int(count)
    self.maximum = maximum
    self.start = start
    let quotient = count == 0 ? 0 : maximum / count
    lowWidth = quotient == 0 ? 0 : quotient.bitLength - 1
    // maximum >> lowWidth is below twice the count, so all of this stays below 2^37.
    bucketCount = count == 0 ? 0 : Int(maximum >> UInt64(lowWidth)) + 1
    let groups = (bucketCount + EliasFanoSet.groupBuckets - 1) >> EliasFanoSet.groupShift
    let ranks = PackedIntegers(start: start, count: groups == 0 ? 0 : groups + 1, width: 32)
    samplesStart = ranks.end
    let samples = (self.count + EliasFanoSet.sampling - 1) >> EliasFanoSet.samplingShift
    groupsStart = PackedIntegers(start: samplesStart, count: samples, width: 32).end
  }

  var groupCount: Int { (bucketCount + EliasFanoSet.groupBuckets - 1) >> EliasFanoSet.groupShift }

  /// For each group, and once more behind the last, the number of values in the groups before.
  var ranks: PackedIntegers {
    PackedIntegers(start: start, count: count == 0 ? 0 : groupCount + 1, width: 32)
  }

  /// The bucket of every 1024th value.
  var samples: PackedIntegers {
    PackedIntegers(
      start: samplesStart, count: (count + EliasFanoSet.sampling - 1) >> EliasFanoSet.samplingShift, width: 32
    )
  }

  /// The bits of all groups.
  var groups: PackedIntegers {
    PackedIntegers(start: groupsStart, count: count * (lowWidth + 1) + bucketCount, width: 1)
  }

  /// The index after the last word.
  package var end: Int { groups.end }

  /// The number of smaller values in the set, if the value is in it.
  package func rank<R: BodyReader>(of value: UInt64, in body: R) throws(R.Failure) -> Int? {
    if value >= maximum { return value == maximum && count > 0 ? count - 1 : nil }
    let bucket = Int(truncatingIfNeeded: value &>> UInt64(lowWidth))
    let group = try group(bucket &>> EliasFanoSet.groupShift, in: body)
    let candidates = try ranks(ofBucket: bucket, of: group, in: body)
    return try search(for: value, in: candidates, of: group, in: body)
  }

  /// The value of a rank below `count`.
  package func value<R: BodyReader>(atRank rank: Int, in body: R) throws(R.Failure) -> UInt64 {
    if rank == count - 1 { return maximum }
    let group = try group(ofRank: rank, in: body)
    let bit = try bit(ofRank: rank, of: group, in: body)
    return try value(atRank: rank, bit: bit, of: group, in: body)
  }

  /// The values of a rank and of the next, which is below `count` too.
  package func values<R: BodyReader>(
    atRankAndNext rank: Int, in body: R
  ) throws(R.Failure) -> (UInt64, UInt64) {
    let group = try group(ofRank: rank, in: body)
    let bit = try bit(ofRank: rank, of: group, in: body)
    let value = try value(atRank: rank, bit: bit, of: group, in: body)
    if rank + 1 == count - 1 { return (value, maximum) }
    // The ones after this one in its word.
    let rest = try body.word(bit >> 6) & (~1 &<< UInt64(truncatingIfNeeded: bit))
    guard rest != 0, group.ranks.contains(rank + 1) else {
      return (value, try self.value(atRank: rank + 1, in: body))
    }
    let next = bit & ~63 + rest.trailingZeroBitCount
    return (value, try self.value(atRank: rank + 1, bit: next, of: group, in: body))
  }

  /// The value whose one in the high bits of a group is at a bit.
  @inline(__always)
  private func value<R: BodyReader>(
    atRank rank: Int, bit: Int, of group: EliasFanoGroup, in body: R
  ) throws(R.Failure) -> UInt64 {
    guard let bucket = group.bucket(ofOne: bit, rank: rank) else { try body.inconsistent(.body) }
    let value = UInt64(bucket) << UInt64(lowWidth) | (try group.low(ofRank: rank, in: body))
    guard value <= maximum else { try body.inconsistent(.body) }
    return value
  }
}

// The groups of a set.
extension EliasFanoSet {
  /// The group with an index below `groupCount`.
  @inline(__always)
  func group<R: BodyReader>(_ index: Int, in body: R) throws(R.Failure) -> EliasFanoGroup {
    let (first, end) = try ranks.halves(at: index, in: body)
    guard first <= end, end <= count else { try body.inconsistent(.body) }
    let firstBucket = index &<< EliasFanoSet.groupShift
    let lowStart = groupsStart &<< 6 &+ firstBucket &+ first &* (lowWidth &+ 1)
    return EliasFanoGroup(
      firstBucket: firstBucket, bucketCount: min(EliasFanoSet.groupBuckets, bucketCount &- firstBucket),
      ranks: first..<end, lowStart: lowStart, lowWidth: lowWidth)
  }

  /// The group that has a rank, by binary search between those of two samples.
  private func group<R: BodyReader>(ofRank rank: Int, in body: R) throws(R.Failure) -> EliasFanoGroup {
    let sample = rank >> EliasFanoSet.samplingShift
    var first = try samples.half(at: sample, in: body) >> EliasFanoSet.groupShift
    var last = groupCount - 1
    if sample + 1 < samples.count {
      last = try samples.half(at: sample + 1, in: body) >> EliasFanoSet.groupShift
    }
    guard first <= last, last < groupCount else { try body.inconsistent(.body) }
    while first < last {
      let middle = (first + last + 1) >> 1
      if try ranks.half(at: middle, in: body) <= rank { first = middle } else { last = middle - 1 }
    }
    let group = try group(first, in: body)
    guard group.ranks.contains(rank) else { try body.inconsistent(.body) }
    return group
  }

  /// The ranks of the values in a bucket of a group.
  @inline(__always)
  private func ranks<R: BodyReader>(
    ofBucket bucket: Int, of group: EliasFanoGroup, in body: R
  ) throws(R.Failure) -> Range<Int> {
    let number = bucket &- group.firstBucket
    if group.ranks.count > EliasFanoSet.sampling {
      return try ranks(ofLongBucket: number, of: group, in: body)
    }
    var left = number
    var start = group.highStart & ~63
    var zeros = ~(try body.word(start &>> 6)) & ~0 &<< UInt64(truncatingIfNeeded: group.highStart)
    while true {
      let found = zeros.nonzeroBitCount
      if left < found { break }
      left &-= found
      start &+= 64
      guard start < group.highEnd else { try body.inconsistent(.body) }
      zeros = ~(try body.word(start &>> 6))
    }
    let offset = zeros.position(ofOne: left)
    let after = (zeros &>> UInt64(truncatingIfNeeded: offset)) &>> 1
    // The ones go on in the next word, perhaps for many words.
    if after == 0 { return try ranks(ofLongBucket: number, of: group, in: body) }
    let first = group.ranks.lowerBound &+ (start &+ offset &- group.highStart) &- number
    // Behind the ones of the last bucket is another group.
    let end = min(first &+ after.trailingZeroBitCount, group.ranks.upperBound)
    guard first <= end else { try body.inconsistent(.body) }
    return first..<end
  }

  /// The same where bucket or group may be long: the end of the values is found like their beginning.
  @inline(never)
  private func ranks<R: BodyReader>(
    ofLongBucket number: Int, of group: EliasFanoGroup, in body: R
  ) throws(R.Failure) -> Range<Int> {
    let zero = try bit(ofBucket: number, of: group, in: body)
    let next =
      number + 1 == group.bucketCount
      ? group.highEnd : try bit(ofBucket: number + 1, of: group, in: body)
    let first = group.ranks.lowerBound + zero - group.highStart - number
    let end = first + next - zero - 1
    guard first <= end, end <= group.ranks.upperBound else { try body.inconsistent(.body) }
    return first..<end
  }

  /// The rank, in a range of ranks of one bucket, whose low bits are those of a value.
  @inline(__always)
  private func search<R: BodyReader>(
    for value: UInt64, in ranks: Range<Int>, of group: EliasFanoGroup, in body: R
  ) throws(R.Failure) -> Int? {
    let wanted = value & ((1 &<< UInt64(lowWidth)) &- 1)
    var (first, end) = (ranks.lowerBound, ranks.upperBound)
    while end &- first > 8 {
      let middle = (first &+ end) &>> 1
      if try group.low(ofRank: middle, in: body) <= wanted { first = middle } else { end = middle }
    }
    while first < end {
      let candidate = try group.low(ofRank: first, in: body)
      if candidate >= wanted { return candidate == wanted ? first : nil }
      first &+= 1
    }
    return nil
  }

  /// The zero that begins the bucket with a number in a group.
  private func bit<R: BodyReader>(
    ofBucket number: Int, of group: EliasFanoGroup, in body: R
  ) throws(R.Failure) -> Int {
    // Of the sampled values in the group, the last that is in an earlier bucket.
    let firstSample = (group.ranks.lowerBound + EliasFanoSet.sampling - 1) >> EliasFanoSet.samplingShift
    var (first, end) = (
      firstSample, (group.ranks.upperBound + EliasFanoSet.sampling - 1) >> EliasFanoSet.samplingShift
    )
    while first < end {
      let middle = (first + end) >> 1
      if try samples.half(at: middle, in: body) < group.firstBucket + number {
        first = middle + 1
      } else {
        end = middle
      }
    }
    if first == firstSample {
      return try body.bit(ofZero: number, from: group.highStart, to: group.highEnd)
    }
    let (from, zeros) = try place(ofSample: first - 1, of: group, in: body)
    return try body.bit(ofZero: number - zeros, from: from, to: group.highEnd)
  }

  /// The one of a rank of a group.
  private func bit<R: BodyReader>(
    ofRank rank: Int, of group: EliasFanoGroup, in body: R
  ) throws(R.Failure) -> Int {
    let sample = rank >> EliasFanoSet.samplingShift
    let sampled = sample << EliasFanoSet.samplingShift
    if sampled < group.ranks.lowerBound {
      return try body.bit(ofOne: rank - group.ranks.lowerBound, from: group.highStart, to: group.highEnd)
    }
    let (from, _) = try place(ofSample: sample, of: group, in: body)
    return try body.bit(ofOne: rank - sampled, from: from, to: group.highEnd)
  }

  /// The one of a sampled value in a group, and the zeros of the group before it.
  private func place<R: BodyReader>(
    ofSample sample: Int, of group: EliasFanoGroup, in body: R
  ) throws(R.Failure) -> (bit: Int, zeros: Int) {
    let zeros = try samples.half(at: sample, in: body) - group.firstBucket + 1
    guard zeros > 0, zeros <= group.bucketCount else { try body.inconsistent(.body) }
    let ones = sample << EliasFanoSet.samplingShift - group.ranks.lowerBound
    return (group.highStart + ones + zeros, zeros)
  }
}
