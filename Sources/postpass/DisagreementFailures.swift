import Console
import PostPass
import PostPassIssuing

extension Failure {
  /// What two homes say of the same number; nil for other errors.
  static func ofDisagreement(_ error: IssuingError) -> Failure? {
    switch error {
    case .equivocation(let kind, let number):
      disagreement(
        "equivocation", "the mirror has another \(kind.name) #\(number) than this home", over: kind)
    case .keyringRewritten(let number):
      disagreement(
        "keyring-rewritten", "home and mirror disagree on key \(number.value) beyond its removal",
        over: .keyring)
    default: nil
    }
  }

  private static func disagreement(_ code: String, _ message: TerminalText, over kind: FileKind) -> Failure {
    let way: TerminalText =
      switch kind {
      case .revocationList: "the next publication has what both say"
      case .keyring: "see \"Two homes made different keyrings\" in RUNBOOK.md before you sign anything"
      case .root, .notice: "decide which one is right"
      }
    return Failure(
      code: code, message: message, hint: "two machines signed without knowing of each other; \(way)",
      exit: .mirrorRefused)
  }
}
