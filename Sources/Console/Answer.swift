package import PostPass

/// What a verifier answers about one text, whether or not a decision was reached (SPEC §7).
package enum Answer: Sendable {
  /// Step 1: the text is no code.
  case notACode(MalformedCode)
  /// Step 2: there is nothing to decide from.
  case withoutTrust(CodeID, Question, MissingTrust)
  /// The decision, and the files it was made from.
  case decided(Verdict, TrustSet)

  /// The four answers; all but `allowed` mean no.
  package enum Kind: String, Sendable {
    case allowed, denied, unknown, invalid
  }

  package var kind: Kind {
    switch self {
    case .notACode: .invalid
    case .withoutTrust(_, _, let missing): missing == .malformed ? .invalid : .unknown
    case .decided(let verdict, _):
      switch verdict.outcome {
      case .allowed: .allowed
      case .rejected(let rejection): Kind(rejection.category)
      }
    }
  }

  /// Why it is not allowed, as in JSON; nil where it is.
  package var reason: String? {
    switch self {
    case .notACode(let malformed): malformed.isMistyped ? "mistyped" : "malformed"
    case .withoutTrust(_, _, let missing): missing.rawValue
    case .decided(let verdict, _):
      switch verdict.outcome {
      case .allowed: nil
      case .rejected(let rejection): rejection.name
      }
    }
  }

  /// The code that a program ends with.
  package var exit: ExitCode {
    switch self {
    case .notACode: .damaged
    case .withoutTrust(_, _, let missing): missing == .malformed ? .damaged : .cannotTell
    case .decided(let verdict, _):
      switch verdict.outcome {
      case .allowed: .done
      case .rejected(let rejection): ExitCode(rejection)
      }
    }
  }
}

/// Why there is no trust set to decide from (SPEC §7, step 2); the raw value is the name of the reason.
package enum MissingTrust: String, Sendable {
  /// A file is absent.
  case noList = "no-list"
  /// The list's signer is beyond a keyring that is older than the list needs.
  case oldKeyring = "old-keyring"
  /// A file is refused.
  case malformed
}

extension Answer.Kind {
  fileprivate init(_ category: Rejection.Category) {
    switch category {
    case .denied: self = .denied
    case .unknown: self = .unknown
    case .invalid: self = .invalid
    }
  }
}

extension ExitCode {
  /// The exit code of a reason.
  package init(_ rejection: Rejection) {
    switch rejection {
    case .notGenuine: self = .notGenuine
    case .expired: self = .expired
    case .notYetValid: self = .notYetValid
    case .revoked, .issuerRevoked: self = .revoked
    case .otherPost, .otherBrand, .otherCreator: self = .otherUse
    case .doesNotCover: self = .doesNotCover
    case .unknownIssuer, .wrongRole, .issuerKeyNotYetValid, .issuerKeyExpired: self = .issuerRefused
    case .noList, .staleRoot, .staleKeyring, .staleList, .oldKeyring, .clockBehind, .notRetained:
      self = .cannotTell
    case .damaged: self = .damaged
    }
  }
}

extension Verdict {
  /// Until when lists will vouch for an ad that may go on: one retention of the list after the end of the code (SPEC
  /// §6.5). Nil for other questions and answers.
  package func vouchedUntil(by list: RevocationList) -> UnixTime? {
    guard case .allowed = outcome, case .runningSince = question.moment, let code,
      let retainedFrom = list.head.retainedFrom
    else { return nil }
    return code.end.adding(list.head.issuedAt.since(retainedFrom))
  }
}
