import Console
import PostPass
import PostPassIssuing

/// What a newer keyring makes of a key, for people and in JSON.
extension KeyChange {
  fileprivate var number: KeyNumber {
    switch self {
    case .enrolled(let number, _), .removed(let number, _), .replaced(let number, _, _): number
    }
  }

  fileprivate var word: String {
    switch self {
    case .enrolled: "enrolled"
    case .removed: "removed"
    case .replaced(_, _, let record): record == nil ? "dropped" : "replaced"
    }
  }

  /// Whether a removed key may sign again, as only a new root can say.
  private var returns: Bool {
    guard case .replaced(_, let old, let new?) = self else { return false }
    return old.isRemoved && !new.isRemoved && old.holder == new.holder && old.publicKey == new.publicKey
  }

  /// Whose key it is, or becomes.
  fileprivate var phrase: TerminalText {
    switch self {
    case .enrolled(_, let record):
      "\(record.phrase)\(record.isRemoved ? ", removed since" : "" as TerminalText)"
    case .removed(_, let record): record.phrase
    case .replaced(_, let old, _) where returns: "\(old.phrase), again"
    case .replaced(_, let old, let new):
      new.map { "\(old.phrase) → \($0.phrase)\($0.isRemoved ? ", removed" : "" as TerminalText)" }
        ?? old.phrase
    }
  }

  /// The record that the number gets; nil where it loses one.
  fileprivate var recordAfter: KeyRecord? {
    switch self {
    case .enrolled(_, let record): record
    case .removed: nil
    case .replaced(_, _, let record): record
    }
  }

  /// Who signs enrols: the very key, and for how long.
  var line: TerminalText {
    let line: TerminalText = "\((returns ? "enrolled" : word).padding(to: 9))\(number.value) \(phrase)"
    guard let record = recordAfter else { return line }
    return """
      \(line)
                  \(record.publicKey.text)
                  from \(record.window.notBefore.text), \(record.window.notAfter <= .lastDate ? "until " : "")\(record.window.notAfter.text)
      """
  }

  func add(to object: inout JSONObject) {
    object.add("number", number.value)
    object.add("change", word)
    object.add("key", phrase.text)
    guard let record = recordAfter else { return }
    object.add("public_key", record.publicKey.text)
    object.add("not_before", record.window.notBefore.iso8601)
    object.add("not_after", record.window.notAfter <= .lastDate ? record.window.notAfter.iso8601 : nil)
  }
}

extension String {
  fileprivate func padding(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
