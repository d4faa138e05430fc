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
      try open.catchUp(now: terminal.now, by: OperatorOptions.login)
      let pending = open.pendingChanges()
      try pending.warnOfUnreadable(terminal)
      let report = StatusReport(
        trust: open.state.trust, mirror: try MirrorStatus(of: open, now: terminal.now),
        issuers: try KeysHere(.issuer, in: open), publishers: try KeysHere(.publisher, in: open),
        counts: try open.ledger.counts(now: terminal.now),
        unpublished: try open.ledger.unpublishedCount(now: terminal.now), log: try open.ledger.logHead(),
        pending: pending, now: terminal.now)
      try terminal.result(report.text) { report.add(to: &$0) }
    } catch {
      throw Failure(any: error)
    }
  }
}

/// What `status` shows.
private struct StatusReport {
  let trust: TrustSet
  let mirror: MirrorStatus
  let issuers: KeysHere
  let publishers: KeysHere
  let counts: [CodeState: Int]
  let unpublished: Int
  let log: LogHead
  let pending: PendingChanges
  let now: UnixTime

  /// What is to be done first; nil as time for what cannot wait, as command where none here does it.
  private var due: (what: FileKind, at: UnixTime?, command: TerminalText?) {
    if let ahead = trust.ahead(at: now) { return (ahead.kind, nil, trust.cureOfFuture(at: now)) }
    let dates = [
      (FileKind.revocationList, trust.list.freshUntil), (.keyring, trust.keyring.head.freshUntil),
      (.root, trust.root.freshUntil),
    ]
    let (what, at) = dates.min { $0.1 < $1.1 } ?? dates[0]
    guard what == .revocationList else { return (what, at, what.renewal) }
    return (what, at, publishers.active.isEmpty ? nil : mirror.publication)
  }

  /// How long a file counts, or why it does not yet.
  private func freshness(of head: FileHead, until end: UnixTime) -> TerminalText {
    guard !head.isFromTheFuture(at: now) else {
      let cure: TerminalText =
        if head == trust.ahead(at: now), let cure = trust.cureOfFuture(at: now) { "; next: \(cure)" } else {
          ""
        }
      return "signed in the future, \(dated(head.issuedAt))\(cure)"
    }
    let state: TerminalText = end > now ? "fresh until" : "stale since"
    // Roots and keyrings are renewed rarely: a month before, it is said how.
    let isDue = head.kind != .revocationList && end <= now.adding(.days(30))
    let renewal: TerminalText = isDue ? "; next: \(head.kind.renewal)" : ""
    return "\(state) \(dated(end))\(renewal)"
  }

  private func dated(_ time: UnixTime) -> TerminalText {
    "\(time.text) (\(RelativeTime(time, from: now).text))"
  }

  /// How many keys may sign, and how many numbers are those of removed ones.
  private var keyCounts: (active: Int, removed: Int) {
    let removed = trust.keyring.wholeBody.removedCount
    return (trust.keyring.keyCount - removed, removed)
  }

  private var keys: TerminalText {
    let (active, removed) = keyCounts
    let keys: TerminalText = "\(active) \(active == 1 ? "key" : "keys")"
    return removed == 0 ? keys : "\(keys) and \(removed) removed"
  }

  var text: TerminalText {
    let codes = CodeState.allCases.map { "\(counts[$0, default: 0]) \($0.rawValue)" }.joined(separator: ", ")
    let (root, keyring, list) = (trust.root, trust.keyring, trust.list)
    let publication = trust.cureOfFuture(at: now) ?? mirror.publication
    let waiting: TerminalText =
      unpublished == 0
      ? "all are published"
      : "\(unpublished) \(unpublished == 1 ? "is" : "are") not published yet; next: \(publishers.active.isEmpty ? "send them to your authority with postpass notice create" : publication)"
    return """
      authority    \(trust.authority)
      root         #\(root.number), \(freshness(of: root, until: root.freshUntil))
      keyring      #\(keyring.head.number), \(keys), \(freshness(of: keyring.head, until: keyring.head.freshUntil))\(unpublishedKeyring)
      list         #\(list.head.number), \(list.codeCount + list.keyCount) revoked, \(freshness(of: list.head, until: list.freshUntil))
      mirror       \(mirror.text)
      keys here    issuer \(issuers.text(in: keyring.head)); publisher \(publishers.text(in: keyring.head))
      codes        \(codes)
      revocations  \(waiting)\(pendingLines)
      record       row \(log.seq), \(log.hash.hex)
      \(dueLine)
      """
  }

  private var unpublishedKeyring: TerminalText {
    guard trust.hasUnpublishedKeyring, trust.ahead(at: now) == nil else { return "" }
    return mirror.failure == nil
      ? ", not published yet; next: \(mirror.publication)" : ", not published yet"
  }

  private var pendingLines: TerminalText {
    var lines: TerminalText = ""
    for change in pending.waiting {
      lines += "\npending      \(ProposalReport(change.proposal, now: now).waiting(in: change.path))"
    }
    for path in pending.lost {
      lines += """

        pending      a file that was made as \(path) is not there any more; next: postpass sign FILE where it is now, or make it again
        """
    }
    return lines
  }

  private var dueLine: TerminalText {
    let due = due
    let command = due.command ?? "its publisher signs it, elsewhere"
    guard let at = due.at else {
      return "due now      the \(due.what.name), signed in the future: \(command)"
    }
    return "due \(at > now ? "next" : "now ")     the \(due.what.name), \(dated(at)): \(command)"
  }

  func add(to object: inout JSONObject) {
    object.add("authority", trust.authority.description)
    for (name, head) in [("root", trust.root), ("keyring", trust.keyring.head)] {
      object.add(name) { member in
        member.add("number", head.number)
        member.add("issued", head.issuedAt.iso8601)
        member.add("fresh_until", head.freshUntil.iso8601)
        member.add("from_the_future", head.isFromTheFuture(at: now))
        guard head.kind == .keyring else { return }
        member.add("keys", keyCounts.active)
        member.add("removed", keyCounts.removed)
      }
    }
    object.add("list") { list in
      list.add("number", trust.list.head.number)
      list.add("issued", trust.list.head.issuedAt.iso8601)
      list.add("fresh_until", trust.list.freshUntil.iso8601)
      list.add("from_the_future", trust.list.head.isFromTheFuture(at: now))
      list.add("revoked", trust.list.codeCount + trust.list.keyCount)
    }
    mirror.add(to: &object)
    object.add("issuers", issuers.active.map(\.value))
    object.add("publishers", publishers.active.map(\.value))
    object.add("removed_here", (issuers.removed + publishers.removed).map(\.value))
    object.add("codes") { codes in
      for state in CodeState.allCases { codes.add(state.rawValue, counts[state, default: 0]) }
    }
    object.add("unpublished", unpublished)
    object.add("pending", forEach: pending.waiting) { member, change in
      member.add("file", change.path)
      ProposalReport(change.proposal, now: now).add(to: &member)
    }
    if !pending.lost.isEmpty { object.add("pending_missing", pending.lost) }
    object.add("log") { member in
      member.add("row", log.seq)
      member.add("head", log.hash.hex)
    }
    object.add("due") { member in
      member.add("what", "the \(due.what.name.text)")
      member.add("at", (due.at ?? now).iso8601)
      member.add("command", due.command?.text)
    }
  }
}
