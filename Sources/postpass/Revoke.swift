import ArgumentParser
import Console
import PostPass
import PostPassIssuing
import PostPassLedger

struct Revoke: PostPassCommand {
  static let configuration = CommandConfiguration(
    abstract: "Revoke codes, or a whole key; verifiers learn of it when it is published.",
    discussion: """
      A revoked code cannot be restored.

      Example:
        postpass revoke 1-48213 --reason cancelled --publish
      """)

  @Argument(help: "IDs of codes, or one code itself, @FILE, or -.")
  var codes: [String] = []

  @Option(help: "Revoke the whole key with this number: every code that it signed.")
  var key: String?

  @Flag(help: "Publish the list at once.")
  var publish = false

  @Flag(help: "Show what would be revoked, and revoke nothing.")
  var dryRun = false

  @OptionGroup var revocation: RevocationOptions
  @OptionGroup var confirmation: ConfirmationOptions
  @OptionGroup var homeOptions: HomeOptions
  @OptionGroup var by: OperatorOptions
  @OptionGroup var output: OutputOptions

  func execute(_ terminal: Terminal) throws(Failure) {
    let references = try references()
    let (reason, effectiveFrom) = try revocation.parsed()
    let open: OpenHome
    let subjects: [RevocationSubject]
    do {
      open = try homeOptions.home().open()
      try open.catchUp(now: terminal.now, by: by.text)
      subjects = try self.subjects(references, in: open)
    } catch {
      throw Failure(any: error)
    }
    for case .key(let number) in subjects {
      do { _ = try open.activeRecord(number, as: .issuer) } catch { throw Failure(error) }
    }
    try checkForeign(references, subjects, open, terminal)
    if dryRun {
      try terminal.result("would revoke \(subjects.map(\.description).joined(separator: ", "))") { object in
        object.add("dry_run", true)
        object.add("subjects", subjects.map(\.description))
      }
      if publish { try Publish.rehearse(open, try PublishTerms.standard(), terminal) }
      return
    }
    if let question = question(subjects) {
      try terminal.confirm(question, confirmation, noInput: homeOptions.passphrase.noInput)
    }
    if publish {
      try askAboutClock(open, terminal)
    } else {
      let dates: TerminalText = "the record has the wrong date"
      try open.warnOfOddClock(ifAhead: dates, ifBehind: dates, terminal)
    }
    do {
      let outcomes = try open.ledger.revoke(
        subjects, reason: reason, effectiveFrom: effectiveFrom, note: revocation.note,
        listed: try open.listed(subjects), now: terminal.now, by: by.text)
      let waiting = try open.ledger.unpublishedCount(now: terminal.now)
      try report(outcomes, waiting: waiting, next: try next(outcomes, open, now: terminal.now), terminal)
    } catch {
      throw Failure(any: error)
    }
    guard publish else { return }
    do throws(Failure) {
      let terms = try PublishTerms.standard()
      try Publish.publish(
        open, to: try Publish.mirror(open, named: nil, terms), terms, by: by.text,
        Precautions(confirmation, homeOptions), terminal)
    } catch {
      try terminal.warn("what was revoked is in the record, and may not be published; next: postpass publish")
      throw error
    }
  }

  private func askAboutClock(_ open: OpenHome, _ terminal: Terminal) throws(Failure) {
    let mirror: String?
    do { mirror = try open.home.mirror() } catch { throw Failure(error) }
    try Precautions(confirmation, homeOptions).askBeforeList(of: open, mirror: mirror, terminal)
  }

  private func references() throws(Failure) -> [CodeReference] {
    guard !codes.isEmpty || key != nil else {
      throw Failure(
        code: "missing-argument", message: "nothing is named to revoke",
        hint: "name the ID of a code, for example: postpass revoke 1-48213", exit: .usage)
    }
    var references: [CodeReference] = []
    for code in codes { references.append(try CodeReference(code)) }
    return references
  }

  private func subjects(
    _ references: [CodeReference], in open: OpenHome
  ) throws -> [RevocationSubject] {
    var subjects: [RevocationSubject] = []
    // Who names a code twice means one.
    var seen = Set<CodeID>()
    for reference in references {
      let id = try reference.id(in: open)
      if seen.insert(id).inserted { subjects.append(.code(id)) }
    }
    guard let key else { return subjects }
    return subjects + [.key(try Value.keyNumber(key, of: "--key"))]
  }

