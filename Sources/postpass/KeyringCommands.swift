import ArgumentParser
import Console
import DurableFile
import PostPass
import PostPassIssuing
import PostPassLedger

/// Who may sign: the keyring of the authority.
struct KeyringCommands: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keyring", abstract: "Enrol and remove keys, and show them.",
    subcommands: [KeyringAdd.self, KeyringRemove.self, KeyringRenew.self, KeyringShow.self])
}

struct KeyringAdd: PostPassCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Enrol keys under the next numbers.",
    discussion: """
      Example:
        postpass keyring add kim.pub
      """)

  @Argument(help: "Files with the public line of postpass keygen.")
  var files: [String]

  @Option(help: "Start of the keys' window, a date or a time in UTC (default: now).")
  var from: String?

  @Option(help: "End of the keys' window (default: none).")
  var until: String?

  @OptionGroup var pending: PendingOptions

  @OptionGroup var confirmation: ConfirmationOptions
  @OptionGroup var homeOptions: HomeOptions
  @OptionGroup var by: OperatorOptions
  @OptionGroup var output: OutputOptions

  func execute(_ terminal: Terminal) throws(Failure) {
    let window = try window(now: terminal.now)
    var keys: [PublicKeyFile] = []
    for path in files { keys.append(try PublicKeyFile(at: path)) }
    let home = try homeOptions.home()
    do {
      let open = try home.open()
      try home.checkOwners(of: keys)
      let seen = try Precautions(confirmation, homeOptions).askBeforeKeyring(of: open, terminal)
      var numbers: [KeyNumber] = []
      let outcome = try home.changeKeyring(
        pendingAt: pending.out, agreed: seen?.change, now: terminal.now, by: by.text
      ) { editor throws(IssuingError) in
        for key in keys { numbers.append(try editor.add(key, window: window)) }
      }
      let takenOver = try TakeOver.taken(by: outcome, of: open, seen: seen, terminal)
      guard case .complete(let proposal, let state) = outcome else {
        return try ProposalReport.show(outcome, takingOver: takenOver, terminal)
      }
      _ = try home.numberKeys(by: state.trust.keyring)
      let keyring = proposal.file.nextKeyring.head.number
      for (number, key) in zip(numbers, keys) {
        try terminal.result("enrolled \(key.owner.phrase) as number \(number.value), keyring #\(keyring)") {
          object in
          object.add("number", number.value)
          object.add("public_key", key.publicKey.text)
          object.add("keyring", keyring)
          object.add(number == numbers.first ? takenOver : nil)
        }
      }
    } catch {
      if case IssuingError.alreadyEnrolled = error { finishEnrolment(in: home) }
      throw Failure(any: error)
    }
    try terminal.note("next: postpass publish")
  }

  /// A run that was cut off behind the enrolment has left the secret of a key without the name of its number.
  private func finishEnrolment(in home: Home) {
    guard let keyring = try? home.open().keyring else { return }
    _ = try? home.numberKeys(by: keyring)
  }

  private func window(now: UnixTime) throws(Failure) -> Window {
    let start = try from.map { text throws(Failure) in
      try Value.time(text, of: "--from", bareDateMeans: .start)
    }
    let end = try until.map { text throws(Failure) in try Value.time(text, of: "--until", bareDateMeans: .end)
    }
    let notBefore = start ?? now.subtracting(TrustSet.skew)
    guard let window = Window(notBefore: notBefore, notAfter: end ?? .distantFuture) else {
      throw Failure(
        code: "empty-window",
        message: "the window ends \(end?.text ?? "") before it begins \(notBefore.text)",
        hint: "give a later --until", exit: .usage)
    }
    return window
  }
}

extension PublicKeyFile {
  /// Reads the public line that somebody sent.
  init(at path: String) throws(Failure) {
    let bytes: [UInt8]
    do { bytes = try DurableFile.readFileOrPipe(path, limit: PublicKeyFile.maximalLength) } catch {
      throw Failure(error)
    }
    guard let file = PublicKeyFile(parsing: bytes) else {
      throw Failure(
        code: "malformed-key-file", message: "\(path) has no public key line, or it was mistyped",
        hint: "it is one line: ppk1_…, the role and the account, as postpass keygen prints it", exit: .damaged
      )
    }
    self = file
  }
}

