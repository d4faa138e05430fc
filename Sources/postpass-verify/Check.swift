import Console
import PostPass
import PostPassStore

/// One check of one code, from its text to the exit code.
struct Check {
  let question: Question
  let source: TrustSource
  let presentation: Presentation
  let now: UnixTime
  private let style: Style

  init(_ question: Question, _ source: TrustSource, _ presentation: Presentation, at now: UnixTime) {
    self.question = question
    self.source = source
    self.presentation = presentation
    self.now = now
    style = Style(ColorChoice(noColor: presentation.noColor, output: .standard))
  }

  /// What is answered, in both forms.
  typealias Answered = (answer: Answer, report: Report)

  /// Reads the code, opens the files, decides and tells (SPEC §7).
  /// - Throws: `Failure` where there is no answer.
  func run(_ code: CodeSource) throws(Failure) -> ExitCode {
    let (answer, report) = try decide(code)
    try tell(answer, report)
    return answer.exit
  }

  private func decide(_ source: CodeSource) throws(Failure) -> Answered {
    let text = try source.read()
    let code: UnverifiedCode
    do { code = try UnverifiedCode(parsing: text) } catch {
      return (.notACode(error), Report(error, fileHint: source.fileHint))
    }
    return try decide(code)
  }

  /// Decides about a code that is well-formed.
  func decide(_ code: UnverifiedCode) throws(Failure) -> Answered {
    let trust: TrustSet
    do {
      trust = try source.open()
    } catch {
      switch StoreProblem(error, in: source) {
      case .failure(let failure): throw failure
      case .missingTrust(let missing, let sentence, let hint):
        return (
          .withoutTrust(code.id, question, missing),
          Report(code.id, missing, sentence: sentence, hint: hint, style: style)
        )
      }
    }
    let verdict: Verdict
    do {
      verdict = try Verifier(trust: trust).decide(code, question, at: now)
    } catch {
      throw Failure(error)
    }
    return (
      .decided(verdict, trust), Report(verdict, trust, mirror: source.isMirror, style: style, at: now)
    )
  }

  private func tell(_ answer: Answer, _ report: Report) throws(Failure) {
    switch presentation.form {
    case .quiet: return
    case .text:
      warnAboutMirror()
      if case .verdict(let line) = report.statement { try Output.standard.line(line) }
      tellErrorAndHint(report)
    case .json:
      warnAboutMirror()
      var line: [UInt8] = []
      answer.appendJSON(to: &line, hint: report.hint, at: now)
      try Output.standard.write(line)
      if case .error = report.statement { tellErrorAndHint(report) }
    }
  }

  private func tellErrorAndHint(_ report: Report) {
    let errorStyle = Style(ColorChoice(noColor: presentation.noColor, output: .error))
    var text: TerminalText = ""
    if case .error(let message) = report.statement {
      text += "\(programName): \(errorStyle.red("error:")) \(message)\n"
    }
    if let hint = report.hint { text += "  hint: \(hint)\n" }
    // The exit code still says it where nobody reads any more.
    _ = try? Output.error.write(text)
  }

  private func warnAboutMirror() {
    guard source.isMirror else { return }
    _ = try? Output.error.line(
      "\(programName): warning: a mirror that is read in place gives no protection against rollback\n  hint: pull it into a store with postpass-pull"
    )
  }
}

extension TrustSource {
  /// Opens for one check, or for showing what is there.
  fileprivate func open() throws(StoreError) -> TrustSet {
    switch self {
    case .store(let directory, let authority):
      try Store(try StoreLocation.directory(named: directory)).open(.lazily, pinned: authority).trust
    case .mirror(let directory, let authority):
      try MirrorDirectory(directory, pinned: authority).open(.lazily)
    }
  }
}

extension Failure {
  fileprivate init(_ unanswerable: UnanswerableQuestion) {
    switch unanswerable {
    case .creatorNotNamed:
      self = .usage(
        "missing-creator", "--creator is missing, and the keyring does not know just one account",
        hint: "add --creator C or --any-creator")
    case .futureMoment(let time):
      self = .usage("future-date", "\(time.text) is in the future", hint: "ask about now or the past")
    }
  }
}
