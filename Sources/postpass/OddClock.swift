import Console
import PostPass
import PostPassIssuing

extension OpenHome {
  /// Says that the clock may be wrong, and holds nobody up: for commands whose work nobody takes for the newest of
  /// anything. What it says of a code or of the record can be made again.
  /// - Parameters:
  ///   - ahead: what is wrong if the clock is ahead.
  ///   - behind: what is wrong if it is behind.
  func warnOfOddClock(
    ifAhead ahead: TerminalText, ifBehind behind: TerminalText, _ terminal: Terminal
  ) throws(Failure) {
    switch oddity(of: terminal.now, pulled: PulledStore.trust()) {
    case nil: return
    case .ahead(let doubt):
      try terminal.warn("\(phrase(doubt.now, doubt.newest)): if the clock is ahead, \(ahead)")
      try terminal.note("next: set the clock; if it is right, \(try wayToNewer) ends this warning")
    case .behind(let now, let newest):
      try terminal.warn("\(phrase(now, newest)): if the clock is behind, \(behind)")
      try terminal.note("next: set the clock; if it is right, see what postpass status says")
    }
  }

  private func phrase(_ now: UnixTime, _ newest: UnixTime) -> TerminalText {
    "this clock says \(now.text), and the newest signature known here is of \(newest.text), \(RelativeTime(newest, from: now).text)"
  }

  /// What brings a newer signature into the home, or beside it.
  private var wayToNewer: TerminalText {
    get throws(Failure) {
      do { return try heldNumbers(of: .publisher).isEmpty ? "postpass-pull" : "postpass publish" } catch {
        throw Failure(error)
      }
    }
  }
}
