/// Where integers of one width lie in a body, from the least significant bit of its words on; a value may lie across
/// two words, and the last word is padded with zero bits (SPEC §6.4).
package struct PackedIntegers: Sendable, Equatable {
  /// The index of the first word.
  package let start: Int
  package let count: Int
  /// Bits a value, 0 to 63.
  package let width: Int

  package init(start: Int, count: Int, width: Int) {
    self.start = start
    self.count = count
    self.width = width
  }

  /// The index after the last word.
  package var end: Int { start + (count * width + 63) >> 6 }

  /// The value at an index below `count`.
  @inline(__always)
  package func value<R: BodyReader>(at index: Int, in body: R) throws(R.Failure) -> UInt64 {
    if width == 0 { return 0 }
    let bit = index &* width
    let (word, shift) = (start &+ bit &>> 6, bit & 63)
    var value = try body.word(word) &>> UInt64(shift)
    if shift &+ width > 64 { value |= try body.word(word &+ 1) &<< UInt64(64 &- shift) }
    return value & ((1 &<< UInt64(width)) &- 1)
  }

  /// The value at an index below `count`, where the width is 32 and no value lies across two words.
  @inline(__always)
  package func half<R: BodyReader>(at index: Int, in body: R) throws(R.Failure) -> Int {
    let word = try body.word(start &+ index &>> 1)
    return Int(UInt32(truncatingIfNeeded: index & 1 == 0 ? word : word >> 32))
  }

  /// Writes a value below 2^`width` over zero bits.
  package func write(_ value: UInt64, at index: Int, in words: inout BodyWriter) {
    if width == 0 { return }
    let bit = index * width
    let (word, shift) = (start + bit >> 6, bit & 63)
    words[word] |= value << UInt64(shift)
    if shift + width > 64 { words[word + 1] |= value >> UInt64(64 - shift) }
  }

  /// Whether the bits after the last value are zero.
  package func isPadded<R: BodyReader>(in body: R) throws(R.Failure) -> Bool {
    let used = (count * width) & 63
    if used == 0 { return true }
    return try body.word(end - 1) >> UInt64(used) == 0
  }
}
