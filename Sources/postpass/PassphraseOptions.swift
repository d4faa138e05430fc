import ArgumentParser
import Console
import Glibc
import PostPass
import PostPassIssuing

/// Where the passphrase of secret keys comes from.
struct PassphraseOptions: ParsableArguments {
  @Option(
    name: .customLong("passphrase-file"),
    help: "The passphrase of the keys, in a file or pipe that nobody else can read (default: the terminal).")
  var file: String?

  @Option(name: .customLong("passphrase-fd"), help: "The same from an open descriptor.")
  var descriptor: String?

  @OptionGroup var questions: QuestionOptions

  var noInput: Bool { questions.noInput }

  func input() throws(Failure) -> PassphraseInput {
    try PassphraseInput(
      file: file, descriptor: descriptor, noInput: noInput, names: ("--passphrase-file", "--passphrase-fd"))
  }
}

/// One way to a passphrase.
enum PassphraseInput: Sendable {
  case file(String)
  case descriptor(Int32)
  case terminal
  case nobody

  /// - Parameter names: of the two options.
  init(
    file: String?, descriptor: String?, noInput: Bool, names: (file: TerminalText, descriptor: TerminalText)
  ) throws(Failure) {
    switch (file, descriptor) {
    case (.some, .some):
      throw .usage(
        "contradicting-options", "there are two places for one passphrase",
        hint: "give \(names.file) or \(names.descriptor)")
    case (.some(let file), nil): self = .file(file)
    case (nil, .some(let text)): self = .descriptor(try PassphraseInput.number(text, names.descriptor))
    case (nil, nil): self = noInput || !PassphrasePrompt.isPossible ? .nobody : .terminal
    }
  }

  private static func number(_ text: String, _ name: TerminalText) throws(Failure) -> Int32 {
    guard let value = Decimal.value(of: text.utf8, below: 1 << 31) else {
      throw .usage(
        "malformed-descriptor", "\(quoting: text) is not the number of a descriptor",
        hint: "open it for the command: \(name) 3 3<FILE")
    }
    // Looked at before this program opens anything that could get the number.
    guard fcntl(Int32(value), F_GETFD) >= 0 else {
      throw Failure(
        code: "no-descriptor", message: "descriptor \(value) is not open",
        hint: "open it for the command: \(name) 3 3<FILE", exit: .inputMissing)
    }
    // A terminal would show what is typed.
    guard isatty(Int32(value)) == 0 else {
      throw .usage(
        "descriptor-is-terminal", "descriptor \(value) is a terminal",
        hint: "leave \(name) out, and the passphrase is asked for")
    }
    return Int32(value)
  }
}