  /// Codes that others issued may be revoked: a publisher needs nobody's consent for that. An ID whose number no issuer
  /// has is that of no code, and would stay in the list for ever; so would one that this home should know and does not,
  /// which is asked about.
  private func checkForeign(
    _ references: [CodeReference], _ subjects: [RevocationSubject], _ open: OpenHome, _ terminal: Terminal
  ) throws(Failure) {
    var unknown: [ForeignID] = []
    do { unknown = try ForeignID.all(in: subjects, of: open) } catch {
      throw Failure(any: error)
    }
    // Whoever has a code that the key signed knows that it was issued.
    let named = Set(references.compactMap(\.bareID))
    let isAsked = !confirmation.yes && !dryRun
    let mistaken = unknown.filter { isAsked && $0.shouldBeKnown && named.contains($0.id) }
    for code in unknown where !mistaken.contains(code) { try terminal.warn(code.warning) }
    if mistaken.isEmpty { return }
    let phrase = mistaken.map { RevocationSubject.code($0.id) }.phrase
    try terminal.confirm(
      "this record did not issue \(phrase); revoke \(mistaken.count == 1 ? "it" : "them") all the same",
      confirmation, noInput: homeOptions.passphrase.noInput, orThrow: Failure(notIssuedHere: phrase))
  }

  private func question(_ subjects: [RevocationSubject]) -> TerminalText? {
    if let key { return "revoking key \(key) and with it every code that it signed" }
    return subjects.count > 1 ? "revoking \(subjects.count) codes" : nil
  }

  /// What to do next. Where no publisher key is, the revocation is only in this record until another home has it too:
  /// the issuer herself asks for it with a notice, one for each reason and time of effect that stands.
  private func next(_ outcomes: [RevocationOutcome], _ open: OpenHome, now: UnixTime) throws -> TerminalText {
    if try !open.heldNumbers(of: .publisher).isEmpty {
      return open.state.trust.cureOfFuture(at: now) ?? "postpass publish"
    }
    let requests = outcomes.reduce(into: []) { $0.add($1.standing) } as [RequestWords]
    let issuers = Set(outcomes.map(\.standing.subject.issuer))
    let held = try open.heldNumbers(of: .issuer)
    guard issuers.count == 1, let issuer = issuers.first, held.contains(issuer), key == nil || codes.isEmpty
    else {
      let what: TerminalText = outcomes.count == 1 ? "the ID" : "the IDs"
      let commands = requests.map { "postpass revoke \($0.text) --publish" }.joined(separator: " && ")
      return "send \(what) to your authority, who runs: \(commands)"
    }
    let commands = requests.enumerated().map { index, request in
      let file = index == 0 ? "\(issuer.value).notice" : "\(issuer.value)-\(index + 1).notice"
      return "postpass notice create \(request.text) --out \(file)"
    }
    return "\(commands.joined(separator: " && "))"
  }

  private func report(
    _ outcomes: [RevocationOutcome], waiting: Int, next: TerminalText, _ terminal: Terminal
  ) throws(Failure) {
    for (index, outcome) in outcomes.enumerated() {
      let revocation = outcome.standing
      let text: TerminalText =
        switch outcome {
        case .recorded: "revoked \(revocation.subject)."
        case .alreadyRevoked: "\(revocation.subject) is revoked already: \(revocation.phrase)."
        }
      let isLast = index == outcomes.count - 1
      let rest: TerminalText =
        publish || waiting == 0 || !isLast
        ? ""
        : " \(waiting) \(waiting == 1 ? "revocation is" : "revocations are") not published yet; next: \(next)"
      try terminal.result("\(text)\(rest)") { object in
        object.add("revoked", revocation.subject.description)
        object.add("reason", revocation.reason.name)
        object.add("unpublished", waiting)
      }
    }
  }
}

extension RevocationOutcome {
  /// What holds from now on.
  fileprivate var standing: LedgerRevocation {
    switch self {
    case .recorded(let new, _): new
    case .alreadyRevoked(let old): old
    }
  }
}

/// What another home is to be asked for, as the arguments of a command.
private struct RequestWords {
  let reason: RevocationReason
  let effectiveFrom: UnixTime?
  var subjects: [RevocationSubject]

  var text: String {
    var words = subjects.map { subject in
      switch subject {
      case .code(let id): id.description
      case .key(let number): "--key \(number.value)"
      }
    }
    if reason != .unspecified { words.append("--reason \(reason.name)") }
    if let effectiveFrom { words.append("--effective \(effectiveFrom.iso8601)") }
    return words.joined(separator: " ")
  }
}

extension [RequestWords] {
  fileprivate mutating func add(_ revocation: LedgerRevocation) {
    let same = firstIndex { $0.reason == revocation.reason && $0.effectiveFrom == revocation.effectiveFrom }
    if let same {
      self[same].subjects.append(revocation.subject)
    } else {
      append(
        RequestWords(
          reason: revocation.reason, effectiveFrom: revocation.effectiveFrom, subjects: [revocation.subject]))
    }
  }
}
