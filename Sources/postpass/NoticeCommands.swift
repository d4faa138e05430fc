import ArgumentParser
import Console
import DurableFile
import PostPass
import PostPassIssuing
import PostPassLedger

/// How an issuer without the publisher's key has codes revoked.
struct NoticeCommands: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "notice", abstract: "Have codes revoked by a publisher elsewhere, or do so for an issuer.",
    subcommands: [NoticeCreate.self, NoticeMerge.self])
}

struct NoticeCreate: PostPassCommand {
  static let configuration = CommandConfiguration(
    commandName: "create",
    abstract: "Revoke codes of a key that is kept here, and sign the request to publish that.",
    discussion: """
      The file may go to the publisher in any way: only revocations of this key can come of it.

      Example:
        postpass notice create 3-48213 --reason cancelled --out kim.notice
      """)

  @Argument(help: "IDs of codes, or one code itself, @FILE, or -.")
  var codes: [String] = []

  @Option(help: "Ask for the whole key with this number: every code that it signed.")
  var key: String?

  @Option(help: "Write the notice to a new file.")
  var out: String

  @Flag(help: "Show what would be asked for, and sign and record nothing.")
  var dryRun = false

  @OptionGroup var revocation: RevocationOptions
  @OptionGroup var confirmation: ConfirmationOptions
  @OptionGroup var homeOptions: HomeOptions
  @OptionGroup var by: OperatorOptions
  @OptionGroup var output: OutputOptions

  func execute(_ terminal: Terminal) throws(Failure) {
    let named = try named()
    let (reason, effectiveFrom) = try revocation.parsed()
    if MirrorDirectory.exists(out) { throw Failure(FileError.exists(out)) }
    try MirrorDirectory.requireParent(of: out, for: "the notice", otherwise: "nothing was revoked")
    let open: OpenHome
    let scope: NoticeDraft.Scope
    let draft: NoticeDraft
    do {
      open = try homeOptions.home().open()
      scope = try named.scope(in: open)
      draft = try NoticeDraft(
        open, scope, reason: reason, effectiveFrom: effectiveFrom, now: terminal.now)
    } catch {
      throw Failure(any: error)
    }
    for id in draft.unknown {
      try terminal.warn(
        "\(id) is not in this record; the notice says that it may be valid for as long as its key")
    }
    let subjects = scope.subjects
    if dryRun {
      try terminal.result("would ask for \(subjects.phrase) to be revoked (\(reason.name))") { object in
        object.add("dry_run", true)
        object.add("subjects", subjects.map(\.description))
      }
      return
    }
    if let question = scope.question {
      try terminal.confirm(question, confirmation, noInput: homeOptions.passphrase.noInput)
    }
    // A publisher does not compare it with a clock (SPEC §6.6).
    let dates: TerminalText = "the notice has the wrong date, and counts all the same"
    try open.warnOfOddClock(ifAhead: dates, ifBehind: dates, terminal)
    do {
      let (notice, outcomes) = try draft.sign(note: revocation.note, now: terminal.now, by: by.text)
      try warn(of: outcomes, reason, effectiveFrom, terminal)
      try DurableFile.createExclusively(notice.encoded, at: out, permissions: 0o644)
    } catch {
      throw Failure(any: error)
    }
    try terminal.result("wrote \(out): it asks for \(subjects.phrase) to be revoked (\(reason.name))") {
      object in
      object.add("file", out)
      object.add("issuer", draft.issuer.value)
      object.add("reason", reason.name)
      object.add("revoked", subjects.map(\.description))
    }
    try terminal.note(
      "next: send \(out) to your publisher, who runs: postpass notice merge \(word: out) && postpass publish")
  }

  /// What the arguments name: codes, or a whole key.
  private enum Named {
    case key(KeyNumber)
    case codes([CodeReference])

    func scope(in open: OpenHome) throws -> NoticeDraft.Scope {
      switch self {
      case .key(let number): .wholeKey(number)
      case .codes(let references): .codes(Set(try references.map { try $0.id(in: open) }).sorted())
      }
    }
  }

  private func named() throws(Failure) -> Named {
    var references: [CodeReference] = []
    for code in codes { references.append(try CodeReference(code)) }
    switch (references.isEmpty, key) {
    case (true, let key?): return .key(try Value.keyNumber(key, of: "--key"))
    case (false, nil): return .codes(references)
    case (true, nil):
      throw .usage(
        "missing-argument", "nothing is named to revoke",
        hint: "name the ID of a code, for example: postpass notice create 3-48213 --out kim.notice")
    case (false, _?):
      throw .usage(
        "contradicting-options", "a notice is about codes or about the whole key",
        hint: "leave the codes or --key out; the whole key takes all its codes with it")
    }
  }

