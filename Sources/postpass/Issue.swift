import ArgumentParser
import Console
import DurableFile
import PostPass
import PostPassIssuing
import PostPassLedger

struct Issue: PostPassCommand {
  static let configuration = CommandConfiguration(
    abstract: "Issue an authorization code for one post.",
    discussion: """
      The code goes to standard output. Whoever has it can show it; it grants that one post, those brands, that window.

      Example:
        postpass issue --post 7412345678901234567 --brand 7198765432109876543 --for 60d > acme.code
      """)

  @Option(help: "The ID of the post.")
  var post: String

  @Option(
    name: .customLong("brand"), parsing: .upToNextOption,
    help: "Who may use the code: an advertiser ID or a name; up to 15.")
  var brands: [String] = []

  @Flag(help: "Any brand may use the code.")
  var anyBrand = false

  @Option(name: .customLong("for"), help: "How long from the start: 12h, 30d, 8w.")
  var span: String?

  @Option(help: "The end: a date (its last second) or a time, in UTC.")
  var until: String?

  @Option(help: "The start, a date or a time in UTC (default: five minutes ago, for clocks that are behind).")
  var from: String?

  @Option(help: "The account to issue for, where this home has several.")
  var creator: String?

  @Option(help: "The number of the key to sign with, where this home has several.")
  var key: String?

  @Option(help: "What running ads do when the code ends or is revoked: keep-running or stop.")
  var onEnd = "keep-running"

  @Option(help: "A note for the record; it is not in the code.")
  var note = ""

  @Option(help: "Write the code to a new file that only you can read.")
  var out: String?

  @Flag(help: "Show what would be issued, and issue nothing.")
  var dryRun = false

  @OptionGroup var homeOptions: HomeOptions
  @OptionGroup var by: OperatorOptions
  @OptionGroup var output: OutputOptions

  func execute(_ terminal: Terminal) throws(Failure) {
    let post = try Value.identifier(post, of: "--post")
    let brands = try parsedBrands()
    let (notBefore, notAfter) = try window(now: terminal.now)
    guard let policy = EndPolicy(name: onEnd) else {
      throw Failure(
        code: "unknown-end-policy", message: "\(quoting: onEnd) is no end policy",
        hint: "use --on-end keep-running or --on-end stop", exit: .usage)
    }
    let creator = try creator.map { text throws(Failure) in try Value.account(text, of: "--creator") }
    let key = try key.map { text throws(Failure) in try Value.keyNumber(text, of: "--key") }
    if let out, MirrorDirectory.exists(out) { throw Failure(FileError.exists(out)) }
    do {
      let open = try homeOptions.home().open()
      let issuer = try Issuer(open, number: key, creator: creator)
      let draft = issuer.draft(
        post: post, brands: brands, notBefore: notBefore, notAfter: notAfter, onEnd: policy, note: note)
      if dryRun {
        try issuer.check(draft, now: terminal.now)
        try terminal.result("would issue for \(Issue.summary(draft, now: terminal.now))") { object in
          object.add("dry_run", true)
          object.add(draft)
        }
        return
      }
      try warnOfOddClock(open, draft, terminal)
      try issue(draft, with: issuer, terminal)
    } catch {
      throw Failure(any: error)
    }
  }

  /// What is not said with `--from` and `--until` comes from the clock.
  private func warnOfOddClock(
    _ open: OpenHome, _ draft: CodeDraft, _ terminal: Terminal
  ) throws(Failure) {
    let dates: TerminalText = "the record has the wrong date"
    let early: TerminalText = "the code ends too early, \(draft.notAfter.text)"
    try open.warnOfOddClock(
      ifAhead: from == nil ? "nobody accepts the code before \(draft.notBefore.text)" : dates,
      ifBehind: from == nil && until == nil ? early : dates, terminal)
  }

  /// Issues a code and hands it over. What was issued and could not be delivered is in the record all the same.
  private func issue(_ draft: CodeDraft, with issuer: Issuer, _ terminal: Terminal) throws(Failure) {
    var issued: [IssuedCode] = []
    do {
      if let out {
        try DurableFile.createExclusively(at: out) {
          issued = try issuer.issue([draft], now: terminal.now, by: by.text)
          return try issued.flatMap { Array("\(try $0.text())\n".utf8) }
        }
      } else {
        issued = try issuer.issue([draft], now: terminal.now, by: by.text)
      }
      for code in issued { try report(code, terminal) }
    } catch {
      let failure = Failure(any: error)
      guard let id = issued.first?.id else { throw failure }
      throw Failure(
        code: failure.code, message: failure.message,
        hint: "\(id) is issued all the same; print it with: postpass show \(id) --code", exit: failure.exit)
    }
  }

