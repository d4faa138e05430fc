import ArgumentParser
import Console
import PostPass
import PostPassIssuing
import PostPassLedger

struct Show: PostPassCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show one grant and its history.",
    discussion: """
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
    let id = try CodeReference(id).id
    do {
      let ledger = try homeOptions.home().open().ledger
      guard let issued = try ledger.code(id) else { throw Failure(unknownCode: id) }
      if code {
        let text = try issued.text()
        try terminal.result("\(text)") { object in
          object.add("id", id.description)
          object.add("code", text)
        }
        return
      }
      let revocation = try ledger.revocation(of: .code(id)) ?? ledger.revocation(of: .key(id.issuer))
      let history = try ledger.history(of: .code(id))
      try terminal.result(text(issued, revocation, history, terminal)) { object in
        object.add("id", id.description)
        object.add("state", CodeState(of: issued, isRevoked: revocation != nil, now: terminal.now).rawValue)
        object.add(issued.draft)
        object.add("issued_at", issued.issuedAt.iso8601)
        object.add("issued_by", issued.issuedBy)
        if let revocation { object.add("revoked") { $0.add(revocation) } }
        object.add("history", forEach: history) { entry, row in
          entry.add("at", row.at.iso8601)
          entry.add("by", row.by)
          entry.add("action", row.action.rawValue)
        }
      }
    } catch {
      throw Failure(any: error)
    }
  }

  private func text(
    _ issued: IssuedCode, _ revocation: LedgerRevocation?, _ history: [LogEntry], _ terminal: Terminal
  ) -> TerminalText {
    let draft = issued.draft
    let state = CodeState(of: issued, isRevoked: revocation != nil, now: terminal.now)
    var text: TerminalText = """
      \(issued.id)  \(terminal.style.state(state))
      creator    \(draft.creator)
      scope      post \(word: draft.post.description), \(draft.brands.phrase)
      window     \(draft.notBefore.text) until \(draft.notAfter.text) \
      (\(RelativeTime(draft.notAfter, from: terminal.now).text))
      on end     \(draft.onEnd.name)
      """
    if !draft.note.isEmpty { text += "\nnote       \(draft.note)" }
    if let revocation { text += "\nrevoked    \(revocation.phrase)" }
    text += "\nhistory"
    for row in history { text += "\n  \(row.at.text)  \(row.action.rawValue) by \(row.by)" }
    return text
  }
}

/// A code named by its ID or by itself.
struct CodeReference {
  let id: CodeID

  init(_ text: String) throws(Failure) {
    if let id = CodeID(parsing: text) {
      self.id = id
      return
    }
    let source = InputSource(text)
    guard text == "-" || text.hasPrefix("@") || text.hasPrefix("pp") else {
      throw Failure(
        code: "malformed-code-id", message: "\(quoting: text) is neither the ID of a code nor a code",
        hint: source.fileHint ?? "an ID looks like 1-48213; see yours with: postpass list", exit: .usage)
    }
    let bytes = try source.read()
    do { id = try UnverifiedCode(parsing: bytes).id } catch { throw Failure(error, in: source) }
  }
}

extension LedgerRevocation {
  /// `2026-11-22 07:45 UTC (cancelled), published in list #2`.
  var phrase: TerminalText {
    let effect: TerminalText =
      if let effectiveFrom { "from \(effectiveFrom.text)" } else {
        "\((publication?.publishedAt ?? requestedAt).text)"
      }
    let published: TerminalText =
      if let publication { "published in list #\(publication.listNumber)" } else { "not published yet" }
    return "\(effect) (\(reason.name)), \(published)"
  }
}

extension JSONObject {
  mutating func add(_ revocation: LedgerRevocation) {
    add("requested_at", revocation.requestedAt.iso8601)
    add("by", revocation.requestedBy)
    add("reason", revocation.reason.name)
    add("effective_from", (revocation.effectiveFrom ?? revocation.publication?.publishedAt)?.iso8601)
    add("published_at", revocation.publication?.publishedAt.iso8601)
    add("list", revocation.publication?.listNumber)
    if !revocation.note.isEmpty { add("note", revocation.note) }
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
