/// How a program ended, for scripts: 0 allow, 10 to 29 deny, 64 and up something on the caller's side.
package enum ExitCode: Int32, CaseIterable, Sendable {
  /// Allowed, done, or nothing to do.
  case done = 0
  /// A `--check` found something.
  case found = 3
  /// The signature does not verify.
  case notGenuine = 10
  /// After the end of the code's window.
  case expired = 11
  /// Before the start of the code's window.
  case notYetValid = 12
  /// The code or its issuer's key is revoked.
  case revoked = 13
  /// The code is for another post, brand or creator.
  case otherUse = 14
  /// The code ends before the date that was asked for.
  case doesNotCover = 15
  /// The issuer is unknown, has the wrong role, or its key is outside its window.
  case issuerRefused = 16
  /// There is not enough fresh state to decide; treat as denied.
  case cannotTell = 20
  /// The command line is wrong.
  case usage = 64
  /// A code or a file is mistyped or damaged.
  case damaged = 65
  /// An input or a store is missing.
  case inputMissing = 66
  /// No mirror answered for longer than is tolerated.
  case unreachable = 69
  /// A file exists and is not overwritten.
  case wouldOverwrite = 73
  /// Reading or writing failed.
  case inputOutput = 74
  /// Another process holds the lock.
  case locked = 75
  /// The mirror offers what must not be taken over.
  case mirrorRefused = 76
  /// Others can read a secret file.
  case secretTooOpen = 77
  /// A fault of the program itself.
  case bug = 1

  /// What the code says, in the words of `postpass help exit-codes`.
  package var meaning: String {
    switch self {
    case .done: "allowed; done; nothing to do"
    case .found: "a --check found something"
    case .notGenuine: "not genuine (signature does not verify)"
    case .expired: "expired"
    case .notYetValid: "not yet valid"
    case .revoked: "revoked (the code, or its issuer's key)"
    case .otherUse: "for another post, brand or creator"
    case .doesNotCover: "does not cover --until"
    case .issuerRefused: "issuer not in the keyring, wrong role, or its key outside its window"
    case .cannotTell:
      "cannot tell: no list, stale list or keyring, clock behind the newest signed time, history not "
        + "retained, keyring older than the list needs. Treat as denied"
    case .usage: "usage"
    case .damaged:
      "mistyped or damaged code or file (checksum, format, page hash, signature of a signed file)"
    case .inputMissing: "input or store missing"
    case .unreachable: "mirror unreachable beyond tolerance"
    case .wouldOverwrite: "would overwrite"
    case .inputOutput: "I/O error"
    case .locked: "locked, try again"
    case .mirrorRefused: "mirror refused: rollback, freeze, mix-and-match, too large, from the future"
    case .secretTooOpen: "secret file too open"
    case .bug: "a bug; the message says where to report it"
    }
  }

  /// Every code with its meaning, a line each, wrapped at 80 columns; the rule for scripts comes last.
  package static var table: String {
    var text = ""
    for code in allCases {
      let number = String(code.rawValue)
      text += String(repeating: " ", count: 4 - number.utf8.count) + number + "  "
      text += wrapped(code.meaning, columns: 74, indent: 6) + "\n"
    }
    return text + "\nFor scripts: 0 allow; 10-29 deny; 64 and up: something on your side.\n"
  }

  private static func wrapped(_ text: String, columns: Int, indent: Int) -> String {
    var result = ""
    var column = 0
    for word in text.split(separator: " ") {
      if column > 0, column + 1 + word.utf8.count > columns {
        result += "\n" + String(repeating: " ", count: indent)
        column = 0
      }
      if column > 0 { result += " " }
      result += word
      column += word.utf8.count + (column > 0 ? 1 : 0)
    }
    return result
  }
}
