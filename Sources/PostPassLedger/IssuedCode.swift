package import PostPass

/// What a code is to say, before it has a number and a signature.
package struct CodeDraft: Sendable, Hashable {
  package let issuer: KeyNumber
  package let creator: Account
  package let post: PostID
  /// In the order of the code; empty for any brand.
  package let brands: [Brand]
  package let notBefore: UnixTime
  package let notAfter: UnixTime
  package let onEnd: EndPolicy
  package let note: String

  package init(
    issuer: KeyNumber, creator: Account, post: PostID, brands: [Brand], notBefore: UnixTime,
    notAfter: UnixTime,
    onEnd: EndPolicy, note: String
  ) {
    self.issuer = issuer
    self.creator = creator
    self.post = post
    self.brands = brands
    self.notBefore = notBefore
    self.notAfter = notAfter
    self.onEnd = onEnd
    self.note = note
  }
}

/// A code as the ledger keeps it: all that is needed to write it again, so it is as secret as the code.
package struct IssuedCode: Sendable, Hashable {
  package let id: CodeID
  package let draft: CodeDraft
  package let issuedAt: UnixTime
  package let issuedBy: String
  package let signature: Signature
}

/// What has become of a code. Revoked counts from the request on, published or not, or from when it was learned of a list
/// or a keyring, and above all else.
package enum CodeState: String, Sendable, CaseIterable {
  case notYetValid = "not-yet-valid"
  case active
  case expired
  case revoked
}

/// A code with its state at the time that was asked about.
package struct ListedCode: Sendable, Hashable {
  package let code: IssuedCode
  package let state: CodeState
}

extension IssuedCode {
  /// The columns that `init(_:)` reads, from table `codes`.
  static let columns = """
    codes.issuer, codes.serial, creator, post, brands, not_before, codes.not_after, on_end, codes.note, issued_at,
    issued_by, signature
    """

  /// How many columns these are; what else is selected comes after them.
  static let columnCount = 12

  init(_ row: StoredRow) throws(LedgerError) {
    guard let creator = Account(parsing: try row.text(2)), let post = try? PostID(parsing: try row.text(3)),
      let brands = [Brand](lines: try row.text(4)), let onEnd = EndPolicy(name: try row.text(7)),
      let signature = Signature(bytes: try row.bytes(11))
    else { throw row.damage }
    id = CodeID(issuer: try row.key(0), serial: try row.number(1))
    draft = CodeDraft(
      issuer: id.issuer, creator: creator, post: post, brands: brands, notBefore: try row.time(5),
      notAfter: try row.time(6), onEnd: onEnd, note: try row.text(8))
    issuedAt = try row.time(9)
    issuedBy = try row.text(10)
    self.signature = signature
  }
}

extension [Brand] {
  /// One brand a line: brands are printable ASCII, so no brand has a line break.
  var lines: String { map(\.description).joined(separator: "\n") }

  init?(lines: String) {
    self = []
    if lines.isEmpty { return }
    for line in lines.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      guard let brand = try? Brand(parsing: String(decoding: line, as: UTF8.self)) else { return nil }
      append(brand)
    }
  }
}
