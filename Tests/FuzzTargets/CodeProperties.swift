import PostPass

/// Codes (SPEC §2).
enum CodeProperties {
  static func check(text: [UInt8]) {
    guard let code = try? UnverifiedCode(parsing: text) else { return }
    let spelling = text.drop(while: isWhiteSpace).reversed().drop(while: isWhiteSpace).reversed()
    let payload = try? CheckedText.decode(Array(spelling).span, prefix: prefix)
    require(payload != nil, "a code is checked text")
    require(CheckedText.encode(payload ?? [], prefix: prefix).utf8.elementsEqual(spelling), "one spelling")
    // All but the signature is said by the claims.
    require(
      payload?.dropLast(signatureLength).elementsEqual(code.unverifiedClaims.encoded) == true, "the claims")
    let claims = code.unverifiedClaims
    let issued = try? CodeClaims(
      id: claims.id, notBefore: claims.notBefore, notAfter: claims.notAfter, post: claims.post,
      brands: claims.brands, onEnd: claims.onEnd)
    require(issued == claims, "what is accepted can be issued: each brand once, in order")
  }

  static func check(bytes: [UInt8]) {
    check(text: Array(CheckedText.encode(bytes, prefix: prefix).utf8))
  }

  private static let prefix = "pp1_"
  private static let signatureLength = 64

  private static func isWhiteSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }
}
