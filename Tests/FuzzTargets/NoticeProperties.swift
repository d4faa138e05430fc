import PostPass
import TestSupport

/// Notices (SPEC §6.6).
enum NoticeProperties {
  /// A whole file, whose signature chance never finds; then the same body in a notice that is signed here.
  static func check(_ input: [UInt8]) {
    let parsed = try? UnverifiedNotice(parsing: input)
    if let parsed { require(parsed.encoded == input, "one spelling") }
    let body = Array(input.dropFirst(headLength))
    let issuedAt = parsed?.signed.head.issuedAt ?? TestAuthority.start
    guard let signed = SignedWorld.noticeHead(of: body, issuedAt: issuedAt),
      let notice = try? UnverifiedNotice(parsing: signed.encoded + body)
    else {
      require(!NaiveNotice.allows(body, issuedAt: issuedAt), "what the SPEC allows is read")
      return
    }
    let verified: VerifiedNotice
    do { verified = try notice.checkSignature(with: SignedWorld.keyring) } catch {
      require(error == .body, "the signature is right, and so is the hash")
      require(!NaiveNotice.allows(body, issuedAt: issuedAt), "what the SPEC allows is accepted")
      return
    }
    require(NaiveNotice.allows(body, issuedAt: issuedAt), "only what the SPEC allows is accepted")
    let request = verified.request
    require(request.encoded == body, "one spelling of the body")
    let again = NoticeRequest(
      reason: request.reason, effectiveFrom: request.effectiveFrom, scope: request.scope)
    require(again == request, "what is accepted can be asked for")
  }

  private static let headLength = 168 + 1 + 65
}

/// The rules of [N6] in the plainest way.
private enum NaiveNotice {
  static func allows(_ body: [UInt8], issuedAt: UnixTime) -> Bool {
    guard body.count >= 16, body.count <= 16 + 8 << 17, body.count % 8 == 0 else { return false }
    let effectiveFrom = integer(body[..<8])
    // Unspecified, cancelled, superseded, leaked, key compromise: the last two may reach back.
    let (reason, scope) = (body[8], body[9])
    guard reason <= 4, body[10..<16].allSatisfy({ $0 == 0 }) else { return false }
    guard effectiveFrom == .max || ([3, 4].contains(reason) && effectiveFrom <= issuedAt.seconds) else {
      return false
    }
    guard scope == 2 else { return scope == 1 && body.count == 16 }
    let codes = stride(from: 16, to: body.count, by: 8).map {
      (serial: integer(body[$0..<$0 + 4]), notAfter: integer(body[$0 + 4..<$0 + 8]))
    }
    return !codes.isEmpty && codes.allSatisfy { $0.notAfter > 0 }
      && zip(codes, codes.dropFirst()).allSatisfy { $0.serial < $1.serial }
  }

  private static func integer(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
