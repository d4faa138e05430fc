/// The input ended before the field did.
struct InputEnded: Error {}

/// Takes little-endian fields from the front of a byte string, checking every length before it is used.
struct ByteReader {
  private let bytes: [UInt8]
  private(set) var position: Int
  private let end: Int

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    position = 0
    end = bytes.count
  }

  /// Reads a part of `bytes` only; the range must lie inside.
  init(_ bytes: [UInt8], in range: Range<Int>) {
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
  }

  var remaining: Int { end - position }

  mutating func u8() throws(InputEnded) -> UInt8 {
    guard remaining >= 1 else { throw InputEnded() }
    defer { position += 1 }
    return bytes[position]
  }

  mutating func u32() throws(InputEnded) -> UInt32 { UInt32(try integer(bytes: 4)) }

  mutating func u64() throws(InputEnded) -> UInt64 { try integer(bytes: 8) }

  mutating func take(_ count: Int) throws(InputEnded) -> ArraySlice<UInt8> {
    guard count >= 0, remaining >= count else { throw InputEnded() }
    defer { position += count }
    return bytes[position..<position + count]
  }

  mutating func bytes32() throws(InputEnded) -> Bytes32 {
    guard let value = Bytes32(try take(32)) else { throw InputEnded() }
    return value
  }

  private mutating func integer(bytes count: Int) throws(InputEnded) -> UInt64 {
    try take(count).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
  }
}
