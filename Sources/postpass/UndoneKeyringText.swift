import Console
import PostPass
import PostPassIssuing

extension Precautions {
  /// Asks where a new root undoes what the mirror's keyring says.
  func askAboutUndone(by proposal: Proposal, of open: OpenHome, _ terminal: Terminal) throws {
    guard let undone = try open.undone(by: proposal) else { return }
    try undone.show(terminal)
    try terminal.confirm(
      "making a root that undoes keyring #\(undone.head.number) of the mirror", confirmation,
      noInput: noInput,
      orThrow: undone.refusal)
  }
}

extension UndoneKeyring {
  /// `the mirror has keyring #4, …`, then a line for each change that the root undoes.
  func show(_ terminal: Terminal) throws(Failure) {
    var text: TerminalText = """
      the mirror has keyring #\(head.number) of \(head.issuedAt.text), which this root does not begin from and undoes
      """
    for change in keys.changes { text += "\n  \(change.line)" }
    if keys.furtherChanges > 0 { text += "\n  and \(keys.furtherChanges) more" }
    try terminal.warn(text)
  }

  fileprivate var refusal: Failure {
    Failure(
      code: "undoes-keyring",
      message: "this root would undo keyring #\(head.number) of the mirror; nothing was signed",
      hint: """
        if that keyring is right, take it over first: postpass join \(head.authority) --from \(word: mirror); \
        if a thief or a mistake made it, add --yes
        """,
      exit: .cannotTell)
  }
}
