import ArgumentParser
import Console
import DurableFile
import PostPass
import PostPassIssuing

struct Keygen: PostPassCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make a key, to be enrolled by an authority.",
    discussion: """
      The secret stays in the home; the line that is printed goes to whoever runs the authority, who enrols it with postpass keyring add. A passphrase for it is offered on a terminal.

      Example:
        postpass keygen --creator @kim --out kim.pub
      """)

  @Option(help: "The creator account, for an issuer key.")
  var creator: String?

  @Option(help: "What the key is for: issuer, publisher, root or keyring.")
  var role: KeyRole = .issuer

  @Option(help: "Write the public line to a new file.")
  var out: String?

  @OptionGroup var homeOptions: HomeOptions
  @OptionGroup var output: OutputOptions

  enum KeyRole: String, ExpressibleByArgument, CaseIterable {
    case issuer, publisher, root, keyring
  }

  func execute(_ terminal: Terminal) throws(Failure) {
    let owner = try owner()
    let home = try homeOptions.home()
    if let out, MirrorDirectory.exists(out) { throw Failure(FileError.exists(out)) }
    let key: PendingKey
    let isForHome: Bool
    do {
      isForHome = try home.enrols()
      key = try home.generateKey(for: owner)
    } catch {
      throw Failure(any: error)
    }
    if let out { try write(key, to: out, terminal) }
    let line = key.file.text.dropLast()
    if !terminal.json && out != nil {
      try terminal.note("wrote \(out ?? "")")
    } else {
      try terminal.result("\(line)") { object in
        object.add("public_key", key.file.publicKey.text)
        object.add("role", role.rawValue)
        object.add("creator", creator)
        object.add("secret_file", key.path)
        object.add("file", out)
      }
    }
    if case .issuer(let account) = owner { try terminal.noteSpelling(of: account) }
    try terminal.note("the secret is in \(key.path)")
    try terminal.note("next: \(isForHome ? nextHere(out ?? key.publicPath) : nextElsewhere)")
  }

  private func write(_ key: PendingKey, to out: String, _ terminal: Terminal) throws(Failure) {
    do {
      try DurableFile.createExclusively(Array(key.file.text.utf8), at: out, permissions: 0o644)
    } catch {
      try terminal.warn("the key was made all the same: \(key.publicPath), and its secret in \(key.path)")
      throw Failure(error)
    }
  }

  private var nextElsewhere: TerminalText {
    let next: TerminalText =
      switch role {
      case .issuer, .publisher: "then: postpass join ppa1_… --from MIRROR"
      case .root: "who names it in: postpass root rotate --root-keys"
      case .keyring: "who names it in: postpass root rotate --keyring-keys"
      }
    return "send the public line to your authority, \(next)"
  }

  private func nextHere(_ file: String) -> TerminalText {
    switch role {
    case .issuer, .publisher: "postpass keyring add \(word: file)"
    case .root: "name it in: postpass root rotate --root-keys"
    case .keyring: "name it in: postpass root rotate --keyring-keys"
    }
  }

  private func owner() throws(Failure) -> KeyOwner {
    if role == .issuer {
      guard let creator else {
        throw Failure(
          code: "missing-option", message: "an issuer key needs an account",
          hint: "add --creator @kim", exit: .usage)
      }
      return .issuer(try Value.account(creator, of: "--creator"))
    }
    guard creator == nil else {
      throw Failure(
        code: "contradicting-options", message: "a \(role.rawValue) key belongs to no creator",
        hint: "leave --creator out", exit: .usage)
    }
    switch role {
    case .root: return .root
    case .keyring: return .keyring
    case .publisher, .issuer: return .publisher
    }
  }
}

extension Home {
  /// True of the home of an authority: where lists are published, or a root or keyring key is kept.
  fileprivate func enrols() throws -> Bool {
    guard try authority() != nil else { return false }
    return try !open().heldNumbers(of: .publisher).isEmpty || !rootSecretFiles().isEmpty
  }
}
