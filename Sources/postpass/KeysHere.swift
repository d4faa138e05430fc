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

/// The mirror of a home, and what it has newer than the home.
struct MirrorStatus {
  /// Nil for none.
  let directory: String?
  /// Nil for nothing, and where that cannot be told.
  let newer: TakeOver?

  init(of open: OpenHome) throws(IssuingError) {
    directory = try open.home.mirror()
    // A mirror that is damaged or out of reach is for `publish` to speak of.
    newer = directory.flatMap { try? open.change(by: $0, mayBeEmpty: true) }.map(TakeOver.init(ofMirror:))
  }

  var text: TerminalText {
    guard let directory else { return "none" }
    guard let newer else { return "\(directory)" }
    return "\(directory)\n             \(newer.warning)"
  }
}
