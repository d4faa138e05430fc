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

  @Option(help: "unspecified, cancelled, superseded, leaked or key-compromise.")
  var reason = "unspecified"

  @Option(help: "Reach back to a date or time; only for leaked and key-compromise.")
  var effective: String?

  @Option(help: "A note for the record.")
  var note = ""

  @Flag(help: "Publish the list at once.")
  var publish = false

  @Flag(help: "Show what would be revoked, and revoke nothing.")
  var dryRun = false

  @OptionGroup var confirmation: ConfirmationOptions
  @OptionGroup var homeOptions: HomeOptions
  @OptionGroup var by: OperatorOptions
  @OptionGroup var output: OutputOptions

  func execute(_ terminal: Terminal) throws(Failure) {
    let subjects = try subjects()
    guard let reason = RevocationReason(name: reason) else {
      throw Failure(
        code: "unknown-reason", message: "\(quoting: reason) is no reason",
        hint: "use unspecified, cancelled, superseded, leaked or key-compromise", exit: .usage)
    }
    let effectiveFrom = try effective.map { text throws(Failure) in
      try Value.time(text, of: "--effective", bareDateMeans: .start)
    }
    let open: OpenHome
    do { open = try homeOptions.home().open() } catch { throw Failure(any: error) }
    for case .key(let number) in subjects {
      do { _ = try open.activeRecord(number, as: .issuer) } catch { throw Failure(error) }
    }
    for case .code(let id) in subjects where try unknown(id, open) {
      try terminal.warn("\(id) is not in this record; it is revoked all the same")
    }
    if dryRun {
      try terminal.result("would revoke \(subjects.map(\.description).joined(separator: ", "))") { object in
        object.add("dry_run", true)
        object.add("subjects", subjects.map(\.description))
      }
      return
    }
    if let question = question(subjects) {
      try terminal.confirm(question, confirmation, noInput: homeOptions.passphrase.noInput)
    }
    do {
      let outcomes = try open.ledger.revoke(
        subjects, reason: reason, effectiveFrom: effectiveFrom, note: note, now: terminal.now, by: by.text)
      let waiting = try open.ledger.unpublishedCount()
      let publishesHere = try !open.heldNumbers(of: .publisher).isEmpty
      try report(
        subjects, outcomes, waiting: waiting,
        next: publishesHere ? "postpass publish" : Revoke.request(subjects), terminal)
    } catch {
      throw Failure(any: error)
    }
    if publish { try Publish.publish(open, to: nil, PublishTerms.standard(), by: by.text, terminal) }
  }

  private func subjects() throws(Failure) -> [RevocationSubject] {
    var subjects: [RevocationSubject] = []
    for code in codes { subjects.append(.code(try CodeReference(code).id)) }
    if let key { subjects.append(.key(try Value.keyNumber(key, of: "--key"))) }
    guard !subjects.isEmpty else {
      throw Failure(
        code: "missing-argument", message: "nothing is named to revoke",
        hint: "name the ID of a code, for example: postpass revoke 1-48213", exit: .usage)
    }
    return subjects
  }

  private func unknown(_ id: CodeID, _ open: OpenHome) throws(Failure) -> Bool {
    do { return try open.ledger.code(id) == nil } catch { throw Failure(error) }
  }

  private func question(_ subjects: [RevocationSubject]) -> TerminalText? {
    if let key { return "revoking key \(key) and with it every code that it signed" }
    return subjects.count > 1 ? "revoking \(subjects.count) codes" : nil
  }

  /// What to do where no publisher key is: the revocation is only in this record until another home has it too.
  private static func request(_ subjects: [RevocationSubject]) -> TerminalText {
    var words: [String] = []
    for case .code(let id) in subjects { words.append(id.description) }
    for case .key(let number) in subjects { words.append("--key \(number.value)") }
    let what: TerminalText = words.count == 1 ? "the ID" : "the IDs"
    return
      "send \(what) to your authority, who runs: postpass revoke \(words.joined(separator: " ")) --publish"
  }

  private func report(
    _ subjects: [RevocationSubject], _ outcomes: [RevocationOutcome], waiting: Int, next: TerminalText,
    _ terminal: Terminal
  ) throws(Failure) {
    for (subject, outcome) in zip(subjects, outcomes) {
      let revocation: LedgerRevocation
      let text: TerminalText
      switch outcome {
      case .recorded(let new, _):
        revocation = new
        text = "revoked \(subject)."
      case .alreadyRevoked(let old):
        revocation = old
        text = "\(subject) is revoked already: \(old.phrase)."
      }
      let isLast = subject == subjects.last
      let rest: TerminalText =
        publish || waiting == 0 || !isLast
        ? ""
        : " \(waiting) \(waiting == 1 ? "revocation is" : "revocations are") not published yet; next: \(next)"
      try terminal.result("\(text)\(rest)") { object in
        object.add("revoked", subject.description)
        object.add("reason", revocation.reason.name)
        object.add("unpublished", waiting)
      }
    }
  }
}
