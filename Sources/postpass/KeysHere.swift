import Console
import PostPass
import PostPassIssuing

/// The numbers of a role whose secrets are in the home.
struct KeysHere {
  /// Those that may sign, as far as the keyring says.
  let active: [KeyNumber]
  let removed: [KeyNumber]

  init(_ role: Role, in open: OpenHome) throws(IssuingError) {
    active = try open.heldNumbers(of: role)
    removed = try open.removedNumbers(of: role)
  }

  /// `1, 3`, `none`, `none (2 is removed in keyring #5)`.
  func text(in keyring: FileHead) -> TerminalText {
    let active: TerminalText = active.isEmpty ? "none" : "\(KeysHere.numbers(active))"
    if removed.isEmpty { return active }
    let verb: TerminalText = removed.count == 1 ? "is" : "are"
    return "\(active) (\(KeysHere.numbers(removed)) \(verb) removed in keyring #\(keyring.number))"
  }

  private static func numbers(_ numbers: [KeyNumber]) -> String {
    numbers.map { "\($0.value)" }.joined(separator: ", ")
  }
}
