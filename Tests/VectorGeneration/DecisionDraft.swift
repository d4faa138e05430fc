import PostPass

/// One question about one code, before it is written as a vector (SPEC §7).
struct DecisionDraft {
  var state = "demo"
  var now = Demo.start + 3600
  var post = "\(Demo.post)"
  var brand = "\(Demo.brand)"
  var creator = "@nora"
  /// Further header lines: at, running-since, until, max-list-age, remembered, absent.
  var more: [(String, String)] = []
  var key = Demo.memberKeys[1]
  /// The authority that the code is signed for, where it is not that of the state.
  var signedFor: AuthorityID?
  var code = RawCode()
  /// Replaces the text that follows from the code.
  var text: String?

  func vector(_ name: String, _ expect: String, _ must: String, _ comment: String) -> VectorDraft {
    let authority = NamedStates[state].authority
    let header = [
      ("verdict", DecisionDraft.verdict(of: expect)), ("state", state),
      ("authority", "\(pinned ?? authority)"),
      ("now", "\(now)"), ("post", post), ("brand", brand), ("creator", creator),
    ]
    return VectorDraft(
      "decisions/\(name)", kind: "decision", expect: expect, must: must, comment, header + more,
      .text(text ?? code.text(by: key, in: signedFor ?? authority)))
  }

  /// What the verifier has pinned, where it is not the authority of the state.
  var pinned: AuthorityID?

  /// The verdict that SPEC §7 gives each outcome.
  private static func verdict(of outcome: String) -> String {
    switch outcome {
    case "allowed": "allowed"
    case "mistyped", "malformed": "invalid"
    case "no-list", "old-keyring", "stale-root", "stale-keyring", "stale-list", "clock-behind",
      "not-retained":
      "unknown"
    default: "denied"
    }
  }
}
