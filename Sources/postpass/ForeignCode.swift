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

/// A code that is to be revoked and that this record did not issue.
struct ForeignID: Hashable {
  let id: CodeID
  /// Whose codes have this number.
  let account: Account
  /// Its number is that of a key here, or of one that this record issued under: where the ID is right, another copy of
  /// this home has issued it. One that is revoked already does not count.
  let shouldBeKnown: Bool

  /// Those among the subjects, in their order.
  /// - Throws: `IssuingError` for a number that no issuer has; `LedgerError`.
  static func all(in subjects: [RevocationSubject], of open: OpenHome) throws -> [ForeignID] {
    var accounts: [KeyNumber: Account] = [:]
    var own: [KeyNumber: Bool] = [:]
    let held = try open.heldNumbers(of: .issuer)
    let listed = try open.listed(subjects)
    var unknown: [ForeignID] = []
    for case .code(let id) in subjects where try open.ledger.code(id) == nil {
      let account = try accounts[id.issuer] ?? open.account(ofIssuer: id.issuer)
      let isOwn = try own[id.issuer] ?? (held.contains(id.issuer) || open.ledger.hasIssued(under: id.issuer))
      (accounts[id.issuer], own[id.issuer]) = (account, isOwn)
      let isRevoked = try open.ledger.isRevoked(.code(id)) || listed[.code(id)] != nil
      unknown.append(ForeignID(id: id, account: account, shouldBeKnown: isOwn && !isRevoked))
    }
    return unknown
  }

  var warning: TerminalText {
    "\(id) of \(account) is not in this record; it is revoked all the same"
  }
}
