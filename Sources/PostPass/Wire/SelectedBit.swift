extension BodyReader {
  /// The one with a number, counted from `first` on, which is before `end`.
  func bit(ofOne number: Int, from first: Int, to end: Int) throws(Failure) -> Int {
    try bit(number, of: 0, from: first, to: end)
  }

  /// The zero with a number, counted from `first` on, which is before `end`.
  func bit(ofZero number: Int, from first: Int, to end: Int) throws(Failure) -> Int {
    try bit(number, of: ~0, from: first, to: end)
  }

  /// The one with a number among the bits of the words, each of them flipped.
  @inline(__always)
  private func bit(_ number: Int, of flip: UInt64, from first: Int, to end: Int) throws(Failure) -> Int {
    var left = number
    var start = first & ~63
    var mask = ~0 &<< UInt64(first & 63)
    while start < end {
      let bits = (try word(start &>> 6) ^ flip) & mask
      let found = bits.nonzeroBitCount
      if left < found {
        let bit = start &+ bits.position(ofOne: left)
        guard bit < end else { break }
        return bit
      }
      left &-= found
      start &+= 64
      mask = ~0
    }
    try inconsistent(.body)
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
    // In each byte the ones of that byte and of all below it.
    sums = ((sums &+ sums &>> 4) & 0x0f0f_0f0f_0f0f_0f0f) &* everyByte
    let wanted = UInt64(truncatingIfNeeded: number)
    let offset = sums.bytes(atMost: wanted) &<< 3
    let left = wanted &- (sums &<< 8) &>> offset & 0xff
    // Bit i of the byte becomes byte i, which then counts the ones up to bit i.
    let spread = (self &>> offset & 0xff) &* everyByte & 0x8040_2010_0804_0201
    let counts = ((spread &+ 0x7f7f_7f7f_7f7f_7f7f) &>> 7 & everyByte) &* everyByte
    return Int(truncatingIfNeeded: offset &+ counts.bytes(atMost: left))
  }

  /// How many of the bytes, each at most 64, are at most a limit below 64.
  @inline(__always)
  private func bytes(atMost limit: UInt64) -> UInt64 {
    let everyByte: UInt64 = 0x0101_0101_0101_0101
    // A borrow stays in its byte.
    let passed = ((limit &* everyByte | everyByte &<< 7) &- self) &>> 7 & everyByte
    return (passed &* everyByte) &>> 56
  }
}