  private func report(_ code: IssuedCode, _ terminal: Terminal) throws {
    let text = try code.text()
    if terminal.json {
      try terminal.line { object in
        object.add("id", code.id.description)
        object.add("code", out == nil ? text : nil)
        object.add("file", out)
        object.add(code.draft)
      }
    } else if out == nil {
      try Output.standard.line("\(text)")
    }
    try terminal.note("issued \(code.id): \(Issue.summary(code.draft, now: terminal.now))")
  }

  private func parsedBrands() throws(Failure) -> [Brand] {
    guard anyBrand != !brands.isEmpty else {
      throw Failure(
        code: anyBrand ? "contradicting-options" : "missing-option",
        message: anyBrand ? "--brand and --any-brand contradict each other" : "no brand is named",
        hint: "use --brand ID, or --any-brand if every brand may use the code", exit: .usage)
    }
    var parsed: [Brand] = []
    for brand in brands { parsed.append(try Value.identifier(brand, of: "--brand")) }
    return parsed
  }

  private func window(now: UnixTime) throws(Failure) -> (UnixTime, UnixTime) {
    let start = try from.map { text throws(Failure) in
      try Value.time(text, of: "--from", bareDateMeans: .start)
    }
    guard (span == nil) != (until == nil) else {
      throw Failure(
        code: span == nil ? "missing-option" : "contradicting-options",
        message: span == nil ? "no end is given" : "--for and --until contradict each other",
        hint: "use --for 30d, or --until \(now.adding(.days(60)).dateText)", exit: .usage)
    }
    let end: UnixTime
    if let span {
      let length = try Value.span(span, of: "--for", examples: "12h, 30d or 8w") { count in
        "write \(count)d, \(max(1, count / 7))w or 12h, or use --until \(now.adding(.days(60)).dateText)"
      }
      try Issue.refuseUnmeant(length, writtenAs: span)
      end = (start ?? now).adding(length)
    } else {
      end = try Value.time(until ?? "", of: "--until", bareDateMeans: .end)
    }
    // Five minutes back, so that a verifier whose clock is a little behind accepts the code at once.
    return (start ?? now.subtracting(TrustSet.skew), end)
  }

  /// Whoever writes `3m` means months, and a code of minutes would end before it is used.
  private static func refuseUnmeant(_ length: TimeSpan, writtenAs text: String) throws(Failure) {
    if let unit = [("m", "minutes"), ("s", "seconds")].first(where: { text.hasSuffix($0.0) }) {
      throw .usage(
        "duration-unit", "\(Value.given(text, with: "--for")) would be \(unit.1)",
        hint: "write 90d for three months, or 12h")
    }
    guard length.seconds > 0 else {
      throw .usage(
        "empty-duration", "\(Value.given(text, with: "--for")) lets nobody advertise",
        hint: "write 12h, 30d or 8w")
    }
  }

  /// `@nora → brand 719…, post 741…, until 2027-01-21 07:30 UTC (60 days)`.
  static func summary(_ draft: CodeDraft, now: UnixTime) -> TerminalText {
    let start = draft.notBefore > now ? "from \(draft.notBefore.text) " : ""
    let length = draft.notAfter.since(max(now, draft.notBefore)).words
    return """
      \(draft.creator) → \(draft.brands.phrase), post \(word: draft.post.description), \(start)until \(draft.notAfter.text) (\(length))
      """
  }
}

extension [Brand] {
  /// `brand 719…`, `brands 719…, acme`, `any brand`; a name with spaces is quoted, so that it cannot say more than a
  /// name.
  var phrase: TerminalText {
    if isEmpty { return "any brand" }
    return dropFirst().reduce("\(count == 1 ? "brand" : "brands") \(word: self[0].description)") {
      $0 + ", \(word: $1.description)"
    }
  }
}

extension JSONObject {
  /// The members that every answer about a code has.
  mutating func add(_ draft: CodeDraft) {
    add("issuer", draft.issuer.value)
    add("creator", draft.creator.description)
    add("post", draft.post.description)
    add("brands", draft.brands.map(\.description))
    add("not_before", draft.notBefore.iso8601)
    add("not_after", draft.notAfter.iso8601)
    add("on_end", draft.onEnd.name)
    if !draft.note.isEmpty { add("note", draft.note) }
  }
}
