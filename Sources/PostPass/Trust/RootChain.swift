/// Roots 1 to n, each verified against the one before, the first against the pinned authority ID (SPEC §4.3).
public struct RootChain: Sendable {
  /// What the verifier pinned.
  public let authority: AuthorityID
  package private(set) var files: [RootFile]

  package static let maximalRoots = 1024

  /// Begins with root 1.
  /// - Throws: `UntrustedFile`, the first of [R2] to [R7] that applies.
  package init(pinned authority: AuthorityID, first: RootFile) throws(UntrustedFile) {
    let found = AuthorityID(ofFirstRootBody: first.body.encoded)
    guard found == authority else { throw .notPinned(found) }
    self.authority = authority
    files = []
    try append(first)
  }

  /// Walks from root 1 to the last.
  package init(pinned authority: AuthorityID, files: [RootFile]) throws(UntrustedFile) {
    guard let first = files.first else { throw .rootGap(expected: 1, found: 0) }
    try self.init(pinned: authority, first: first)
    for file in files.dropFirst() { try append(file) }
  }

  /// The newest root: the one that counts.
  package var last: RootFile {
    // The init appends root 1 or throws.
    files[files.count - 1]
  }

  /// Adds the next root, signed by the thresholds of the root before and of its own.
  package mutating func append(_ file: RootFile) throws(UntrustedFile) {
    try checkNext(file)
    try RootChain.checkThreshold(of: file.body, after: files.last?.body, signed: file.signed)
    files.append(file)
  }

  /// Everything that the next root must be but signed by enough keys: what [R3] to [R6] ask, and that the chain has
  /// room for it.
  package func checkNext(_ file: RootFile) throws(UntrustedFile) {
    let head = file.signed.head
    guard head.authority == authority else { throw .otherAuthority(head.authority) }
    guard head.bodyLength == file.body.encoded.count, head.bodyRoot == PageTree.root(of: file.body.encoded)
    else { throw .pageHash }
    let expected = UInt64(files.count) + 1
    guard head.number == expected else { throw .rootGap(expected: expected, found: head.number) }
    guard files.count < RootChain.maximalRoots else { throw .tooManyRoots }
    let previous = files.last
    guard head.parentBodyRoot == previous?.signed.head.bodyRoot else { throw .wrongParent }
    try file.signed.checkSignatures { file.body.rootKey(at: $0, after: previous?.body) }
  }

  private static func checkThreshold(
    of body: RootBody, after previous: RootBody?, signed: SignedHead
  ) throws(UntrustedFile) {
    // Each index names one key and no key has two indices, so that none counts twice.
    let signers = signed.signatures.compactMap { body.rootKey(at: $0.index, after: previous) }
    for root in [previous, body].compactMap({ $0 }) {
      let have = signers.count { root.rootKeys.contains($0) }
      guard have >= root.rootThreshold else { throw .threshold(have: have, need: root.rootThreshold) }
    }
  }

  /// Proves that the newest root's keyring keys signed a keyring (SPEC §4.4, [K1] to [K4]).
  package func verifyKeyring(_ signed: SignedHead) throws(UntrustedFile) -> KeyringHead {
    try last.checkKeyring(signed)
    let threshold = last.body.keyringThreshold
    guard signed.signatures.count >= threshold else {
      throw .threshold(have: signed.signatures.count, need: threshold)
    }
    return KeyringHead(signed: signed)
  }
}

/// The head of a keyring that the newest root vouches for.
package struct KeyringHead: Sendable {
  package let signed: SignedHead

  fileprivate init(signed: SignedHead) { self.signed = signed }

  package var head: FileHead { signed.head }
}
