/// A prefix, then base58 of a payload and three checksum bytes: the text form of codes, authority IDs and public
/// keys. The checksum tells "mistyped or cut short" from "forged" (SPEC §2.2).
package enum CheckedText {
  /// Why a text is not of the form; positions count from the first character of the text.
  package enum Malformed: Error, Equatable {
    case prefix
    case character(at: Int)
    case length(Int)
    case overflow(at: Int)
    case checksum
  }

  package static let checksumLength = 3

  package static func encode(_ payload: [UInt8], prefix: String) -> String {
    var payload = payload
    var text: [UInt8] = []
    encode(&payload, prefix: prefix, into: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// Appends the text of a payload that may be a secret: nothing of it stays anywhere but in the two arrays, if both
  /// have room for what is added.
  /// - Parameter payload: gets its checksum.
  package static func encode(_ payload: inout [UInt8], prefix: String, into text: inout [UInt8]) {
    payload += checksum(of: payload[...], prefix: prefix)
    text += prefix.utf8
    Base58.encode(payload, into: &text)
  }

  /// The payload without its checksum.
  package static func decode(_ text: Span<UInt8>, prefix: String) throws(Malformed) -> [UInt8] {
    var bytes: [UInt8] = []
    try decode(text, prefix: prefix, into: &bytes)
    return bytes
  }

  /// The same for a payload that may be a secret: also where it throws, nothing of it is anywhere but in the array.
  /// - Parameter bytes: an empty array, which gets the payload.
  package static func decode(
    _ text: Span<UInt8>, prefix: String, into bytes: inout [UInt8]
  ) throws(Malformed) {
    guard hasPrefix(prefix, in: text) else { throw .prefix }
    let start = prefix.utf8.count
    do {
      try Base58.decode(text.extracting(start...), into: &bytes)
    } catch {
      switch error {
      case .character(let at): throw .character(at: start + at)
      case .length: throw .length(text.count)
      case .overflow(let block): throw .overflow(at: start + block * 11)
      }
    }
    guard bytes.count > checksumLength else { throw .checksum }
    let expected = checksum(of: bytes.dropLast(checksumLength), prefix: prefix)
    guard bytes.suffix(checksumLength).elementsEqual(expected) else { throw .checksum }
    bytes.removeLast(checksumLength)
  }

  package static func hasPrefix(_ prefix: String, in text: Span<UInt8>) -> Bool {
    var position = 0
    for byte in prefix.utf8 {
      guard position < text.count, text[position] == byte else { return false }
      position += 1
    }
    return true
  }

  private static func checksum(of payload: ArraySlice<UInt8>, prefix: String) -> ArraySlice<UInt8> {
    let digest = unsafe Array(prefix.utf8).withUnsafeBytes { prefix in
      unsafe payload.withUnsafeBytes { payload in unsafe Blake2b.hash(prefix, payload) }
    }
    return digest.bytes.prefix(checksumLength)
  }
}