struct KeyringRemove: PostPassCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Remove a key: nothing that it signed is accepted any more.",
    discussion: """
      Its number is never used again. To deny only its codes, revoke instead.

      Example:
        postpass keyring remove 3
      """)

  @Argument(help: "The number of the key.")
  var number: String

  @OptionGroup var pending: PendingOptions

  @OptionGroup var confirmation: ConfirmationOptions
  @OptionGroup var homeOptions: HomeOptions
  @OptionGroup var by: OperatorOptions
  @OptionGroup var output: OutputOptions

  func execute(_ terminal: Terminal) throws(Failure) {
    let number = try Value.keyNumber(number, of: "")
    let home = try homeOptions.home()
    do {
      let open = try home.open()
      let held = try open.record(number)
      try terminal.confirm(
        "removing key \(number.value) (\(held.phrase)) and with it all that it signed", confirmation,
        noInput: homeOptions.passphrase.noInput)
      let seen = try Precautions(confirmation, homeOptions).askBeforeKeyring(of: open, terminal)
      let outcome = try home.changeKeyring(
        pendingAt: pending.out, agreed: seen?.change, now: terminal.now, by: by.text
      ) { editor throws(IssuingError) in _ = try editor.remove(number) }
      let takenOver = try TakeOver.taken(by: outcome, of: open, seen: seen, terminal)
      guard case .complete(_, let state) = outcome else {
        return try ProposalReport.show(outcome, takingOver: takenOver, terminal)
      }
      try terminal.result("removed key \(number.value), keyring #\(state.trust.keyring.head.number)") {
        object in
        object.add("removed", number.value)
        object.add("keyring", state.trust.keyring.head.number)
        object.add(takenOver)
      }
      guard try KeyringContent(decoding: state.trust.keyring).hasPublisher else {
        try terminal.warn("no publisher is left, so that no list can be published")
        try terminal.note(
          "next: postpass keygen --role publisher --out new.pub, then postpass keyring add new.pub")
        return
      }
    } catch {
      throw Failure(any: error)
    }
    try terminal.note("next: postpass publish; until then verifiers accept the key")
  }
}

struct KeyringRenew: PostPassCommand {
  static let configuration = CommandConfiguration(
    commandName: "renew", abstract: "Sign the keyring as it is for 400 more days.",
    discussion: """
      Example:
        postpass keyring renew && postpass publish
      """)

  @OptionGroup var pending: PendingOptions
  @OptionGroup var confirmation: ConfirmationOptions
  @OptionGroup var homeOptions: HomeOptions
  @OptionGroup var by: OperatorOptions
  @OptionGroup var output: OutputOptions

  func execute(_ terminal: Terminal) throws(Failure) {
    do {
      let home = try homeOptions.home()
      let open = try home.open()
      let seen = try Precautions(confirmation, homeOptions).askBeforeKeyring(of: open, terminal)
      let outcome = try home.changeKeyring(
        pendingAt: pending.out, agreed: seen?.change, now: terminal.now, by: by.text
      ) { _ in }
      let takenOver = try TakeOver.taken(by: outcome, of: open, seen: seen, terminal)
      try ProposalReport.show(outcome, takingOver: takenOver, terminal)
    } catch {
      throw Failure(any: error)
    }
  }
}

struct KeyringShow: PostPassCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show every key with its number.")

  @OptionGroup var homeOptions: HomePathOptions
  @OptionGroup var output: OutputOptions

  func execute(_ terminal: Terminal) throws(Failure) {
    let records: [KeyRecord]
    let revoked: Set<KeyNumber>
    do {
      let open = try homeOptions.home().open()
      records = try KeyringContent(decoding: open.keyring).records
      revoked = try open.revokedKeys()
    } catch {
      throw Failure(any: error)
    }
    var table = Table(["NUMBER", "ROLE", "ACCOUNT", "STATE", "FROM", "UNTIL", "KEY"])
    for (index, record) in records.enumerated() {
      let isRevoked = KeyNumber(UInt32(index + 1)).map(revoked.contains) ?? false
      let state = record.state(isRevoked: isRevoked, now: terminal.now)
      if terminal.json {
        try terminal.line { object in
          object.add("number", index + 1)
          object.add("role", record.role.name)
          object.add("account", record.account?.description)
          object.add("state", state)
          object.add("not_before", record.window.notBefore.iso8601)
          object.add("not_after", record.window.notAfter <= .lastDate ? record.window.notAfter.iso8601 : nil)
          object.add("public_key", record.publicKey.text)
        }
      } else {
        table.add([
          "\(index + 1)", "\(record.role.name)", "\(record.account?.description ?? "-")", "\(state)",
          "\(record.window.notBefore.text)", "\(record.window.notAfter.text)", "\(record.publicKey.text)",
        ])
      }
    }
    if !terminal.json { try Output.standard.line(table.text) }
  }
}

extension KeyRecord {
  /// What has become of the key, in a word.
  fileprivate func state(isRevoked: Bool, now: UnixTime) -> String {
    if isRemoved { return "removed" }
    if isRevoked { return "revoked" }
    if now < window.notBefore { return "not-yet-valid" }
    return now < window.notAfter ? "active" : "expired"
  }

  /// `issuer @nora`, `publisher`.
  var phrase: TerminalText { "\(role.name)\(account.map { " \($0)" } ?? "")" }
}

extension KeyOwner {
  /// `@nora`, `publisher`.
  var phrase: TerminalText {
    switch self {
    case .issuer(let account): "\(account)"
    case .publisher: "a publisher"
    case .root: "a root key"
    case .keyring: "a keyring key"
    }
  }
}
