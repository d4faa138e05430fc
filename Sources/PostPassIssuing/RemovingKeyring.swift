package import PostPass
import PostPassLedger

/// The keyring that says that keys were removed, and who removed them, as far as the home knows.
package struct RemovingKeyring: Sendable, Hashable {
  package enum Origin: Sendable, Hashable {
    /// This home, as its record says.
    case here
    /// Whoever signed the keyring of the mirror, which the home has not kept.
    case mirror
    /// Somebody else, before the home took it over.
    case elsewhere
  }

  package let head: FileHead
  package let origin: Origin

  package init(head: FileHead, origin: Origin) {
    self.head = head
    self.origin = origin
  }
}

extension OpenHome {
  /// Why no publisher of the home may sign.
  func noPublisher() throws(IssuingError) -> IssuingError {
    let removed = try removedNumbers(of: .publisher)
    return removed.isEmpty ? .noPublisher : try removedHere(.publisher, removed)
  }

  /// Why no issuer of the home, or none of an account, may sign.
  func noIssuer(of account: Account?) throws(IssuingError) -> IssuingError {
    var removed: [KeyNumber] = []
    for number in try removedNumbers(of: .issuer) {
      if try self.account(of: number) == account || account == nil { removed.append(number) }
    }
    return removed.isEmpty ? .noIssuer(account) : try removedHere(.issuer, removed)
  }

  /// What is said of removed keys whose secrets are here.
  func removedHere(_ role: Role, _ numbers: [KeyNumber]) throws(IssuingError) -> IssuingError {
    .removedHere(role, numbers, by: try removingKeyring(of: numbers))
  }

  private func removingKeyring(of numbers: [KeyNumber]) throws(IssuingError) -> RemovingKeyring {
    if let takenOver, numbers.contains(where: takenOver.lost.map(\.number).contains) {
      return RemovingKeyring(head: keyring.head, origin: .mirror)
    }
    for number in numbers {
      let rows: [LogEntry]
      do { rows = try ledger.history(of: .key(number)) } catch { throw .ledger(error) }
      guard rows.contains(where: { $0.action == .keyringRemove }) else {
        return RemovingKeyring(head: keyring.head, origin: .elsewhere)
      }
    }
    return RemovingKeyring(head: keyring.head, origin: .here)
  }
}
