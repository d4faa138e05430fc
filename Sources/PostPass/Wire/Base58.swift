/// Why a text is not base58 in 8-byte blocks; positions count from the first digit (SPEC §2.2).
package enum MalformedBase58: Error, Equatable {
  case character(at: Int)
  case length
  case overflow(block: Int)
}

/// Base58 in blocks of 8 bytes and 11 digits, the scheme known from CryptoNote: one text per byte string (SPEC §2.2).
package enum Base58 {
  private static let alphabet = Array("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)

  /// Digits that a block of 0...8 bytes takes.
  private static let digitsPerBytes = [0, 2, 3, 5, 6, 7, 9, 10, 11]

  /// Bytes that a block of 0...11 digits gives; 255 where no byte count takes that many digits.
  private static let bytesPerDigits: [UInt8] = [0, 255, 1, 2, 255, 3, 4, 5, 255, 6, 7, 8]

  /// The value of each ASCII character as a digit; 255 for those outside the alphabet.
  private static let values: [UInt8] = {
    var table = [UInt8](repeating: 255, count: 256)
    for (value, character) in alphabet.enumerated() { table[Int(character)] = UInt8(value) }
    return table
  }()

  package static func encode(_ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    encode(bytes, into: &text)
    return text
  }

  /// Appends the digits. Nothing of the bytes stays anywhere else: where they are a secret, the caller owns all there
  /// is to wipe, if the text has room for them.
  package static func encode(_ bytes: [UInt8], into text: inout [UInt8]) {
    text.reserveCapacity(text.count + (bytes.count / 8 + 1) * 11)
    var start = 0
    while start < bytes.count {
      let end = min(start + 8, bytes.count)
      var value = bytes[start..<end].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      let first = text.count
      let digits = digitsPerBytes[end - start]
      text.append(contentsOf: repeatElement(alphabet[0], count: digits))
      for place in stride(from: first + digits - 1, through: first, by: -1) {
        text[place] = alphabet[Int(value % 58)]
        value /= 58
      }
      start = end
    }
  }

  package static func decode(_ text: Span<UInt8>) throws(MalformedBase58) -> [UInt8] {
    var bytes: [UInt8] = []
    try decode(text, into: &bytes)
    return bytes
  }

  /// Appends the bytes; where it throws, some of them may have been. Nothing of them stays anywhere else.
  package static func decode(_ text: Span<UInt8>, into bytes: inout [UInt8]) throws(MalformedBase58) {
    let wholeBlocks = text.count / 11
    let lastBytes = bytesPerDigits[text.count % 11]
    let values = values
    for i in 0..<text.count where values[Int(text[i])] == 255 { throw .character(at: i) }
    guard lastBytes != 255 else { throw .length }

    bytes.reserveCapacity(bytes.count + wholeBlocks * 8 + Int(lastBytes))
    var position = 0
    while position < text.count {
      let end = min(position + 11, text.count)
      let width = end - position == 11 ? 8 : Int(lastBytes)
      var value: UInt64 = 0
      // 58^11 is 1.35 x 2^64: the first ten digits fit, the eleventh may not.
      for i in position..<min(position + 10, end) { value = value &* 58 &+ UInt64(values[Int(text[i])]) }
      if width == 8 {
        let (product, overflowed) = value.multipliedReportingOverflow(by: 58)
        let (sum, carried) = product.addingReportingOverflow(UInt64(values[Int(text[end - 1])]))
        if overflowed || carried { throw .overflow(block: position / 11) }
        value = sum
      }
      if width < 8 && value >> (8 * UInt64(width)) != 0 { throw .overflow(block: position / 11) }
      for shift in stride(from: (width - 1) * 8, through: 0, by: -8) {
        bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(shift)))
      }
      position = end
    }
  }
}