  /// The record keeps the stricter revocation, and the notice says what was asked for now.
  private func warn(
    of outcomes: [RevocationOutcome], _ reason: RevocationReason, _ effectiveFrom: UnixTime?,
    _ terminal: Terminal
  ) throws(Failure) {
    for case .alreadyRevoked(let standing) in outcomes
    where standing.reason != reason || standing.effectiveFrom != effectiveFrom {
      try terminal.warn(
        "\(standing.subject) is revoked here already, \(standing.phrase); the notice says \(reason.name)")
    }
  }
}

struct NoticeMerge: PostPassCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge", abstract: "Record what issuers ask for in notices, to be published.",
    discussion: """
      Only what the issuer's own key signed is taken, all files or none. A notice that came before changes nothing.

      Example:
        postpass notice merge kim.notice && postpass publish
      """)

  @Argument(help: "Files of postpass notice create, or - for standard input.")
  var files: [String]

  @Flag(help: "Show what would be revoked, and record nothing.")
  var dryRun = false

  @OptionGroup var confirmation: ConfirmationOptions
  @OptionGroup var questions: QuestionOptions
  @OptionGroup var homeOptions: HomePathOptions
  @OptionGroup var by: OperatorOptions
  @OptionGroup var output: OutputOptions

  func execute(_ terminal: Terminal) throws(Failure) {
    var offered: [(path: String, notice: UnverifiedNotice)] = []
    for file in files { offered.append(try NoticeMerge.read(file)) }
    let open: OpenHome
    let notices: [VerifiedNotice]
    do {
      open = try homeOptions.home().open()
      notices = try open.verify(offered)
    } catch {
      throw Failure(any: error)
    }
    for (file, notice) in zip(files, notices) where notice.head.isFromTheFuture(at: terminal.now) {
      try terminal.warn(
        "\(file) is dated \(notice.head.issuedAt.text): the clock that made it was ahead, or this one is behind; it counts all the same"
      )
    }
    if dryRun {
      for (file, notice) in zip(files, notices) {
        try NoticeReport(notice, file: file).showPlanned(terminal)
      }
      return
    }
    if let question = notices.question {
      try terminal.confirm(question, confirmation, noInput: questions.noInput)
    }
    do {
      let outcomes = try open.ledger.merge(notices, now: terminal.now, by: by.text)
      let waiting = try open.ledger.unpublishedCount(now: terminal.now)
      for ((file, notice), outcomes) in zip(zip(files, notices), outcomes) {
        try NoticeReport(notice, file: file).show(outcomes, unpublished: waiting, terminal)
      }
      if waiting > 0 {
        try terminal.note(
          "\(waiting) \(waiting == 1 ? "revocation is" : "revocations are") not published yet; next: \(try open.home.publication())"
        )
      }
    } catch {
      throw Failure(any: error)
    }
  }

  private static func read(_ file: String) throws(Failure) -> (path: String, notice: UnverifiedNotice) {
    let path = file == "-" ? "/dev/stdin" : file
    let bytes: [UInt8]
    do { bytes = try DurableFile.readFileOrPipe(path, limit: UnverifiedNotice.maximalLength) } catch {
      throw Failure(error)
    }
    do { return (path, try UnverifiedNotice(parsing: bytes)) } catch {
      throw Failure(IssuingError.malformedNotice(path, error))
    }
  }
}

extension NoticeDraft.Scope {
  fileprivate var subjects: [RevocationSubject] {
    switch self {
    case .wholeKey(let number): [.key(number)]
    case .codes(let ids): ids.map(RevocationSubject.code)
    }
  }

  fileprivate var question: TerminalText? {
    switch self {
    case .wholeKey(let number): "revoking key \(number.value) and with it every code that it signed"
    case .codes(let ids): ids.count > 1 ? "revoking \(ids.count) codes" : nil
    }
  }
}

extension [VerifiedNotice] {
  /// What to ask before more than one code is affected.
  fileprivate var question: TerminalText? {
    let subjects = flatMap { $0.subjects.map(\.subject) }
    var keys: [String] = []
    for case .key(let number) in subjects { keys.append("key \(number.value)") }
    let codes = subjects.count - keys.count
    if !keys.isEmpty {
      let more: TerminalText = codes == 0 ? "" : ", and \(codes) more \(codes == 1 ? "code" : "codes")"
      return "revoking \(keys.joined(separator: ", ")) and with it every code that it signed\(more)"
    }
    return codes > 1 ? "revoking \(codes) codes" : nil
  }
}
