/// What a newer keyring says otherwise than an older one: how many keys came and went, and the first of them. Both are
/// opened whole; where a million keys stay as they are, only hashes of their pages are compared.
package struct KeyringDifference: Sendable, Hashable {
  /// Keys that may sign under the newer keyring, and had no number in the older one.
  package private(set) var enrolled = 0
  /// Keys that might sign under the older keyring, and are removed in the newer one or have lost their number.
  package private(set) var removed = 0
  /// Keys of which something else is changed, as only a new root may.
  package private(set) var replaced = 0
  /// The changes by number, up to `maximalChanges`.
  package private(set) var changes: [KeyChange] = []
  /// How many more there are.
  package private(set) var furtherChanges = 0
  /// The first number whose record is changed other than from active to removed.
  private var firstReplaced: KeyNumber?
  private let isUnderOneRoot: Bool

  package static let maximalChanges = 20

  package init(from old: Keyring, to new: Keyring) throws(DamagedBody) {
    isUnderOneRoot = old.head.parentNumber == new.head.parentNumber
    if old.head.hasSameBody(as: new.head) { return }
    let both = new.wholeBody.indices(differingFrom: old.wholeBody)
    let (few, many) = (min(old.keyCount, new.keyCount) + 1, max(old.keyCount, new.keyCount) + 1)
    for indices in [both, Array(few..<many)] {
      // Index 0 is no key; the others are numbers, since both keyrings were parsed.
      for index in indices {
        guard let number = KeyNumber(UInt32(index)) else { continue }
        let change = KeyChange(number, from: try old.record(number), to: try new.record(number))
        if let change { add(change) }
      }
    }
  }

  package var isEmpty: Bool { changes.isEmpty }

  /// The first key of which the newer keyring does not say what the older one does, or that it was removed (SPEC §5).
  /// Nil also where there is a newer root, which begins anew: what a thief of the keyring key enrolled binds nobody.
  package var firstRewritten: KeyNumber? { isUnderOneRoot ? firstReplaced : nil }

  private mutating func add(_ change: KeyChange) {
    switch change {
    case .enrolled(_, let record): enrolled += record.isRemoved ? 0 : 1
    case .removed: removed += 1
    case .replaced(let number, let before, let after):
      if firstReplaced == nil { firstReplaced = number }
      if !before.isRemoved, after?.isRemoved ?? true { removed += 1 } else { replaced += 1 }
    }
    if changes.count < KeyringDifference.maximalChanges {
      changes.append(change)
    } else {
      furtherChanges += 1
    }
  }
}
