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
    try askAboutClock(open, signing: .keyringOrList, mirror: mirror, terminal)
    let pending = open.pendingChanges()
    if try open.maySignKeyring() {
      try askAboutPending(pending, terminal)
    } else {
      try pending.warnOfAnother(terminal)
    }
    return takeOver
  }

  /// Before the next root.
  func ask(before proposal: Proposal, of open: OpenHome, _ terminal: Terminal) throws {
    try askAboutUndone(by: proposal, of: open, terminal)
    try askAboutClock(open, signing: .root, mirror: try open.home.mirror(), terminal)
    let pending = open.pendingChanges()
    if try open.maySign(proposal) {
      try askAboutPending(pending, terminal)
    } else {
      try pending.warnOfAnother(terminal)
    }
  }

  /// Before the next list.
  /// - Parameter mirror: the directory that knows what was signed last, besides the home.
  func askBeforeList(of open: OpenHome, mirror: String?, _ terminal: Terminal) throws(Failure) {
    try askAboutClock(open, signing: .keyringOrList, mirror: mirror, terminal)
  }

  /// Before a pending file is signed, or taken over, which is always asked.
  /// - Parameter what: what is done, to `root #2 of ppa1_…`.
  func ask(before what: TerminalText, _ doubt: ClockDoubt?, _ terminal: Terminal) throws(Failure) {
    guard let doubt else { return try terminal.confirm(what, confirmation, noInput: noInput) }
    if confirmation.yes { return try doubt.warn(terminal) }
    try terminal.confirm("\(doubt.phrase): \(what)", confirmation, noInput: noInput, orThrow: doubt.refusal)
  }

  /// Asks where the clock may be ahead.
  private func askAboutClock(
    _ open: OpenHome, signing: ClockDoubt.Signing, mirror: String?, _ terminal: Terminal
  ) throws(Failure) {
    let doubt = open.doubt(of: terminal.now, signing: signing, mirror: mirror, pulled: PulledStore.trust())
    if let doubt { try ask(before: "sign", doubt, terminal) }
  }

  /// Asks where pending files could not be completed any more. Of one that is not where it was made, nobody can tell.
  private func askAboutPending(_ changes: PendingChanges, _ terminal: Terminal) throws(Failure) {
    try changes.warnOfUnreadable(terminal)
    for path in changes.lost {
      try terminal.warn(
        "the pending file that was made as \(path) is not there any more; with this change it cannot be completed"
      )
    }
    for change in changes.waiting {
      if confirmation.yes {
        try change.warnOfEnd(by: "this change", terminal)
      } else {
        try terminal.confirm(
          "ending the \(change.phrase(now: terminal.now)) for good", confirmation, noInput: noInput)
      }
    }
  }
}

extension ClockDoubt {
  fileprivate var phrase: TerminalText {
    "this clock says \(now.text), and the newest \(proof) is of \(newest.text), \(RelativeTime(newest, from: now).text)"
  }

  private var proof: TerminalText {
    switch signing {
    case .root: "root or keyring"
    case .keyringOrList: "signature"
    }
  }

  fileprivate var refusal: Failure {
    Failure(
      code: "clock-ahead", message: "\(phrase): it may be ahead\(consequence)",
      hint: "set the clock; if it is right, add --yes", exit: .cannotTell)
  }

  private var consequence: TerminalText {
    switch signing {
    case .root: ", and a root cannot be taken back"
    case .keyringOrList: ""
    }
  }

  fileprivate func warn(_ terminal: Terminal) throws(Failure) {
    try terminal.warn(
      "\(phrase): if the clock is ahead, nobody accepts what it signs before its date\(consequence)")
  }
}

extension PendingChange {
  /// `pending root #2 in /home/nora/root-2.pending`.
  func phrase(now: UnixTime) -> TerminalText {
    "pending \(ProposalReport(proposal, now: now).name) in \(path)"
  }

  /// - Parameter cause: what the home has now and did not have when the file was made.
  func warnOfEnd(by cause: TerminalText, _ terminal: Terminal) throws(Failure) {
    try terminal.warn(
      "the \(phrase(now: terminal.now)) was made before \(cause), and cannot be completed any more")
  }
}

extension PendingChanges {
  /// Before another pending file is made beside them.
  fileprivate func warnOfAnother(_ terminal: Terminal) throws(Failure) {
    for change in waiting {
      try terminal.warn(
        "the \(change.phrase(now: terminal.now)) waits too: only one of the two can be completed")
    }
  }

  func warnOfUnreadable(_ terminal: Terminal) throws(Failure) {
    guard let unreadable else { return }
    try terminal.warn(
      "\(unreadable) is damaged, so that pending files made before are not known here; it can be removed")
  }
}
