import ArgumentParser
import Console
import PostPass
import PostPassIssuing
import PostPassLedger

struct Status: PostPassCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show the authority, the keys here, and what is due next.",
    discussion: """
      Example:
        postpass status
      """)

  @OptionGroup var homeOptions: HomePathOptions
  @OptionGroup var output: OutputOptions

  func execute(_ terminal: Terminal) throws(Failure) {
    do {
      let open = try homeOptions.home().open()
      let report = StatusReport(
        trust: open.state.trust, mirror: try open.home.mirror(), issuers: try open.heldNumbers(of: .issuer),
        publishers: try open.heldNumbers(of: .publisher), counts: try open.ledger.counts(now: terminal.now),
        unpublished: try open.ledger.unpublishedCount(), log: try open.ledger.logHead())
      try terminal.result(report.text(now: terminal.now)) { report.add(to: &$0) }
    } catch {
      throw Failure(any: error)
    }
  }
}

/// What `status` shows.
private struct StatusReport {
  let trust: TrustSet
  let mirror: String?
  let issuers: [KeyNumber]
  let publishers: [KeyNumber]
  let counts: [CodeState: Int]
  let unpublished: Int
  let log: LogHead

  private var due: (what: FileKind, at: UnixTime) {
    let dates = [
      (FileKind.revocationList, trust.list.freshUntil), (.keyring, trust.keyring.head.freshUntil),
      (.root, trust.root.freshUntil),
    ]
    return dates.min { $0.1 < $1.1 } ?? dates[0]
  }

  /// The command that does what is due; nil where no command here does.
  private var dueCommand: TerminalText? {
    due.what == .revocationList && publishers.isEmpty ? nil : due.what.renewal
  }

  /// Roots and keyrings are renewed rarely: a month before, it is said how.
  private func renewal(of head: FileHead, now: UnixTime) -> TerminalText {
    head.freshUntil > now.adding(.days(30)) ? "" : "; next: \(head.kind.renewal)"
  }

  private func numbers(_ numbers: [KeyNumber]) -> String {
    numbers.map { "\($0.value)" }.joined(separator: ", ")
  }

  func text(now: UnixTime) -> TerminalText {
    func fresh(_ time: UnixTime) -> TerminalText {
      "\(time > now ? "fresh until" : "stale since") \(time.text) (\(RelativeTime(time, from: now).text))"
    }
    let codes = CodeState.allCases.map { "\(counts[$0, default: 0]) \($0.rawValue)" }.joined(separator: ", ")
    let keyring: TerminalText =
      trust.hasUnpublishedKeyring ? ", not published yet; next: postpass publish" : ""
    let waiting: TerminalText =
      unpublished == 0
      ? "all are published"
      : "\(unpublished) \(unpublished == 1 ? "is" : "are") not published yet; next: \(publishers.isEmpty ? "send them to your authority with postpass notice create" : "postpass publish")"
    return """
      authority    \(trust.authority)
      root         #\(trust.root.number), \(fresh(trust.root.freshUntil))\(renewal(of: trust.root, now: now))
      keyring      #\(trust.keyring.head.number), \(trust.keyring.keyCount) keys, \(fresh(trust.keyring.head.freshUntil))\(renewal(of: trust.keyring.head, now: now))\(keyring)
      list         #\(trust.list.head.number), \(trust.list.codeCount + trust.list.keyCount) revoked, \(fresh(trust.list.freshUntil))
      mirror       \(mirror ?? "none")
      keys here    issuer \(issuers.isEmpty ? "none" : numbers(issuers)); publisher \(publishers.isEmpty ? "none" : numbers(publishers))
      codes        \(codes)
      revocations  \(waiting)
      record       row \(log.seq), \(log.hash.hex)
      due \(due.at > now ? "next" : "now ")     the \(due.what.name), \(due.at.text) (\(RelativeTime(due.at, from: now).text)): \(dueCommand ?? "its publisher signs it, elsewhere")
      """
  }

  func add(to object: inout JSONObject) {
    object.add("authority", trust.authority.description)
    for (name, head) in [("root", trust.root), ("keyring", trust.keyring.head)] {
      object.add(name) { member in
        member.add("number", head.number)
        member.add("fresh_until", head.freshUntil.iso8601)
      }
    }
    object.add("list") { list in
      list.add("number", trust.list.head.number)
      list.add("issued", trust.list.head.issuedAt.iso8601)
      list.add("fresh_until", trust.list.freshUntil.iso8601)
      list.add("revoked", trust.list.codeCount + trust.list.keyCount)
    }
    object.add("mirror", mirror)
    object.add("issuers", issuers.map(\.value))
    object.add("publishers", publishers.map(\.value))
    object.add("codes") { codes in
      for state in CodeState.allCases { codes.add(state.rawValue, counts[state, default: 0]) }
    }
    object.add("unpublished", unpublished)
    object.add("log") { member in
      member.add("row", log.seq)
      member.add("head", log.hash.hex)
    }
    object.add("due") { member in
      member.add("what", "the \(due.what.name.text)")
      member.add("at", due.at.iso8601)
      member.add("command", dueCommand?.text)
    }
  }
}
