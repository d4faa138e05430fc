import Console
import PostPass

/// An answer in words: a verdict is a line for standard output, and what is wrong with the input an error.
struct Report: Equatable {
  enum Statement: Equatable {
    case verdict(TerminalText)
    case error(TerminalText)
  }

  let statement: Statement
  /// What to do next; nil where there is nothing to do.
  let hint: TerminalText?

  /// About a text that is no code.
  /// - Parameter fileHint: what to say where the text is the name of a file.
  init(_ malformed: MalformedCode, fileHint: TerminalText? = nil) {
    statement = .error(malformed.sentence)
    hint = (malformed == .prefix ? fileHint : nil) ?? malformed.hint
  }

  /// About a code that nothing can be decided about, because files are absent or refused.
  init(_ id: CodeID, _ missing: MissingTrust, sentence: TerminalText, hint: TerminalText, style: Style) {
    statement =
      switch missing {
      case .malformed: .error(sentence)
      case .noList, .oldKeyring: .verdict(style.label(.unknown) + "\(id)  cannot tell: \(sentence)")
      }
    self.hint = hint
  }

  /// About a decision.
  /// - Parameter mirror: true for files that are read in place.
  init(_ verdict: Verdict, _ trust: TrustSet, mirror: Bool, style: Style, at now: UnixTime) {
    let sentences = VerdictSentences(verdict, trust, mirror: mirror, at: now)
    switch verdict.outcome {
    case .allowed(let authorization):
      statement = .verdict(style.label(.allowed) + sentences.line(for: authorization))
      hint = nil
    case .rejected(.damaged(let damage)):
      statement = .error(damage.sentence)
      hint = damage.hint(mirror: mirror)
    case .rejected(let rejection):
      let label: Label = rejection.category == .unknown ? .unknown : .denied
      statement = .verdict(style.label(label) + sentences.line(for: rejection))
      hint = sentences.hint(for: rejection)
    }
  }
}

/// The first word of a verdict line.
private enum Label { case allowed, denied, unknown }

extension Style {
  /// The word, and spaces up to where the rest begins.
  fileprivate func label(_ label: Label) -> TerminalText {
    switch label {
    case .allowed: bold(green("ALLOWED")) + "  "
    case .denied: bold(red("DENIED")) + "   "
    case .unknown: bold(yellow("UNKNOWN")) + "  "
    }
  }
}

extension MalformedCode {
  /// What is wrong, without any of the text.
  var sentence: TerminalText {
    switch self {
    case .prefix: "this is not a code: it does not start with pp1_"
    case .tooLong(let count): "this is not a code: it has \(count) characters, and no code has more than 1550"
    case .character(let position):
      "this code was mistyped (character \(position + 1) is not one that codes are written with)"
    case .digits: "this code was mistyped or cut short (no code has as many characters)"
    case .overflow(let position):
      "this code was mistyped (there are wrong characters from character \(position + 1) on)"
    case .checksum: "this code was mistyped or cut short (its checksum does not match)"
    case .length: "this code is malformed (it ends inside a field)"
    case .shape: "this code is malformed (its first byte has no meaning)"
    case .issuer: "this code is malformed (its issuer number cannot exist)"
    case .window: "this code is malformed (it ends before it begins)"
    case .post: "this code is malformed (its post is not written as the format asks)"
    case .brand, .brandOrder: "this code is malformed (its brands are not written as the format asks)"
    case .trailing(let count): "this code is malformed (\(count) bytes too many)"
    }
  }

  var hint: TerminalText {
    switch self {
    case .prefix:
      "a code is one unbroken word that starts with pp1_; write @FILE for a file that holds one"
    case _ where isMistyped: "copy it again; it is one unbroken word that starts with pp1_"
    default: "copying it again does not help; ask whoever issued it for a new code"
    }
  }
}

extension DamagedBody {
  var sentence: TerminalText {
    switch self {
    case .length: "the keyring or list is damaged (its length is not the signed one)"
    case .pageHash(let page): "the keyring or list is damaged (page \(page) is not the signed one)"
    case .unreadable(let number): "the keyring or list cannot be read (\(systemMessage(number)))"
    case .record(let number): "the keyring is malformed (record \(number))"
    case .list: "the list is malformed"
    }
  }

  func hint(mirror: Bool) -> TerminalText {
    switch self {
    case .record, .list: "its signature is genuine; tell the authority"
    default: mirror ? "copy the mirror again" : "run postpass-pull, and check the disk"
    }
  }
}
