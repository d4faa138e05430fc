import ArgumentParser
import Console
import PostPass
import PostPassIssuing

/// The secret keys of the home.
struct KeyCommands: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key", abstract: "Set, change or drop the passphrase of secret keys.",
    subcommands: [KeyPassphrase.self])
}

struct KeyPassphrase: PostPassCommand {
  static let configuration = CommandConfiguration(
    commandName: "passphrase", abstract: "Set, change or drop the passphrase of one key, or of all.",
    discussion: """
      Each file is replaced whole: cut off anywhere, a key opens with the old passphrase or with the new one. What was in the old file may stay on the disk; a key that somebody may have copied is to be replaced.

      Example:
        postpass key passphrase
        postpass key passphrase 1 --new-passphrase-file new.txt
      """)

  @Argument(
    help: "The number of a key, or the name of its file without .key, such as root (default: all keys here).")
  var key: String?

  @Option(help: "The new passphrase, in a file or pipe that nobody else can read (default: the terminal).")
  var newPassphraseFile: String?

  @Option(help: "The same from an open descriptor.")
  var newPassphraseFd: String?

  @Flag(help: "Go without a passphrase from now on.")
  var drop = false

  @OptionGroup var homeOptions: HomeOptions
  @OptionGroup var output: OutputOptions

  func execute(_ terminal: Terminal) throws(Failure) {
    let home = try homeOptions.home(new: try newPassphrase())
    let changed: ResealedKeys
    do { changed = try home.reseal(selection) } catch { throw Failure(error) }
    let names = changed.names.joined(separator: ", ")
    try terminal.result(
      changed.haveNoPassphrase ? "dropped the passphrase of \(names)" : "set the passphrase of \(names)"
    ) { object in
      object.add("keys", changed.names)
      object.add("passphrase", changed.haveNoPassphrase ? "none" : "new")
    }
  }

  private var selection: SecretSelection {
    guard let key else { return .all }
    let number = Decimal.value(of: key.utf8, below: 1 << 32).flatMap { KeyNumber(UInt32($0)) }
    return number.map(SecretSelection.number) ?? .name(key)
  }

  private func newPassphrase() throws(Failure) -> CommandPassphrases.New {
    guard drop else {
      return .input(
        try PassphraseInput(
          file: newPassphraseFile, descriptor: newPassphraseFd, noInput: homeOptions.passphrase.noInput,
          names: ("--new-passphrase-file", "--new-passphrase-fd")))
    }
    guard newPassphraseFile == nil, newPassphraseFd == nil else {
      throw .usage(
        "contradicting-options", "a passphrase cannot be both new and dropped",
        hint: "leave --drop out, or the new passphrase")
    }
    return .none
  }
}
