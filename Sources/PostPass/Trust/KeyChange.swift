/// What a newer keyring makes of one key of an older one.
package enum KeyChange: Sendable, Hashable {
  case enrolled(KeyNumber, KeyRecord)
  case removed(KeyNumber, KeyRecord)
  /// Anything else, which only a new root may do; nil where the number is dropped.
  case replaced(KeyNumber, KeyRecord, by: KeyRecord?)

  /// Nil where nothing is changed, or the number is in neither.
  init?(_ number: KeyNumber, from before: KeyRecord?, to after: KeyRecord?) {
    guard let before else {
      guard let after else { return nil }
      self = .enrolled(number, after)
      return
    }
    if after == before { return nil }
    self = after == before.removed ? .removed(number, before) : .replaced(number, before, by: after)
  }

  static func all(from old: KeyringContent, to new: KeyringContent) -> [KeyChange] {
    (0..<max(old.records.count, new.records.count)).compactMap { index in
      // An index below 2^32 - 2: both bodies were parsed.
      guard let number = KeyNumber(UInt32(index + 1)) else { return nil }
      return KeyChange(
        number, from: index < old.records.count ? old.records[index] : nil,
        to: index < new.records.count ? new.records[index] : nil)
    }
  }

  /// The key that had not this number before.
  var newKey: PublicKey? {
    switch self {
    case .enrolled(_, let record): record.publicKey
    case .removed: nil
    case .replaced(_, let before, let after): after?.publicKey == before.publicKey ? nil : after?.publicKey
    }
  }
}
