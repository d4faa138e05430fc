import Console
import PostPass
import PostPassIssuing
import PostPassLedger

/// A code that another home issued, of which this record knows that it is revoked, and nothing that is in it.
struct ForeignCode {
  let id: CodeID
  /// Nil where the keyring of this home does not have the number.
  let creator: Account?
  let revocation: LedgerRevocation

  init(_ id: CodeID, _ revocation: LedgerRevocation, in open: OpenHome) throws(IssuingError) {
    self.id = id
    self.revocation = revocation
    creator = try open.account(of: id.issuer)
  }

  /// In the columns of `postpass list`.
  func row(at now: UnixTime) -> [TerminalText] {
    let creator: TerminalText = if let creator { "\(creator)" } else { "-" }
    return ["\(id)", "\(CodeState.revoked.rawValue)", creator, "-", "-", end(at: now) ?? "-"]
  }

  /// - Parameter notice: what asked for the revocation, if a notice did.
  func text(_ notice: LogEntry?, _ history: [LogEntry], _ terminal: Terminal) -> TerminalText {
    let who: TerminalText = if let creator { "\(creator)" } else { "not in the keyring of this home" }
    let end: TerminalText = if let end = end(at: terminal.now) { "until \(end)" } else { "not known here" }
    return """
      \(id)  \(terminal.style.state(.revoked))
      creator    \(who)
      scope      not in this record: it was issued elsewhere, if at all
      window     \(end)
      \(revocation.lines(notice))
      \(history.lines)
      """
  }

  func add(to object: inout JSONObject) {
    object.add("id", id.description)
    object.add("state", CodeState.revoked.rawValue)
    object.add("issuer", id.issuer.value)
    object.add("creator", creator?.description)
    object.add("not_after", revocation.notAfter?.iso8601)
  }

  private func end(at now: UnixTime) -> TerminalText? {
    revocation.notAfter.map { "\($0.text) (\(RelativeTime($0, from: now).text))" }
  }
}
