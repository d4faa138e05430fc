/// Reads bytes as UTF-8 and keeps what is not UTF-8 apart, where the standard decoders put U+FFFD for both.
struct UTF8Decoder<Bytes: IteratorProtocol<UInt8>> {
  enum Element {
    case scalar(Unicode.Scalar)
    case stray(UInt8)
  }

  private var bytes: Bytes
  /// Up to four bytes read and not yet given out.
  private var ahead: [UInt8] = []

  init(_ bytes: Bytes) { self.bytes = bytes }

  mutating func next() -> Element? {
    while ahead.count < 4, let byte = bytes.next() { ahead.append(byte) }
    guard let first = ahead.first else { return nil }
    let length = UTF8Decoder.length(leadBy: first)
    if length <= ahead.count, length > 0 {
      let text = String(validating: ahead[..<length], as: UTF8.self)
      if let scalar = text?.unicodeScalars.first {
        ahead.removeFirst(length)
        return .scalar(scalar)
      }
    }
    ahead.removeFirst()
    return .stray(first)
  }

  /// The length that a first byte announces; 0 for a byte that cannot be first.
  private static func length(leadBy byte: UInt8) -> Int {
    switch byte {
    case 0x00...0x7F: 1
    case 0xC2...0xDF: 2
    case 0xE0...0xEF: 3
    case 0xF0...0xF4: 4
    default: 0
    }
  }
}
