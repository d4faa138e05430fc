/// The answer about a well-formed code: what was decided, what was checked on the way, and what the caller waived
/// (SPEC §7).
public struct Verdict: Sendable {
  public enum Outcome: Sendable {
    case allowed(Authorization)
    case rejected(Rejection)
  }

  /// The checks, in their order.
  public enum Check: Int, Sendable, Hashable, CaseIterable, Comparable {
    case format, issuer, signature, post, brand, creator, revocation, window, until, freshness

    /// The name in JSON.
    public var name: String { "\(self)" }

    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
  }

  public let outcome: Outcome
  public let id: CodeID
  /// What the code says; nil where its signature did not verify, because then it is nobody's word.
  public let code: VerifiedCode?
  public let question: Question
  let lastCheck: Check

  /// What the caller did not ask.
  public var waived: [Check] { question.waived }

  /// What was checked up to the answer; the last entry decided it.
  public var checked: [Check] {
    let skipped = Set(waived + (question.until == nil ? [.until] : []))
    return Check.allCases.filter { $0 <= lastCheck && !skipped.contains($0) }
  }
}

extension Question {
  /// What is not asked.
  public var waived: [Verdict.Check] {
    var waived: [Verdict.Check] = []
    if post == .any { waived.append(.post) }
    if brand == .any { waived.append(.brand) }
    if case .exactly = creator {} else { waived.append(.creator) }
    return waived
  }
}

extension Verdict.Check {
  /// The check that a rejection of a genuine code belongs to.
  init(decidedBy rejection: Rejection) {
    switch rejection {
    case .unknownIssuer, .wrongRole: self = .issuer
    case .notGenuine: self = .signature
    case .otherPost: self = .post
    case .otherBrand: self = .brand
    case .otherCreator: self = .creator
    case .issuerRevoked, .revoked, .damaged: self = .revocation
    case .notYetValid, .expired, .issuerKeyNotYetValid, .issuerKeyExpired: self = .window
    case .doesNotCover: self = .until
    case .noList, .staleRoot, .staleKeyring, .staleList, .oldKeyring, .clockBehind, .notRetained:
      self = .freshness
    }
  }
}
