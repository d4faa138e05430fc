import ArgumentParser
import Console
import PostPass
import PostPassIssuing
import PostPassLedger

struct Show: PostPassCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show one grant and its history.",
    discussion: """
      What another home revoked says in JSON when, why and in which list, and not who asked for it; a code whose key was
      removed says "removed_key", and in which "keyring".

      Example:
        postpass show 1-48213
        postpass show 1-48213 --code
      """)

  @Argument(help: "The ID of the code, for example 1-48213; or the code itself, @FILE, or -.")
  var id: String

  @Flag(help: "Print the whole code instead.")
  var code = false

  @OptionGroup var homeOptions: HomePathOptions
  @OptionGroup var output: OutputOptions

  func execute(_ terminal: Terminal) throws(Failure) {
    let reference = try CodeReference(id)
    do {
      let open = try homeOptions.home().open()
      try open.catchUp(now: terminal.now, by: OperatorOptions.login)
      let id = try reference.id(in: open)
      let revocation = try open.ledger.revocations(behind: [id], now: terminal.now)[id]
      if let issued = try open.ledger.code(id) {
        if code {
          try showCode(issued, terminal)
        } else {
          try show(issued, revocation, open.ledger, terminal)
        }
      } else if case .revoked(let revocation)? = revocation, case .code = revocation.subject {
        if code { throw Failure(issuedElsewhere: id) }
        try show(ForeignCode(id, revocation, in: open), open.ledger, terminal)
      } else if let listed = try listed(id, in: open) {
        if code { throw Failure(issuedElsewhere: id) }
        try show(ForeignCode(id, listed, in: open), open.ledger, terminal)
      } else {
        let key = RevocationSubject.key(id.issuer)
        let listed = try open.listed([key])[key].map { CodeRevocation.revoked(LedgerRevocation($0, of: key)) }
        throw Failure(unknownCode: id, deniedWithKey: revocation ?? listed)
      }
    } catch {
      throw Failure(any: error)
    }
  }

  /// What the list of this home says of a code of which the record has nothing.
  private func listed(_ id: CodeID, in open: OpenHome) throws(IssuingError) -> LedgerRevocation? {
    let subject = RevocationSubject.code(id)
    return try open.listed([subject])[subject].map { LedgerRevocation($0, of: subject) }
  }

  private func showCode(_ issued: IssuedCode, _ terminal: Terminal) throws {
    let text = try issued.text()
    try terminal.result("\(text)") { object in
      object.add("id", issued.id.description)
      object.add("code", text)
    }
  }

  private func show(
    _ issued: IssuedCode, _ revocation: CodeRevocation?, _ ledger: Ledger, _ terminal: Terminal
  ) throws {
    let history = try ledger.history(of: .code(issued.id))
    var notice: LogEntry?
    if case .revoked(let revocation)? = revocation { notice = try ledger.notice(behind: revocation) }
    let state = CodeState(of: issued, isRevoked: revocation != nil, now: terminal.now)
    try terminal.result(text(issued, state, revocation?.lines(notice), history, terminal)) { object in
      object.add("id", issued.id.description)
      object.add("state", state.rawValue)
      object.add(issued.draft)
      object.add("issued_at", issued.issuedAt.iso8601)
      object.add("issued_by", issued.issuedBy)
      if let revocation { object.add("revoked") { $0.add(revocation, notice) } }
      object.add(history)
    }
  }

  private func show(_ foreign: ForeignCode, _ ledger: Ledger, _ terminal: Terminal) throws {
    let history = try ledger.history(of: .code(foreign.id))
    let notice = try ledger.notice(behind: foreign.revocation)
    try terminal.result(foreign.text(notice, history, terminal)) { object in
      foreign.add(to: &object)
      object.add("revoked") { $0.add(foreign.revocation, notice) }
      object.add(history)
    }
  }

  private func text(
    _ issued: IssuedCode, _ state: CodeState, _ revoked: TerminalText?, _ history: [LogEntry],
    _ terminal: Terminal
  ) -> TerminalText {
    let draft = issued.draft
    var text: TerminalText = """
      \(issued.id)  \(terminal.style.state(state))
      creator    \(draft.creator)
      scope      post \(word: draft.post.description), \(draft.brands.phrase)
      window     \(draft.notBefore.text) until \(draft.notAfter.text) \
      (\(RelativeTime(draft.notAfter, from: terminal.now).text))
      on end     \(draft.onEnd.name)
      """
    if !draft.note.isEmpty { text += "\nnote       \(draft.note)" }
    if let revoked { text += "\n\(revoked)" }
    return text + "\n\(history.lines)"
  }
}

extension [LogEntry] {
  /// What was done, a line each.
  var lines: TerminalText {
    if isEmpty { return "history    nothing in this record" }
    var text: TerminalText = "history"
    for row in self { text += "\n  \(row.at.text)  \(row.action.rawValue) by \(row.by)" }
    return text
  }
}

/// A code named by its ID or by itself.
enum CodeReference {
  case id(CodeID)
  case code(UnverifiedCode)

  init(_ text: String) throws(Failure) {
    if let id = CodeID(parsing: text) {
      self = .id(id)
      return
    }
    let source = InputSource(text)
    guard text == "-" || text.hasPrefix("@") || text.hasPrefix("pp") else {
      throw Failure(
        code: "malformed-code-id", message: "\(quoting: text) is neither the ID of a code nor a code",
        hint: source.fileHint ?? "an ID looks like 1-48213; see yours with: postpass list", exit: .usage)
    }
    let bytes = try source.read()
    do { self = .code(try UnverifiedCode(parsing: bytes)) } catch { throw Failure(error, in: source) }
  }

  /// The ID where there is nothing else.
  var bareID: CodeID? {
    if case .id(let id) = self { id } else { nil }
  }

  /// The ID; of a code that this authority's issuer signed.
  func id(in open: OpenHome) throws(IssuingError) -> CodeID {
    switch self {
    case .id(let id): id
    case .code(let code): try open.id(of: code)
    }
  }
}

extension JSONObject {
  mutating func add(_ history: [LogEntry]) {
    add("history", forEach: history) { entry, row in
      entry.add("at", row.at.iso8601)
      entry.add("by", row.by)
      entry.add("action", row.action.rawValue)
    }
  }
}

extension Style {
  func state(_ state: CodeState) -> TerminalText {
    switch state {
    case .active: green("\(state.rawValue)")
    case .revoked: red("\(state.rawValue)")
    case .expired: dim("\(state.rawValue)")
    case .notYetValid: yellow("\(state.rawValue)")
    }
  }
}
