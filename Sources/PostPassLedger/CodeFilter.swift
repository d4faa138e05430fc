import GRDB
package import PostPass

/// Which codes are meant; everything that is set has to hold.
package struct CodeFilter: Sendable, Hashable {
  package var state: CodeState?
  /// Codes that name this brand; not those for any brand.
  package var brand: Brand?
  package var post: PostID?
  package var creator: Account?
  package var issuer: KeyNumber?
  /// Codes that end at this time or earlier.
  package var endsBy: UnixTime?

  package init(
    state: CodeState? = nil, brand: Brand? = nil, post: PostID? = nil, creator: Account? = nil,
    issuer: KeyNumber? = nil, endsBy: UnixTime? = nil
  ) {
    self.state = state
    self.brand = brand
    self.post = post
    self.creator = creator
    self.issuer = issuer
    self.endsBy = endsBy
  }

  /// The condition on `codes` joined with what revokes them, and its arguments.
  func condition(now: Int64) throws(LedgerError) -> (sql: String, arguments: StatementArguments) {
    var parts: [String] = []
    var arguments: StatementArguments = [:]
    if let state {
      parts.append(state.condition)
      if state != .revoked { arguments += ["now": now] }
    }
    if let brand {
      // One brand a line; looked for with its line breaks, so that 12 is not found in 123.
      parts.append("instr(char(10) || brands || char(10), char(10) || :brand || char(10)) > 0")
      arguments += ["brand": brand.description]
    }
    if let post {
      parts.append("post = :post")
      arguments += ["post": post.description]
    }
    if let creator {
      parts.append("creator = :creator")
      arguments += ["creator": creator.description]
    }
    if let issuer {
      parts.append("codes.issuer = :issuer")
      arguments += ["issuer": issuer.value]
    }
    // No code ends after the year 9999, so a later bound is none.
    if let endsBy, endsBy <= .lastDate {
      parts.append("codes.not_after <= :ends_by")
      arguments += ["ends_by": try stored(endsBy)]
    }
    return (parts.isEmpty ? "TRUE" : parts.joined(separator: " AND "), arguments)
  }
}

/// The order of a list of codes; equal ones by ID.
package enum CodeOrder: Sendable, CaseIterable {
  case id
  case endsFirst
  case newestFirst
  case creator
  /// Numbers by value, before texts of the same length or more.
  case post

  var sql: String {
    switch self {
    case .id: "codes.issuer, codes.serial"
    case .endsFirst: "codes.not_after, codes.issuer, codes.serial"
    case .newestFirst: "issued_at DESC, codes.issuer, codes.serial"
    case .creator: "creator, codes.issuer, codes.serial"
    case .post: "length(post), post, codes.issuer, codes.serial"
    }
  }

  /// The same for revocations of codes of which nothing else is known; those without an end come last.
  var sqlOfRevocations: String {
    switch self {
    case .id, .creator, .post: "issuer, serial"
    case .endsFirst: "not_after IS NULL, not_after, issuer, serial"
    case .newestFirst: "requested_at DESC, issuer, serial"
    }
  }
}

extension CodeState {
  /// True of a row whose code, or whose issuer key, is revoked, or whose issuer key was removed.
  static let isRevoked =
    "(revocations.issuer IS NOT NULL OR listed_codes.issuer IS NOT NULL OR denied_keys.issuer IS NOT NULL)"

  fileprivate var condition: String {
    switch self {
    case .revoked: CodeState.isRevoked
    case .notYetValid: "NOT \(CodeState.isRevoked) AND :now < not_before"
    case .active: "NOT \(CodeState.isRevoked) AND not_before <= :now AND :now < codes.not_after"
    case .expired: "NOT \(CodeState.isRevoked) AND not_before <= :now AND codes.not_after <= :now"
    }
  }

  /// The state of a code; the window is half-open (SPEC §2.1).
  package init(of code: IssuedCode, isRevoked: Bool, now: UnixTime) {
    if isRevoked {
      self = .revoked
    } else if now < code.draft.notBefore {
      self = .notYetValid
    } else {
      self = now < code.draft.notAfter ? .active : .expired
    }
  }
}
