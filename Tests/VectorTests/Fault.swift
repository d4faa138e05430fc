import PostPass
import VectorGeneration

/// Everything that can be wrong with a question, in the order of SPEC §7: the first of two is the outcome.
enum Fault: Int, CaseIterable, Comparable {
  case mistyped, malformedCode
  case malformedFile, signerOfNewerKeyring
  case unknownIssuer, removedIssuer, wrongRole
  case notGenuine
  case otherPost, otherBrand, otherCreator
  case issuerRevoked, revoked
  case notYetValid, expired, keyNotYetValid, keyExpired
  case doesNotCover
  case notAuthoritative, staleRoot, staleKeyring, staleList, oldKeyring, clockBehind, notRetained

  static func < (a: Fault, b: Fault) -> Bool { a.rawValue < b.rawValue }

  /// The verdict and the reason.
  var outcome: DecisionRunner.Outcome {
    let (reason, verdict): (String, String) =
      switch self {
      case .mistyped: ("mistyped", "invalid")
      case .malformedCode, .malformedFile: ("malformed", "invalid")
      case .signerOfNewerKeyring, .oldKeyring: ("old-keyring", "unknown")
      case .unknownIssuer, .removedIssuer: ("unknown-issuer", "denied")
      case .wrongRole: ("wrong-role", "denied")
      case .notGenuine: ("not-genuine", "denied")
      case .otherPost: ("other-post", "denied")
      case .otherBrand: ("other-brand", "denied")
      case .otherCreator: ("other-creator", "denied")
      case .issuerRevoked: ("issuer-revoked", "denied")
      case .revoked: ("revoked", "denied")
      case .notYetValid: ("not-yet-valid", "denied")
      case .expired: ("expired", "denied")
      case .keyNotYetValid: ("issuer-key-not-yet-valid", "denied")
      case .keyExpired: ("issuer-key-expired", "denied")
      case .doesNotCover: ("does-not-cover", "denied")
      case .notAuthoritative: ("no-list", "unknown")
      case .staleRoot: ("stale-root", "unknown")
      case .staleKeyring: ("stale-keyring", "unknown")
      case .staleList: ("stale-list", "unknown")
      case .clockBehind: ("clock-behind", "unknown")
      case .notRetained: ("not-retained", "unknown")
      }
    return DecisionRunner.Outcome(reason: reason, verdict: verdict)
  }

  /// The one of several faults that SPEC §7 has for an answer.
  static func winner(of faults: Set<Fault>) -> Fault? {
    // Step 3: the issuer may be new, and a keyring that is stale or old cannot tell.
    guard let first = faults.min() else { return nil }
    if first == .unknownIssuer, let other = [Fault.staleKeyring, .oldKeyring].first(where: faults.contains) {
      return other
    }
    return first
  }

  /// Two that cannot be together: of a code or key that has not begun and has ended, and of an issuer that there is
  /// and is not.
  static func exclude(_ a: Fault, _ b: Fault) -> Bool {
    let exclusive: [Set<Fault>] = [
      [.notYetValid, .expired], [.keyNotYetValid, .keyExpired], [.unknownIssuer, .removedIssuer],
      [.unknownIssuer, .wrongRole],
    ]
    return exclusive.contains([a, b])
  }
}
