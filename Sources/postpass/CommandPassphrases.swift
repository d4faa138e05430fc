import Console
import DurableFile
import Glibc
import PostPassIssuing
import Synchronization

/// The passphrases of one command, as its options say, else from the terminal.
struct CommandPassphrases: PassphraseSource {
  /// Where the passphrase of keys that are made comes from.
  enum New: Sendable {
    /// The same file or descriptor; on a terminal it is offered.
    case asCurrent
    case input(PassphraseInput)
    case none
  }

  private let current: PassphraseInput
  private let currentReader: PassphraseReader?
  private let new: New
  private let newReader: PassphraseReader?
  private let prompt = PassphrasePrompt()

  private static let attempts = 3

  init(current: PassphraseInput, new: New = .asCurrent) {
    self.current = current
    self.new = new
    currentReader = PassphraseReader(current)
    if case .input(let input) = new { newReader = PassphraseReader(input) } else { newReader = nil }
  }

  func begin() { prompt.begin() }

  func end() { prompt.end() }

  func passphrase(for path: String, attempt: Int) throws(PassphraseError) -> Passphrase? {
    switch current {
    case .nobody: throw .needed(path)
    case .terminal:
      guard attempt < CommandPassphrases.attempts else { return nil }
      let again: TerminalText = attempt == 0 ? "" : "that does not open it, or it is damaged\n"
      do { return try prompt.ask("\(again)passphrase of \(path): ", orThrow: .needed(path)) } catch {
        if error == .empty { return try passphrase(for: path, attempt: attempt + 1) }
        throw error
      }
    case .file, .descriptor:
      // A change that was cut off has given some of the files the new one already.
      guard attempt < 2 else { return nil }
      return try (attempt == 0 ? currentReader : newReader)?.passphrase()
    }
  }

  func newPassphrase() throws(PassphraseError) -> Passphrase? {
    switch new {
    case .none: return nil
    case .asCurrent:
      switch current {
      case .nobody: return nil
      case .file, .descriptor: return try currentReader?.passphrase()
      case .terminal:
        // Nobody who feeds the command from elsewhere waits for this question.
        guard isatty(0) == 1 else { return nil }
        do { return try askForNew("passphrase of the new keys (empty for none): ") } catch {
          if error == .empty { return nil }
          throw error
        }
      }
    case .input(.nobody): throw .newNeeded
    case .input(.terminal): return try askForNew("new passphrase: ")
    case .input(.file), .input(.descriptor): return try newReader?.passphrase()
    }
  }

  /// Asks until the same is typed twice.
  private func askForNew(_ question: TerminalText) throws(PassphraseError) -> Passphrase {
    for attempt in 0..<CommandPassphrases.attempts {
      let again: TerminalText = attempt == 0 ? "" : "the two were not the same\n"
      let first = try prompt.ask("\(again)\(question)", orThrow: .newNeeded)
      let second: Passphrase
      do { second = try prompt.ask("the same again: ", orThrow: .newNeeded) } catch {
        if error == .empty { continue }
        throw error
      }
      if first.equals(second) { return first }
    }
    throw .different
  }
}

/// Reads a file or a descriptor once, when it is first needed; a pipe has nothing the second time.
private final class PassphraseReader: Sendable {
  private let input: PassphraseInput
  private let held = Mutex<Passphrase?>(nil)

  /// Nil for what is no file.
  init?(_ input: PassphraseInput) {
    switch input {
    case .file, .descriptor: self.input = input
    case .terminal, .nobody: return nil
    }
  }

  func passphrase() throws(PassphraseError) -> Passphrase {
    try held.withLock { held throws(PassphraseError) in
      let read: Passphrase
      if let known = held.take() { read = known } else { read = try fresh() }
      let copy = Passphrase(copying: read)
      held = consume read
      return copy
    }
  }

  private func fresh() throws(PassphraseError) -> Passphrase {
    try unsafe Passphrase { buffer throws(PassphraseError) in
      do throws(FileError) {
        switch input {
        case .file(let path): return try unsafe DurableFile.readSecretFileOrPipe(path, into: buffer)
        case .descriptor(let number): return try unsafe DurableFile.readSecret(from: number, into: buffer)
        case .terminal, .nobody: preconditionFailure("neither has a reader")
        }
      } catch {
        throw .file(error)
      }
    }
  }
}
