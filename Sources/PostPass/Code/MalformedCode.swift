/// Why a text is no code, in the order in which the rules are applied (SPEC §2.1, §2.2).
public enum MalformedCode: Error, Equatable, Sendable {
  // The text was mistyped or cut short; positions count characters from the start of the trimmed text.
  case prefix
  case tooLong(Int)
  case character(at: Int)
  case digits(Int)
  case overflow(at: Int)
  case checksum
  // The checksum matches and the bytes are no code.
  case length
  case shape(UInt8)
  case issuer
  case window
  case post
  case brand
  case brandOrder
  case trailing(Int)

  /// True where the text itself is damaged: the outcome `mistyped`; otherwise `malformed`.
  public var isMistyped: Bool {
    switch self {
    case .prefix, .tooLong, .character, .digits, .overflow, .checksum: true
    case .length, .shape, .issuer, .window, .post, .brand, .brandOrder, .trailing: false
    }
  }
}
