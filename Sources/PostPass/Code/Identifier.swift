/// The ID of a post or a brand as a platform writes it: a number below 2^64, or 1 to 64 bytes of printable ASCII that
/// neither begin nor end with a space (SPEC §2.1). Exactly one form per ID: what can be numeric is.
public enum Identifier: Sendable, Hashable, CustomStringConvertible {
  case number(UInt64)
  case text(IdentifierText)

  /// - Throws: `MalformedIdentifier` for an empty or too long text, and for one with other bytes than printable
  ///   ASCII.
  public init(parsing text: String) throws(MalformedIdentifier) {
    if let number = Decimal.value(of: text.utf8) {
      self = .number(number)
    } else {
      self = .text(try IdentifierText(text.utf8))
    }
  }

  public var description: String {
    switch self {
    case .number(let number): "\(number)"
    case .text(let text): text.description
    }
  }

  /// The bytes as a caller writes them; the order of text brands.
  var bytes: [UInt8] { Array(description.utf8) }
}

/// 1 to 64 bytes of printable ASCII, neither beginning nor ending with a space.
public struct IdentifierText: Sendable, Hashable, CustomStringConvertible {
  public let bytes: [UInt8]

  init(_ bytes: some Collection<UInt8>) throws(MalformedIdentifier) {
    guard !bytes.isEmpty else { throw .empty }
    guard bytes.count <= 64 else { throw .tooLong(bytes.count) }
    var position = 0
    for byte in bytes {
      guard (0x20...0x7E).contains(byte) else { throw .character(at: position) }
      position += 1
    }
    self.bytes = Array(bytes)
    guard self.bytes.first != 0x20, self.bytes.last != 0x20 else { throw .outerSpace }
  }

  public var description: String { String(decoding: bytes, as: UTF8.self) }
}

/// Why a text is not the ID of a post or a brand; positions count bytes.
public enum MalformedIdentifier: Error, Equatable, Sendable {
  case empty
  case tooLong(Int)
  case character(at: Int)
  case outerSpace
}

/// The ID of the one post that a code authorizes.
public typealias PostID = Identifier

/// The advertiser ID or name of a brand in a code's scope.
public typealias Brand = Identifier
