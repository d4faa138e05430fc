import Console
import PostPass
import PostPassSync

/// What a pull says of a newer root and keyring: how many keys came and went, not only how many there are.
struct TrustChangeText {
  private let before: Holding
  private let after: Holding
  private let keys: KeyringDifference?

  /// - Parameter keys: nil where what was held before cannot be read.
  init(from before: Holding, to after: Holding, keys: KeyringDifference?) {
    self.before = before
    self.after = after
    self.keys = keys
  }

  /// `root #1 → #2: +3 root keys, 1 removed; +3 keyring keys, 1 removed`.
  var rootLine: TerminalText {
    let signers = RootDifference(from: before.signers, to: after.signers)
    let parts = [
      TrustChangeText.part(
        "root key", added: signers.rootKeys.added.count, removed: signers.rootKeys.removed.count),
      TrustChangeText.part(
        "keyring key", added: signers.keyringKeys.added.count, removed: signers.keyringKeys.removed.count),
    ].compactMap { $0 }
    return
      "root #\(before.root.number) → #\(after.root.number)\(TrustChangeText.list(parts, separator: "; "))"
  }

  /// `keyring #3 → #5: +1 key, 3 removed`.
  var keyringLine: TerminalText {
    let (old, new) = (before.keyring, after.keyring)
    let number: TerminalText =
      old.parentNumber == new.parentNumber ? "#\(new.number)" : "#\(new.number) of root #\(new.parentNumber)"
    guard let keys else {
      return "keyring #\(old.number) → \(number): what changed is not known, the old one was damaged here"
    }
    let parts = [
      TrustChangeText.part("key", added: keys.enrolled, removed: keys.removed),
      keys.replaced == 0 ? nil : "\(keys.replaced) changed",
    ].compactMap { $0 }
    return "keyring #\(old.number) → \(number)\(TrustChangeText.list(parts, separator: ", "))"
  }

  /// Nil where nothing came or went.
  private static func part(_ noun: TerminalText, added: Int, removed: Int) -> TerminalText? {
    let plural: TerminalText = added == 1 || (added == 0 && removed == 1) ? "" : "s"
    switch (added, removed) {
    case (0, 0): return nil
    case (_, 0): return "+\(added) \(noun)\(plural)"
    case (0, _): return "\(removed) \(noun)\(plural) removed"
    default: return "+\(added) \(noun)\(plural), \(removed) removed"
    }
  }

  private static func list(_ parts: [TerminalText], separator: TerminalText) -> TerminalText {
    guard let first = parts.first else { return "" }
    return parts.dropFirst().reduce(": \(first)") { "\($0)\(separator)\($1)" }
  }

  /// The members of a file's object.
  func add(_ kind: FileKind, to object: inout JSONObject) {
    switch kind {
    case .root:
      let signers = RootDifference(from: before.signers, to: after.signers)
      for (name, keys) in [("root_keys", signers.rootKeys), ("keyring_keys", signers.keyringKeys)] {
        object.add(name) { member in
          member.add("added", keys.added.count)
          member.add("removed", keys.removed.count)
        }
      }
    case .keyring:
      object.add("enrolled", keys?.enrolled)
      object.add("removed", keys?.removed)
      object.add("changed", keys?.replaced)
    case .revocationList, .notice: break
    }
  }
}
