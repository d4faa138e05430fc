import Console
import PostPass
import PostPassLedger

extension CodeRevocation {
  /// Why a code of this record is revoked, and who asked for it.
  /// - Parameter notice: what asked for it, if a notice did.
  func lines(_ notice: LogEntry?) -> TerminalText {
    switch self {
    case .revoked(let revocation): revocation.lines(notice)
    case .keyRemoved(let removal): "revoked    \(removal.phrase)"
    }
  }
}

extension KeyRemoval {
  /// `key 1 is removed in keyring #3 of 2026-11-22 07:45 UTC`.
  var phrase: TerminalText {
    "key \(key.value) is removed in keyring #\(keyringNumber) of \(keyringIssuedAt.text)"
  }
}

extension LedgerRevocation {
  /// `2026-11-22 07:45 UTC (cancelled), published in list #2`.
  var phrase: TerminalText {
    // It was published, or asked for.
    let time: TerminalText = (effect ?? request?.at).map { "\($0.text)" } ?? ""
    return "\(effectiveFrom == nil ? "" : "from ")\(time) (\(reason.name)), \(place)"
  }

  private var place: TerminalText {
    guard let publication else { return "not published yet" }
    let list: TerminalText = "in list #\(publication.listNumber)"
    return request == nil ? "\(list) of the mirror" : "published \(list)"
  }

  /// When and why, and who asked for it, where that was here.
  /// - Parameter notice: what asked for it, if a notice did.
  func lines(_ notice: LogEntry?) -> TerminalText {
    guard let request else { return "revoked    \(phrase)" }
    var who: TerminalText = "\(request.by)"
    if let notice {
      let signed: TerminalText = notice.noticeTime.map { " of \($0.text)" } ?? ""
      who = "issuer \(subject.issuer.value), with a notice\(signed) that \(request.by) merged"
    }
    return "revoked    \(phrase)\nasked by   \(who)"
  }
}

extension LogEntry {
  /// When a notice was signed.
  fileprivate var noticeTime: UnixTime? {
    detail("issued-at").flatMap { try? UnixTime(parsing: $0, bareDateMeans: .start) }
  }
}

extension JSONObject {
  /// - Parameter notice: what asked for it, if a notice did.
  mutating func add(_ revocation: CodeRevocation, _ notice: LogEntry? = nil) {
    switch revocation {
    case .revoked(let revocation): add(revocation, notice)
    case .keyRemoved(let removal):
      add("removed_key", removal.key.value)
      add("keyring", removal.keyringNumber)
      add("keyring_issued", removal.keyringIssuedAt.iso8601)
    }
  }

  /// The first two members, the notice and the note are those of a request: where a list has what nobody asked for
  /// here, they are missing.
  /// - Parameter notice: what asked for it, if a notice did.
  mutating func add(_ revocation: LedgerRevocation, _ notice: LogEntry? = nil) {
    add("requested_at", revocation.request?.at.iso8601)
    add("by", revocation.request?.by)
    add("notice_issued_at", notice?.detail("issued-at"))
    add("reason", revocation.reason.name)
    add("effective_from", revocation.effect?.iso8601)
    add("published_at", revocation.publication?.publishedAt.iso8601)
    add("list", revocation.publication?.listNumber)
    if let note = revocation.request?.note, !note.isEmpty { add("note", note) }
  }
}
