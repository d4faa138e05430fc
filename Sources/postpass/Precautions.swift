import Console
import PostPass
import PostPassIssuing

/// What is asked before a root, keyring or list is signed, and before anybody is asked for a passphrase: nobody should
/// open a key to say no.
struct Precautions {
  let confirmation: ConfirmationOptions
  let noInput: Bool

  init(_ confirmation: ConfirmationOptions, _ home: HomeOptions) {
    self.confirmation = confirmation
    noInput = home.passphrase.noInput
  }

  /// Before the next keyring.
  /// - Returns: what the mirror has newer, which it begins from.
  func askBeforeKeyring(of open: OpenHome, _ terminal: Terminal) throws -> TakeOver? {
    let mirror = try open.home.mirror()
    let takeOver = try askAboutMirror(of: open, at: mirror, mayBeEmpty: false, terminal)
    try askAboutClock(open, mirror: mirror, terminal)
    try askAboutPending(try open.pendingEndedByKeyring(), terminal)
    return takeOver
  }

  /// Before the next root.
  func ask(before proposal: Proposal, of open: OpenHome, _ terminal: Terminal) throws {
    try askAboutClock(open, mirror: try open.home.mirror(), terminal)
    try askAboutPending(try open.pendingEnded(by: proposal), terminal)
  }

  /// Asks where the clock may be ahead.
  /// - Parameter mirror: the directory that knows what was signed last, besides the home.
  func askAboutClock(_ open: OpenHome, mirror: String?, _ terminal: Terminal) throws(Failure) {
    let doubt = open.doubt(of: terminal.now, mirror: mirror, pulled: PulledStore.trust())
    guard let doubt else { return }
    if confirmation.yes { return try doubt.warn(terminal) }
    try terminal.confirm("\(doubt.phrase): sign", confirmation, noInput: noInput, orThrow: doubt.refusal)
  }

  /// Asks where pending files could not be completed any more.
  private func askAboutPending(_ changes: [PendingChange], _ terminal: Terminal) throws(Failure) {
    for change in changes {
      if confirmation.yes {
        try change.warn(terminal)
      } else {
        try terminal.confirm(
          "ending the \(change.phrase(now: terminal.now)) for good", confirmation, noInput: noInput)
      }
    }
  }
}

extension ClockDoubt {
  fileprivate var phrase: TerminalText {
    "this clock says \(now.text), and the newest signature is of \(newest.text), \(RelativeTime(newest, from: now).text)"
  }

  fileprivate var refusal: Failure {
    Failure(
      code: "clock-ahead", message: "\(phrase): it may be ahead",
      hint: "set the clock; if it is right, add --yes", exit: .cannotTell)
  }

  func warn(_ terminal: Terminal) throws(Failure) {
    try terminal.warn("\(phrase): if the clock is ahead, nobody accepts what it signs before its date")
  }
}

extension PendingChange {
  fileprivate func phrase(now: UnixTime) -> TerminalText {
    "pending \(ProposalReport(proposal, now: now).name) in \(path)"
  }

  func warn(_ terminal: Terminal) throws(Failure) {
    try terminal.warn(
      "the \(phrase(now: terminal.now)) was made before this change, and cannot be completed any more")
  }
}
