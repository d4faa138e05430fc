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
    try body.bits(width, from: start &<< 6 &+ index &* width)
  }

  /// The value at an index below `count`, where the width is 32 and no value lies across two words.
  @inline(__always)
  package func half<R: BodyReader>(at index: Int, in body: R) throws(R.Failure) -> Int {
    let word = try body.word(start &+ index &>> 1)
    return Int(UInt32(truncatingIfNeeded: word &>> UInt64((index & 1) &<< 5)))
  }

  /// The values at an index and the next, both below `count`, where the width is 32.
  @inline(__always)
  package func halves<R: BodyReader>(at index: Int, in body: R) throws(R.Failure) -> (Int, Int) {
    (try half(at: index, in: body), try half(at: index &+ 1, in: body))
  }

  /// Writes a value below 2^`width` over zero bits.
  package func write(_ value: UInt64, at index: Int, in words: inout BodyWriter) {
    words.write(value, width, at: start << 6 + index * width)
  }

  /// Whether the bits after the last value are zero.
  package func isPadded<R: BodyReader>(in body: R) throws(R.Failure) -> Bool {
    let used = (count * width) & 63
    if used == 0 { return true }
    return try body.word(end - 1) >> UInt64(used) == 0
  }
}

extension BodyReader {
  /// The value of 0 to 63 bits from a bit of the body on.
  @inline(__always)
  func bits(_ width: Int, from bit: Int) throws(Failure) -> UInt64 {
    if width == 0 { return 0 }
    let (index, shift) = (bit &>> 6, bit & 63)
    var value = try word(index) &>> UInt64(shift)
    if shift &+ width > 64 { value |= try word(index &+ 1) &<< UInt64(64 &- shift) }
    return value & ((1 &<< UInt64(width)) &- 1)
  }
}

extension BodyWriter {
  /// Writes a value of 0 to 64 bits over zero bits.
  mutating func write(_ value: UInt64, _ width: Int, at bit: Int) {
    if value == 0 { return }
    let (word, shift) = (bit >> 6, bit & 63)
    self[word] |= value << UInt64(shift)
    if shift + width > 64, value >> UInt64(64 - shift) != 0 { self[word + 1] |= value >> UInt64(64 - shift) }
  }
}
