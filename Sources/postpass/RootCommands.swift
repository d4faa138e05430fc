import ArgumentParser
import Console
import DurableFile
import PostPass
import PostPassIssuing

/// Who may sign roots and keyrings.
struct RootCommands: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "root", abstract: "Show, renew and replace the keys that everything rests on.",
    subcommands: [RootShow.self, RootRotate.self, RootExport.self])
}

struct RootRotate: PostPassCommand {
  static let configuration = CommandConfiguration(
    commandName: "rotate", abstract: "Make the next root, with the same keys or with others.",
    discussion: """
      Without options the root is renewed for five years. The keyring of this home is signed again under it. Where keys are elsewhere, a pending file is written for postpass sign.

      Keyring keys stay as they are, unless they were the root keys: then they are so again.

      Example:
        postpass root rotate
        postpass root rotate --root-keys a.pub b.pub c.pub --threshold 2
      """)

  @Option(parsing: .upToNextOption, help: "All root keys from now on: files of postpass keygen, or ppk1_…")
  var rootKeys: [String] = []

  @Option(help: "How many root keys the next root needs.")
  var threshold: String?

  @Option(parsing: .upToNextOption, help: "All keyring keys from now on.")
  var keyringKeys: [String] = []

  @Option(help: "How many keyring keys a keyring needs.")
  var keyringThreshold: String?

  @Option(help: "Where a pending file goes (default: root-N.pending).")
  var out: String?

  @Flag(help: "Show the next root, and sign nothing.")
  var dryRun = false

  @OptionGroup var confirmation: ConfirmationOptions
  @OptionGroup var homeOptions: HomeOptions
  @OptionGroup var by: OperatorOptions
  @OptionGroup var output: OutputOptions

  func execute(_ terminal: Terminal) throws(Failure) {
    let change = RootChange(
      rootKeys: try SignerKeys.parsed(rootKeys, as: [.root]),
      rootThreshold: try threshold(
        threshold, for: rootKeys, of: "--threshold", besides: "--root-keys"),
      keyringKeys: try SignerKeys.parsed(keyringKeys, as: [.keyring, .root]),
      keyringThreshold: try threshold(
        keyringThreshold, for: keyringKeys, of: "--keyring-threshold", besides: "--keyring-keys"))
    let home = try homeOptions.home()
    do {
      let open = try home.open()
      let proposal = try open.proposal(change, now: terminal.now)
      if dryRun {
        try open.undone(by: proposal)?.show(terminal)
        return try ProposalReport(proposal, now: terminal.now).showPlan(terminal)
      }
      try Precautions(confirmation, homeOptions).ask(before: proposal, of: open, terminal)
      let outcome = try home.rotateRoot(change, pendingAt: out, now: terminal.now, by: by.text)
      try ProposalReport.show(outcome, terminal)
    } catch {
      throw Failure(any: error)
    }
  }

  /// One key needs no number; of several, how many have to sign is never guessed.
  private func threshold(
    _ text: String?, for keys: [String], of option: TerminalText, besides keysOption: TerminalText
  ) throws(Failure) -> Int? {
    guard let text else {
      guard keys.count > 1 else { return keys.isEmpty ? nil : 1 }
      throw .usage(
        "missing-option", "\(keysOption) names \(keys.count) keys, and not how many of them have to sign",
        hint: "add \(option) \(keys.count / 2 + 1)")
    }
    guard let value = Decimal.value(of: text.utf8, below: 1 << 32) else {
      throw .usage(
        "malformed-threshold", "\(Value.given(text, with: option.text)) is not a number",
        hint: "write how many of the keys have to sign, for example \(option) 2")
    }
    return Int(value)
  }
}

/// Reads the keys that a root is to name.
enum SignerKeys {
  /// Nil where none is named.
  static func parsed(_ words: [String], as owners: [KeyOwner]) throws(Failure) -> [PublicKey]? {
    if words.isEmpty { return nil }
    var keys: [PublicKey] = []
    for word in words { keys.append(try parsed(word, as: owners)) }
    return keys
  }

  private static func parsed(_ word: String, as owners: [KeyOwner]) throws(Failure) -> PublicKey {
    if word.hasPrefix("ppk1_") {
      return try Value.publicKey(word)
    }
    let file = try PublicKeyFile(at: word)
    guard owners.contains(file.owner) else { throw Failure(IssuingError.notForRoot(file.owner)) }
    return file.publicKey
  }
}

extension Value {
  /// The text of a public key.
  static func publicKey(_ text: String) throws(Failure) -> PublicKey {
    guard let key = PublicKey(parsing: text) else {
      throw .usage(
        "malformed-key", "\(quoting: text) is not a public key, or was mistyped",
        hint: "copy it again from postpass root show; it is one word that starts with ppk1_")
    }
    return key
  }
}

struct RootShow: PostPassCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show the root's keys and thresholds, and which keys are here.",
    discussion: """
      Example:
        postpass root show
      """)

  @OptionGroup var homeOptions: HomePathOptions
  @OptionGroup var output: OutputOptions

  func execute(_ terminal: Terminal) throws(Failure) {
    do {
      let open = try homeOptions.home().open()
      let body = open.state.trust.chain.last.body
      let report = RootReport(
        trust: open.state.trust, held: try open.home.held(of: body.rootKeys + body.keyringKeys),
        retired: try open.home.held(of: open.state.trust.chain.retiredRootKeys).keys.sorted {
          $0.text < $1.text
        })
      try terminal.result(report.text(now: terminal.now)) { report.add(to: &$0) }
    } catch {
      throw Failure(any: error)
    }
  }
}

