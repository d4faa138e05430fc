/// Where the parts of an Elias-Fano set lie in a body, and how values are looked up in it (SPEC §6.4).
///
/// A lookup reads a bounded number of words whatever they hold, and never one outside the set. What contradicts
/// itself is reported to the reader as `MalformedList.body`.
package struct EliasFanoSet: Sendable, Equatable {
  package let count: Int
  /// The largest value; 0 for the empty set.
  package let maximum: UInt64
  /// The number of bits of *high*.
  let highBits: Int
  /// The first words of the parts. Counts and widths follow from the rest: a set is copied for each lookup, and is
  /// kept small.
  package let start: Int
  let highStart: Int
  private let ranksStart: Int
  private let zeroBlocksStart: Int
  private let oneBlocksStart: Int
  private let lowWidth: Int

  package static let maximalCount: UInt64 = 1 << 30
  static let sampling = 1024
  static let blockBits = 1024
  private static let samplingShift = 10
  private static let blockWordsShift = 4

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
    let zeros = count == 0 ? 0 : Int(maximum >> UInt64(lowWidth)) + 1
    highBits = self.count + zeros
    highStart = PackedIntegers(start: start, count: self.count, width: lowWidth).end
    ranksStart = highStart + (highBits + 63) >> 6
    zeroBlocksStart = ranksStart + (highBits + 2047) >> 11
    oneBlocksStart = zeroBlocksStart + (zeros + 2047) >> 11
  }

  /// The low bits of the values.
  var low: PackedIntegers { PackedIntegers(start: start, count: count, width: lowWidth) }

  /// For each block of *high*, the ones in the blocks before it.
  var ranks: PackedIntegers { PackedIntegers(start: ranksStart, count: (highBits + 1023) >> 10, width: 32) }

  /// The blocks of every 1024th zero and every 1024th one.
  var zeroBlocks: PackedIntegers {
    PackedIntegers(start: zeroBlocksStart, count: (highBits - count + 1023) >> 10, width: 32)
  }
  var oneBlocks: PackedIntegers {
    PackedIntegers(start: oneBlocksStart, count: (count + 1023) >> 10, width: 32)
  }

  /// The index after the last word.
  package var end: Int { oneBlocks.end }

  var highWords: Int { ranksStart - highStart }

  /// The number of the last zero of *high*.
  var lastZero: Int { highBits - count - 1 }

  /// The number of smaller values in the set, if the value is in it.
  package func rank<R: BodyReader>(of value: UInt64, in body: R) throws(R.Failure) -> Int? {
    if value >= maximum { return value == maximum && count > 0 ? count - 1 : nil }
    let high = Int(value >> UInt64(low.width))
    // The zero numbered k never lies before bit k, so the first rank is never negative.
    let first = high == 0 ? 0 : try position(of: high - 1, ones: false, in: body) + 1
    let run = try ones(from: first, toZero: high, in: body)
    if run == 0 { return nil }
    guard first - high + run <= count else { try body.inconsistent(.body) }
    return try search(for: value, in: first - high..<first - high + run, of: body)
  }

  /// The value of a rank below `count`.
  package func value<R: BodyReader>(atRank rank: Int, in body: R) throws(R.Failure) -> UInt64 {
    if rank == count - 1 { return maximum }
    return try value(atRank: rank, position: try position(of: rank, ones: true, in: body), in: body)
  }

  /// The values of a rank and of the next, which is below `count` too.
  package func values<R: BodyReader>(
    atRankAndNext rank: Int, in body: R
  ) throws(R.Failure) -> (UInt64, UInt64) {
    let position = try position(of: rank, ones: true, in: body)
    let value = try value(atRank: rank, position: position, in: body)
    if rank + 1 == count - 1 { return (value, maximum) }
    // The ones after this one in its word.
    let rest = try body.word(highStart + position >> 6) & (~1 &<< UInt64(position & 63))
    if rest == 0 { return (value, try self.value(atRank: rank + 1, in: body)) }
    let next = position & ~63 + rest.trailingZeroBitCount
    return (value, try self.value(atRank: rank + 1, position: next, in: body))
  }

  private func value<R: BodyReader>(
    atRank rank: Int, position: Int, in body: R
  ) throws(R.Failure) -> UInt64 {
    guard position >= rank, position - rank <= lastZero else { try body.inconsistent(.body) }
    let value = UInt64(position - rank) << UInt64(low.width) | (try low.value(at: rank, in: body))
    guard value <= maximum else { try body.inconsistent(.body) }
    return value
  }

  /// The number of ones from a bit on to the zero with a number, which is the next zero.
  @inline(__always)
  private func ones<R: BodyReader>(
    from first: Int, toZero zero: Int, in body: R
  ) throws(R.Failure) -> Int {
    guard first < highBits else { try body.inconsistent(.body) }
    let shift = first & 63
    let word = try body.word(highStart &+ first &>> 6)
    let inWord = (~(word &>> UInt64(shift))).trailingZeroBitCount
    if shift &+ inWord < 64 { return inWord }
    // The ones go on in the next word, perhaps for many words: their end is found like their beginning.
    let end = try position(of: zero, ones: false, in: body)
    guard end >= first else { try body.inconsistent(.body) }
    return end &- first
  }

  /// The rank in a range of ranks with one high part whose low bits are those of a value.
  @inline(__always)
  private func search<R: BodyReader>(
    for value: UInt64, in ranks: Range<Int>, of body: R
  ) throws(R.Failure) -> Int? {
    let wanted = value & ((1 &<< UInt64(low.width)) &- 1)
    var (first, end) = (ranks.lowerBound, ranks.upperBound)
    while end &- first > 8 {
      let middle = (first &+ end) &>> 1
      if try low.value(at: middle, in: body) <= wanted { first = middle } else { end = middle }
    }
    while first < end {
      let candidate = try low.value(at: first, in: body)
      if candidate >= wanted { return candidate == wanted ? first : nil }
      first &+= 1
    }
    return nil
  }

  /// The bit of *high* that is the one, or the zero, with a number: through the samples to a few blocks, by binary
  /// search to one block, by counting to the word.
  @inline(__always)
  private func position<R: BodyReader>(
    of number: Int, ones: Bool, in body: R
  ) throws(R.Failure) -> Int {
    let samples = ones ? oneBlocks : zeroBlocks
    let sample = number &>> EliasFanoSet.samplingShift
    var block = try samples.half(at: sample, in: body)
    var last = ranks.count &- 1
    if sample &+ 1 < samples.count { last = try samples.half(at: sample &+ 1, in: body) }
    guard block <= last, last < ranks.count else { try body.inconsistent(.body) }
    var before = try bits(before: block, ones: ones, in: body)
    while block < last {
      let middle = (block &+ last &+ 1) &>> 1
      let beforeMiddle = try bits(before: middle, ones: ones, in: body)
      if beforeMiddle <= number { (block, before) = (middle, beforeMiddle) } else { last = middle &- 1 }
    }
    guard before <= number else { try body.inconsistent(.body) }
    return try position(of: number &- before, ones: ones, inBlock: block, of: body)
  }

  /// The bit of *high* that is the one, or the zero, with a number counted from the beginning of a block.
  @inline(__always)
  private func position<R: BodyReader>(
    of number: Int, ones: Bool, inBlock block: Int, of body: R
  ) throws(R.Failure) -> Int {
    let flip: UInt64 = ones ? 0 : ~0
    var left = number
    var index = highStart &+ block &<< EliasFanoSet.blockWordsShift
    let end = min(index &+ 1 &<< EliasFanoSet.blockWordsShift, ranksStart)
    while index < end {
      let bits = try body.word(index) ^ flip
      let found = bits.nonzeroBitCount
      if left < found {
        let position = (index &- highStart) &<< 6 &+ bits.position(ofOne: left)
        guard position < highBits else { break }
        return position
      }
      left &-= found
      index &+= 1
    }
    try body.inconsistent(.body)
  }

  /// The ones, or zeros, in the blocks before a block; below zero only where the ranks are wrong.
  @inline(__always)
  private func bits<R: BodyReader>(before block: Int, ones: Bool, in body: R) throws(R.Failure) -> Int {
    let rank = try ranks.half(at: block, in: body)
    return ones ? rank : block &* EliasFanoSet.blockBits &- rank
  }
}

