import Console
import PostPass
import PostPassIssuing

/// A newer keyring, perhaps under a newer root, that a command is about to take over: whoever signs one may be a thief, so
/// that it is always said what changes, and asked where a key goes whose secret is here.
struct TakeOver {
  let change: TrustChange
  /// `the mirror`, or the name of a file.
  let origin: TerminalText

  /// Says what changes. What nobody has asked for is worth a look, however quiet the command is to be.
  func show(_ terminal: Terminal) throws(Failure) {
    let text = text(now: terminal.now)
    if change.isOfDatesOnly { try terminal.note(text) } else { try terminal.warn(text) }
  }

  /// Says what changes, and asks where a key goes whose secret is here.
  func ask(_ confirmation: ConfirmationOptions, noInput: Bool, _ terminal: Terminal) throws(Failure) {
    try show(terminal)
    guard !change.lost.isEmpty else { return }
    try terminal.confirm(
      "taking over keyring #\(change.newKeyring.number) of \(origin), which removes \(change.lostPhrase)",
      confirmation, noInput: noInput, orThrow: Failure(ofRemoval: change, by: origin))
  }

  /// `keyring #3 → #5 from the mirror`, then a line for each change.
  func text(now: UnixTime) -> TerminalText {
    let keyring: TerminalText = "keyring #\(change.oldKeyring.number) → #\(change.newKeyring.number)"
    var text: TerminalText
    if change.oldRoot.signed.head == change.newRoot.signed.head {
      text = "\(keyring) from \(origin)\(change.isOfDatesOnly ? ", with the same keys" : "" as TerminalText)"
    } else {
      let (old, new) = (change.oldRoot.body, change.newRoot.body)
      let root = change.newRoot.signed.head
      text = "root #\(change.oldRoot.signed.head.number) → #\(root.number) with \(keyring) from \(origin)"
      let end = change.newKeyring.freshUntil
      text += "\nroot       "
      text += SignersText.rootKeys(from: old, to: new, until: root.freshUntil, now: now)
      text += "\nkeyring    \(SignersText.keyringKeys(from: old, to: new, until: end, now: now))"
    }
    for change in change.keys.changes { text += "\n  \(change.line)" }
    if change.keys.furtherChanges > 0 {
      // A removal among many others is not to be overlooked.
      text += """
        \n  and \(change.keys.furtherChanges) more, in all \(change.keys.enrolled) enrolled, \
        \(change.keys.removed) removed, \(change.keys.replaced) changed; afterwards see: postpass keyring show
        """
    }
    return text
  }

  /// `it has keyring #5, which removes publisher 2, whose secret is here`.
  var warning: TerminalText {
    let keyring: TerminalText = "it has keyring #\(change.newKeyring.number), which"
    guard change.lost.isEmpty else {
      return
        "\(keyring) removes \(change.lostPhrase): before you publish, see \"The keyring key is stolen\" in RUNBOOK.md"
    }
    return "\(keyring) is newer; to see what it changes: postpass publish --dry-run"
  }

  func add(to object: inout JSONObject) {
    object.add("from", origin.text)
    if change.oldRoot.signed.head != change.newRoot.signed.head {
      let signers = RootDifference(from: change.oldRoot.body, to: change.newRoot.body)
      object.add("root") { member in
        member.add("old", change.oldRoot.signed.head.number)
        member.add("new", change.newRoot.signed.head.number)
        member.add("root_keys_added", signers.rootKeys.added.map(\.text))
        member.add("root_keys_removed", signers.rootKeys.removed.map(\.text))
        member.add("keyring_keys_added", signers.keyringKeys.added.map(\.text))
        member.add("keyring_keys_removed", signers.keyringKeys.removed.map(\.text))
      }
    }
    object.add("keyring") { member in
      member.add("old", change.oldKeyring.number)
      member.add("new", change.newKeyring.number)
    }
    object.add("enrolled", change.keys.enrolled)
    object.add("removed", change.keys.removed)
    object.add("changed", change.keys.replaced)
    object.add("changes", forEach: change.keys.changes) { $1.add(to: &$0) }
    object.add("more_changes", change.keys.furtherChanges)
    object.add("removed_here", change.lost.map(\.number.value))
  }
}

extension JSONObject {
  /// What a command took over besides its own work; no member where that is nothing.
  mutating func add(_ takenOver: TakeOver?) {
    guard let takenOver else { return }
    add("taken_from") { takenOver.add(to: &$0) }
  }
}

extension Precautions {
  /// What the mirror has newer, once its user has agreed to it; nil where that is nothing.
  func askAboutMirror(
    of open: OpenHome, at directory: String?, mayBeEmpty: Bool, _ terminal: Terminal
  ) throws(Failure) -> TakeOver? {
    guard let takeOver = try TakeOver(of: open, at: directory, mayBeEmpty: mayBeEmpty) else { return nil }
    try takeOver.ask(confirmation, noInput: noInput, terminal)
    return takeOver
  }
}

extension TakeOver {
  /// Nil where the mirror has nothing newer, or there is none.
  init?(of open: OpenHome, at directory: String?, mayBeEmpty: Bool) throws(Failure) {
    guard let directory else { return nil }
    do {
      guard let change = try open.change(by: directory, mayBeEmpty: mayBeEmpty) else { return nil }
      self.init(ofMirror: change)
    } catch {
      throw Failure(error)
    }
  }

  init(ofMirror change: TrustChange) { self.init(change: change, origin: "the mirror") }

  /// What a change of the keyring began from; said once more where it is not what was seen before, since somebody wrote
  /// the mirror in between.
  static func taken(
    by outcome: SignedChange, of open: OpenHome, seen: TakeOver?, _ terminal: Terminal
  ) throws(Failure) -> TakeOver? {
    let change: TrustChange?
    do { change = try open.change(before: outcome.proposal) } catch { throw Failure(error) }
    guard let takeOver = change.map(TakeOver.init(ofMirror:)) else { return nil }
    if takeOver.change != seen?.change { try takeOver.show(terminal) }
    return takeOver
  }
}

extension Failure {
  /// A key that is here would go, and nobody could be asked.
  init(ofRemoval change: TrustChange, by origin: TerminalText) {
    self.init(
      code: "key-removed",
      message: """
        keyring #\(change.newKeyring.number) of \(origin) removes \(change.lostPhrase); nothing was taken over
        """,
      hint: """
        if nobody here meant that, follow "The keyring key is stolen" in RUNBOOK.md; if it was meant, add --yes
        """,
      exit: .cannotTell)
  }
}

extension TrustChange {
  /// `publisher 2, whose secret is here`.
  fileprivate var lostPhrase: TerminalText {
    let shown = 3
    var keys: TerminalText = ""
    for (index, key) in lost.prefix(shown).enumerated() {
      keys += "\(index == 0 ? "" : ", " as TerminalText)\(key.record.role.name) \(key.number.value)"
    }
    if lost.count > shown { keys += " and \(lost.count - shown) more" }
    return "\(keys), \(lost.count == 1 ? "whose secret is here" : "whose secrets are here" as TerminalText)"
  }
}
