/// What a code says: which post which brands may advertise, and when (SPEC §2.1).
public struct CodeClaims: Sendable, Hashable {
  public let id: CodeID
  /// Start of the window, 32 bits on the wire.
  public let notBefore: UnixTime
  /// End of the window, exclusive; 32 bits on the wire.
  public let notAfter: UnixTime
  public let post: PostID
  /// The brands in the order of the wire; empty for any brand.
  public let brands: [Brand]
  public let onEnd: EndPolicy

  /// The most brands that one code names.
  public static let maximalBrands = 15

  /// Puts the brands in order and drops repetitions.
  /// - Throws: `UnencodableCode` for what the format has no place for.
  package init(
    id: CodeID, notBefore: UnixTime, notAfter: UnixTime, post: PostID, brands: [Brand], onEnd: EndPolicy
  ) throws(UnencodableCode) {
    guard notAfter.seconds <= UInt64(UInt32.max) else { throw .beyond2106(notAfter) }
    guard notBefore < notAfter else { throw .emptyWindow }
    let ordered = CodeClaims.ordered(brands)
    guard ordered.count <= CodeClaims.maximalBrands else { throw .tooManyBrands(ordered.count) }
    self.init(
      parsed: id, notBefore: notBefore, notAfter: notAfter, post: post, brands: ordered, onEnd: onEnd)
  }

  init(
    parsed id: CodeID, notBefore: UnixTime, notAfter: UnixTime, post: PostID, brands: [Brand],
    onEnd: EndPolicy
  ) {
    self.id = id
    self.notBefore = notBefore
    self.notAfter = notAfter
    self.post = post
    self.brands = brands
    self.onEnd = onEnd
  }

  /// The fields before the signature.
  package var encoded: [UInt8] {
    let textBrands = brands.contains { $0.isText }
    var bytes: [UInt8] = [
      UInt8(brands.count) | (post.isText ? Shape.postIsText : 0) | (textBrands ? Shape.brandsAreText : 0)
        | (onEnd == .stop ? Shape.stop : 0)
    ]
    bytes.append(littleEndian: id.issuer.value)
    bytes.append(littleEndian: id.serial)
    // Both fit: the init refuses a window that ends after 2^32 - 1.
    bytes.append(littleEndian: UInt32(notBefore.seconds))
    bytes.append(littleEndian: UInt32(notAfter.seconds))
    post.append(to: &bytes, asText: post.isText)
    for brand in brands { brand.append(to: &bytes, asText: textBrands) }
    return bytes
  }

  /// Increasing by value where all are numbers, otherwise by the bytes of their texts; each once.
  package static func ordered(_ brands: [Brand]) -> [Brand] {
    let distinct = Array(Set(brands))
    guard distinct.contains(where: \.isText) else {
      return distinct.sorted { a, b in
        guard case .number(let a) = a, case .number(let b) = b else { return false }
        return a < b
      }
    }
    return distinct.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
  }
}

/// Why a code cannot be written in the format.
package enum UnencodableCode: Error, Equatable, Sendable {
  /// The window ends after 2^32 - 1 seconds, 2106-02-07.
  case beyond2106(UnixTime)
  case emptyWindow
  case tooManyBrands(Int)
}

/// The bits of the first byte of a code.
enum Shape {
  static let brandCount: UInt8 = 0x0F
  static let postIsText: UInt8 = 0x10
  static let brandsAreText: UInt8 = 0x20
  static let stop: UInt8 = 0x40
  static let unused: UInt8 = 0x80
}

extension Identifier {
  var isText: Bool {
    if case .text = self { true } else { false }
  }

  fileprivate func append(to bytes: inout [UInt8], asText: Bool) {
    switch self {
    case .number(let number) where !asText: bytes.append(littleEndian: number)
    default:
      let text = self.bytes
      bytes.append(UInt8(text.count))
      bytes.append(contentsOf: text)
    }
  }
}