extension UInt64 {
  /// The number of binary digits, 0 for 0.
  var bitLength: Int { UInt64.bitWidth - leadingZeroBitCount }

  /// The position of the one with a number, counted from the least significant; there are more ones than `number`.
  @inline(__always)
  func position(ofOne number: Int) -> Int {
    let everyByte: UInt64 = 0x0101_0101_0101_0101
    var sums = self &- (self &>> 1 & 0x5555_5555_5555_5555)
    sums = (sums & 0x3333_3333_3333_3333) &+ (sums &>> 2 & 0x3333_3333_3333_3333)
    // In each byte the ones of that byte and of all below it: at most 64, so a borrow stays in its byte.
    sums = ((sums &+ sums &>> 4) & 0x0f0f_0f0f_0f0f_0f0f) &* everyByte
    let wanted = UInt64(truncatingIfNeeded: number) &* everyByte
    let passed = ((wanted | everyByte &<< 7) &- sums) & everyByte &<< 7
    let offset = UInt64(truncatingIfNeeded: 64 &- passed.leadingZeroBitCount)
    var left = UInt64(truncatingIfNeeded: number) &- ((sums &<< 8) &>> offset & 0xff)
    var rest = self &>> offset
    while left > 0 {
      rest &= rest &- 1
      left &-= 1
    }
    return Int(truncatingIfNeeded: offset) &+ rest.trailingZeroBitCount
  }
}
