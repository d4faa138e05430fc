import Console
import PostPass
import PostPassIssuing

extension Failure {
  /// The secrets of a role that are here are those of removed keys.
  init(ofRemoved numbers: [KeyNumber], _ role: Role, by keyring: RemovingKeyring) {
    let shown = numbers.prefix(3).map { "\($0.value)" }.joined(separator: ", ")
    let more: TerminalText = numbers.count > 3 ? " and \(numbers.count - 3) more" : ""
    let (secrets, verb): (TerminalText, TerminalText) =
      numbers.count == 1 ? ("whose secret is here", "is") : ("whose secrets are here", "are")
    self.init(
      code: "removed-key",
      message: """
        \(role.name) \(shown)\(more), \(secrets), \(verb) removed in keyring #\(keyring.head.number) of \
        \(keyring.head.issuedAt.text)\(keyring.origin.phrase)
        """,
      hint: keyring.origin.hint(role), exit: .issuerRefused)
  }
}

extension RemovingKeyring.Origin {
  fileprivate var phrase: TerminalText {
    switch self {
    case .here: ""
    case .mirror: ", which is on the mirror"
    case .elsewhere: ", and not by this home"
    }
  }

  /// The drill of RUNBOOK.md for what a thief did.
  private var drill: TerminalText? {
    switch self {
    case .here: nil
    case .mirror: "The keyring key is stolen"
    case .elsewhere: "What a thief signed was taken over"
    }
  }

  fileprivate func hint(_ role: Role) -> TerminalText {
    let command: TerminalText = role == .publisher ? "postpass keygen --role publisher" : "postpass keygen"
    let remedy: TerminalText = "make a new one with \(command) and have it enrolled"
    guard let drill else { return remedy }
    return "if nobody meant that, follow \"\(drill)\" in RUNBOOK.md; if it was meant, \(remedy)"
  }
}