/// What `root show` says.
private struct RootReport {
  let trust: TrustSet
  let held: HeldRootKeys
  /// Those of earlier roots that are still here.
  let retired: [PublicKey]

  func text(now: UnixTime) -> TerminalText {
    let body = trust.chain.last.body
    var text: TerminalText = "authority  \(trust.authority)"
    for (name, head, keys, threshold) in [
      ("root       ", trust.root, body.rootKeys, body.rootThreshold),
      ("keyring    ", trust.keyring.head, body.keyringKeys, body.keyringThreshold),
    ] {
      let end = head.freshUntil
      text += """

        \(name)#\(head.number), \(threshold) of \(keys.count) keys, \(end > now ? "fresh until" : "stale since") \(end.text) \
        (\(RelativeTime(end, from: now).text))
        """
      for key in keys { text += "\n           \(key.text)\(held.keys.contains(key) ? "  here" : "")" }
    }
    for root in trust.chain.files.dropLast().reversed() {
      let head = root.signed.head
      text += """

        earlier    #\(head.number), \(root.body.rootThreshold) of \(root.body.rootKeys.count) keys, of \(head.issuedAt.text)
        """
    }
    for key in retired {
      text += "\nretired    \(key.text) is still here; next: postpass root export FILE --key \(key.text)"
    }
    for path in held.sealedPaths {
      text += "\nsealed     \(path) may be one of these keys; it has a passphrase"
    }
    return text
  }

  func add(to object: inout JSONObject) {
    let body = trust.chain.last.body
    object.add("authority", trust.authority.description)
    for (name, head, keys, threshold) in [
      ("root", trust.root, body.rootKeys, body.rootThreshold),
      ("keyring", trust.keyring.head, body.keyringKeys, body.keyringThreshold),
    ] {
      object.add(name) { member in
        member.add("number", head.number)
        member.add("threshold", threshold)
        member.add("keys", forEach: keys) { member, key in
          member.add("public_key", key.text)
          member.add("here", held.keys.contains(key))
        }
        member.add("issued", head.issuedAt.iso8601)
        member.add("fresh_until", head.freshUntil.iso8601)
      }
    }
    object.add("retired", retired.map(\.text))
    object.add("sealed", held.sealedPaths)
    object.add("earlier", forEach: trust.chain.files.dropLast()) { member, root in
      member.add("number", root.signed.head.number)
      member.add("threshold", root.body.rootThreshold)
      member.add("keys", root.body.rootKeys.map(\.text))
      member.add("issued", root.signed.head.issuedAt.iso8601)
    }
  }
}

struct RootExport: PostPassCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Move the secret of a root key out of this home, to a USB stick for example.",
    discussion: """
      The copy is read back and compared before the secret is removed here.

      Example:
        postpass root export /media/stick/root.key
      """)

  @Argument(help: "The new file.")
  var file: String

  @Option(help: "The public key, ppk1_…, where several root keys are here.")
  var key: String?

  @OptionGroup var confirmation: ConfirmationOptions
  @OptionGroup var homeOptions: HomeOptions
  @OptionGroup var by: OperatorOptions
  @OptionGroup var output: OutputOptions

  func execute(_ terminal: Terminal) throws(Failure) {
    let asked = try key.map { text throws(Failure) in try Value.publicKey(text) }
    if MirrorDirectory.exists(file) { throw Failure(FileError.exists(file)) }
    let home = try homeOptions.home()
    let export: PostPassIssuing.RootExport
    do {
      try terminal.confirm(
        "moving the secret of \(try subject(asked, in: home)) to \(file), and removing it here", confirmation,
        noInput: homeOptions.passphrase.noInput)
      export = try PostPassIssuing.RootExport(of: asked, from: home)
      try export.move(to: file, from: home, now: terminal.now, by: by.text)
    } catch {
      throw Failure(any: error)
    }
    try terminal.result("moved the secret of root key \(export.publicKey.text) to \(file)") { object in
      object.add("public_key", export.publicKey.text)
      object.add("file", file)
    }
    if export.isRetired {
      try terminal.note("no root names it any more: destroy it, because it could fork the chain for ever")
      return
    }
    if export.signsKeyrings {
      try terminal.note(
        "it is a keyring key too: from now on postpass keyring add needs postpass sign --key \(word: file)")
    }
    try terminal.note("keep a second copy elsewhere: nothing else can sign for this key")
  }

  /// Which key it is, as far as that can be said before a passphrase is asked for.
  private func subject(_ asked: PublicKey?, in home: Home) throws(IssuingError) -> TerminalText {
    do {
      let export = try PostPassIssuing.RootExport(of: asked, from: Home(home.path))
      return "\(export.isRetired ? "retired " : "")root key \(export.publicKey.text)"
    } catch .secret(.passphrase(.needed(let path))) {
      return asked.map { "root key \($0.text)" } ?? "the root key in \(path)"
    }
  }
}
