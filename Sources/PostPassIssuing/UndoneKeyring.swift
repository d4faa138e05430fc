package import PostPass

/// A keyring of the mirror that counts no more under a new root, although the root does not begin from it. A thief may have
/// signed it, and then the root is the cure; or another home of the authority, and then keys that were removed come back.
package struct UndoneKeyring: Sendable {
  package let head: FileHead
  /// The directory.
  package let mirror: String
  /// What it says otherwise than the keyring that the root begins from.
  package let keys: KeyringDifference
}

extension OpenHome {
  /// Nil for a pending keyring, and where the mirror has nothing newer than what the root begins from, or cannot be read:
  /// whoever writes a mirror may damage it, and must not hold up a new root with that.
  package func undone(by proposal: Proposal) throws(IssuingError) -> UndoneKeyring? {
    guard proposal.file.nextRoot != nil, let directory = try home.mirror(),
      let offered = try? offered(by: directory, mayBeEmpty: true)
    else { return nil }
    let (begins, mirrors) = (proposal.keyring, offered.trust.keyring)
    guard mirrors.head != begins.head, !(mirrors.head.order < begins.head.order),
      offered.trust.root.number <= proposal.chain.last.signed.head.number
    else { return nil }
    do {
      return UndoneKeyring(
        head: mirrors.head, mirror: directory, keys: try KeyringDifference(from: begins, to: mirrors))
    } catch {
      throw .state(.damaged(directory, error))
    }
  }
}
