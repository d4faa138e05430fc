/// A notice as it travels: head, signature and body (SPEC §6.6). What it asks for cannot be read before its signature
/// was checked.
package struct UnverifiedNotice: Sendable, Hashable {
  package let signed: SignedHead
  private let body: [UInt8]

  /// The longest file: a head, one signature and the longest body.
  package static let maximalLength = FileHead.length + 1 + 65 + NoticeRequest.maximalBodyLength

  /// A notice that was just signed; the head is that of the body.
  package init(_ signed: SignedHead, _ request: NoticeRequest) {
    self.signed = signed
    body = request.encoded
  }

  /// Reads input that is one notice and nothing else ([H1] to [H10]).
  /// - Throws: `MalformedFile.bodyLength` also for a body that is cut short, `.container` for bytes left over.
  package init(parsing bytes: [UInt8]) throws(MalformedFile) {
    var reader = ByteReader(bytes)
    signed = try SignedHead(reading: &reader, as: .notice)
    guard let body = try? reader.take(signed.head.bodyLength) else { throw .bodyLength }
    guard reader.remaining == 0 else { throw .container }
    self.body = Array(body)
  }

  /// The bytes that were read.
  package var encoded: [UInt8] { signed.encoded + body }

  /// The issuer that the notice says it is of.
  package var claimedIssuer: KeyNumber {
    guard let signer = signed.head.signer else {
      preconditionFailure("the parser of heads refuses a notice without a signer")
    }
    return signer
  }

  /// Finds out whether the keyring's key signed it. A key that is revoked, or outside of its window, may still ask for
  /// revocations: they only ever take away what it gave.
  /// - Throws: `UntrustedNotice`, in the order of its cases.
  package func checkSignature(with keyring: Keyring) throws(UntrustedNotice) -> VerifiedNotice {
    let head = signed.head
    guard head.authority == keyring.head.authority else { throw .otherAuthority(head.authority) }
    let issuer = claimedIssuer
    let record: KeyRecord?
    do { record = try keyring.record(issuer) } catch { throw .damaged(error) }
    guard let record else {
      throw head.needsNewerKeyring(than: keyring.head) ? .oldKeyring(issuer) : .unknownKey(issuer)
    }
    guard !record.isRemoved else { throw .removedKey(issuer) }
    guard let account = record.account else { throw .wrongRole(issuer, record.role) }
    do { try signed.checkSignatures { _ in record.publicKey } } catch { throw .badSignature(issuer) }
    guard PageTree.root(of: body) == head.bodyRoot else { throw .pageHash }
    guard let request = NoticeRequest(parsing: body, issuedAt: head.issuedAt) else { throw .body }
    return VerifiedNotice(head: head, issuer: issuer, account: account, request: request)
  }
}

/// A notice that an issuer of the keyring signed: what it asks for may be done. Only `checkSignature` makes one.
package struct VerifiedNotice: Sendable, Hashable {
  package let head: FileHead
  package let issuer: KeyNumber
  /// The creator account of the issuer.
  package let account: Account
  package let request: NoticeRequest

  fileprivate init(head: FileHead, issuer: KeyNumber, account: Account, request: NoticeRequest) {
    self.head = head
    self.issuer = issuer
    self.account = account
    self.request = request
  }
}

/// Why a well-formed notice is not to be followed, in the order of SPEC §6.6.
package enum UntrustedNotice: Error, Equatable, Sendable {
  /// [N1]
  case otherAuthority(AuthorityID)
  /// [N2]: a newer keyring may know the issuer.
  case oldKeyring(KeyNumber)
  /// [N2]
  case unknownKey(KeyNumber)
  /// [N3]
  case removedKey(KeyNumber)
  /// [N3]
  case wrongRole(KeyNumber, Role)
  /// [N4]
  case badSignature(KeyNumber)
  /// [N5]
  case pageHash
  /// [N6]
  case body
  /// The keyring's record of the issuer could not be read.
  case damaged(DamagedBody)
}
