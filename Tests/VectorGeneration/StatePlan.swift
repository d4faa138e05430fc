package import PostPass
package import TestSupport

/// What an authority says, before it is encoded and signed. Every part can be changed before `build`.
package struct StatePlan: Sendable {
  package struct Root: Sendable {
    package var keys: [TestKey]
    package var threshold = 1
    package var keyringKeys: [TestKey]
    package var keyringThreshold = 1
    package var issuedAt = Demo.start - 365 * Demo.day
    package var freshUntil = Demo.start + 365 * Demo.day
    /// Own keys, and keys of the root before.
    package var signers: [TestKey]

    package init(keys: [TestKey], keyringKeys: [TestKey], signers: [TestKey]) {
      self.keys = keys
      self.keyringKeys = keyringKeys
      self.signers = signers
    }
  }

  package struct Keyring: Sendable {
    package var number: UInt64 = 1
    package var issuedAt = Demo.start - 20 * Demo.day
    package var freshUntil = Demo.start + 30 * Demo.day
    package var records: [RawKeyRecord]
    /// Replaces the account of record 0.
    package var soleAccount: String?
    package var signers: [TestKey]
  }

  package struct List: Sendable {
    package var number: UInt64 = 3
    package var signer: UInt32
    package var key: TestKey
    package var issuedAt = Demo.start
    package var freshUntil = Demo.start + 7 * Demo.day
    package var retainedFrom = Demo.start - 30 * Demo.day
    package var codes: [(CodeID, Event)] = []
    package var keys: [(KeyNumber, Event)] = []
    /// Where the list names another keyring than the plan's as its parent.
    package var parentNumber: UInt64?
    package var parentBodyRoot: [UInt8]?
    package var rootNumber: UInt64?
  }

  package var roots: [Root]
  package var keyring: Keyring
  package var list: List

  package func with(_ change: (inout StatePlan) -> Void) -> StatePlan {
    var copy = self
    change(&copy)
    return copy
  }

  /// Encodes and signs all of it.
  package func build() -> RawState {
    let authority = AuthorityID(ofFirstRootBody: roots[0].body)
    var files: [RawFile] = []
    for (index, root) in roots.enumerated() {
      files.append(root.file(after: index == 0 ? nil : (roots[index - 1], files[index - 1]), in: authority))
    }
    let last = files[files.count - 1].head
    let ring = keyring.file(under: last, keys: roots[roots.count - 1].sortedKeyringKeys)
    return RawState(
      authority: authority, roots: files, keyring: ring, list: list.file(under: ring.head))
  }
}

extension StatePlan.Root {
  private func sorted(_ keys: [TestKey]) -> [TestKey] {
    keys.sorted { $0.publicKey.bytes.lexicographicallyPrecedes($1.publicKey.bytes) }
  }

  package var sortedKeys: [TestKey] { sorted(keys) }
  package var sortedKeyringKeys: [TestKey] { sorted(keyringKeys) }

  package var body: [UInt8] {
    let counts = [keys.count, threshold, keyringKeys.count, keyringThreshold, 0, 0, 0, 0].map { UInt8($0) }
    return (sortedKeys + sortedKeyringKeys).reduce(counts) { $0 + $1.publicKey.bytes }
  }

  /// The index of a signer: of the root's own keys, or 128 and that of the root before.
  private func index(of key: TestKey, after previous: StatePlan.Root?) -> UInt8 {
    if let index = sortedKeys.firstIndex(of: key) { return UInt8(index) }
    if let index = previous?.sortedKeys.firstIndex(of: key) { return 128 + UInt8(index) }
    // A stranger: no key has this index.
    return 127
  }

  fileprivate func file(
    after previous: (plan: StatePlan.Root, file: RawFile)?, in authority: AuthorityID
  ) -> RawFile {
    var head = RawHead(.root, in: authority.bytes)
    head.number = (previous?.file.head.number ?? 0) + 1
    (head.issuedAt, head.freshUntil) = (issuedAt, freshUntil)
    head.parentNumber = head.number - 1
    if let previous { head.parentBodyRoot = previous.file.head.bodyRoot }
    var file = RawFile(head)
    file.setBody(body)
    file.sign(as: .root, by: signers.map { (index(of: $0, after: previous?.plan), $0) })
    return file
  }
}

extension StatePlan.Keyring {
  package var body: [UInt8] {
    let sole = RawKeyRecord.sole(soleAccount ?? RawKeyRecord.soleAccount(of: records))
    return ([sole] + records).flatMap(\.encoded)
  }

  fileprivate func file(under root: RawHead, keys: [TestKey]) -> RawFile {
    var head = RawHead(.keyring, in: root.authority)
    (head.number, head.issuedAt, head.freshUntil) = (number, issuedAt, freshUntil)
    (head.parentNumber, head.parentBodyRoot) = (root.number, root.bodyRoot)
    var file = RawFile(head)
    file.setBody(body)
    // A stranger gets an index that no key has.
    file.sign(as: .keyring, by: signers.map { (UInt8(keys.firstIndex(of: $0) ?? 127), $0) })
    return file
  }
}

extension StatePlan.List {
  package var content: RevocationListContent { RevocationListContent(codes: codes, keys: keys) }

  fileprivate func file(under keyring: RawHead) -> RawFile {
    var head = RawHead(.revocationList, in: keyring.authority)
    (head.number, head.issuedAt, head.freshUntil) = (number, issuedAt, freshUntil)
    head.signer = signer
    head.retainedFrom = retainedFrom
    head.parentNumber = parentNumber ?? keyring.number
    head.parentBodyRoot = parentBodyRoot ?? keyring.bodyRoot
    head.rootNumber = rootNumber ?? keyring.parentNumber
    var file = RawFile(head)
    file.setBody(content.encodedBody())
    file.sign(as: .revocationList, by: [(0, key)])
    return file
  }
}

/// Root chain, keyring and list of one authority, encoded and signed.
package struct RawState: Sendable {
  package let authority: AuthorityID
  package var roots: [RawFile]
  package var keyring: RawFile
  package var list: RawFile

  package func with(_ change: (inout RawState) -> Void) -> RawState {
    var copy = self
    change(&copy)
    return copy
  }

  package var rootChain: [UInt8] { roots.flatMap(\.encoded) }

  package var bundle: [UInt8] {
    Array("postpass/1/pack\n".utf8) + rootChain + keyring.encoded + list.encoded
  }

  package var mirrorHead: [UInt8] {
    Array("postpass/1/head\n".utf8) + roots[roots.count - 1].signedHead + keyring.signedHead + list.signedHead
  }

  /// The file `state` of a store that holds all of it.
  package func storeState(newest: UInt64, pulledAt: UInt64) -> [UInt8] {
    var bytes = Array("postpass/1/stat\n".utf8) + authority.bytes
    bytes.append(littleEndian: newest)
    bytes.append(littleEndian: pulledAt)
    return bytes + rootChain + keyring.signedHead + list.signedHead
  }
}
