/// Why a pending file is not to be signed (SPEC §8.5, [G2] to [G6]).
package enum RefusedProposal: Error, Equatable, Sendable {
  /// A root or keyring, as it stands or as it is proposed.
  case untrusted(UntrustedFile)
  /// The body of one of the two keyrings.
  case damaged(DamagedBody)
  /// The proposed keyring is no newer than the one that stands.
  case rollback(have: UInt64, got: UInt64)
  /// Without a new root, a record is changed other than from active to removed.
  case keyringRewritten(KeyNumber)
  /// A key that is new is no canonical point of the prime-order subgroup.
  case weakKey(PublicKey)
  /// A key that is new to its number has another number already.
  case repeatedKey(PublicKey)
}

/// The next keyring, and perhaps the next root, on the way to enough signatures. All of it is verified but for the
/// number of signatures, and so is what it begins from (SPEC §8.5).
package struct Proposal: Sendable {
  /// The roots as they stand.
  package let chain: RootChain
  /// The keyring as it stands.
  package let keyring: Keyring
  /// What becomes of keys of the keyring, by their numbers.
  package let changes: [KeyChange]
  /// True where the keyring that stands has a publisher, and the one that is proposed has none.
  package let removesLastPublisher: Bool
  /// The bytes that travel.
  package private(set) var file: PendingFile

  /// - Parameter authority: what the holder pins.
  package init(verifying file: PendingFile, pinned authority: AuthorityID) throws(RefusedProposal) {
    let (standing, next): (KeyringContent, KeyringContent)
    do {
      chain = try RootChain(pinned: authority, files: file.roots)
      keyring = try Keyring(try chain.verifyKeyring(file.keyring), whole: MemoryStorage(file.keyringBody))
      standing = try KeyringContent(decoding: keyring)
      if let root = file.nextRoot { try chain.checkNext(root) }
      try (file.nextRoot ?? chain.last).checkKeyring(file.nextKeyring)
      next = try KeyringContent(
        verifying: MemoryStorage(file.nextKeyringBody), against: file.nextKeyring.head)
    } catch let error as UntrustedFile {
      throw .untrusted(error)
    } catch let error as DamagedBody {
      throw .damaged(error)
    } catch {
      preconditionFailure("the calls above throw these two")
    }
    self.file = file
    changes = KeyChange.all(from: standing, to: next)
    removesLastPublisher = standing.hasPublisher && !next.hasPublisher
    if file.nextRoot == nil { try checkOrder() }
    try checkNewKeys(next)
  }

  /// Under one root keyrings go up, and say of every key what the one before did, or that it was removed ([G4]).
  private func checkOrder() throws(RefusedProposal) {
    let (have, got) = (keyring.head.number, file.nextKeyring.head.number)
    guard got > have else { throw .rollback(have: have, got: got) }
    for case .replaced(let number, _, _) in changes { throw .keyringRewritten(number) }
  }

  /// Who signs enrols: nobody else looks at whether a key is sound ([G5], [G6]).
  private func checkNewKeys(_ next: KeyringContent) throws(RefusedProposal) {
    var new = changes.compactMap(\.newKey)
    if let body = file.nextRoot?.body {
      new += (body.rootKeys + body.keyringKeys).filter { !chain.last.body.has($0) }
    }
    for key in new where !key.isPrimeOrderPoint { throw .weakKey(key) }
    let enrolled = Set(changes.compactMap(\.newKey))
    if enrolled.isEmpty { return }
    var seen = Set<PublicKey>()
    for record in next.records where enrolled.contains(record.publicKey) {
      guard seen.insert(record.publicKey).inserted else { throw .repeatedKey(record.publicKey) }
    }
  }

  /// The root that counts once the proposal is complete.
  package var root: RootFile { file.nextRoot ?? chain.last }

  /// The sets of keys whose signatures are needed.
  package var quorums: [Quorum] {
    let keyringKeys = root.body.keyringKeys
    let signed = file.nextKeyring.signatures.map { keyringKeys[Int($0.index)] }
    var quorums = [Quorum(.keyring, keyringKeys, threshold: root.body.keyringThreshold, signers: signed)]
    if let next = file.nextRoot {
      let signers = next.signed.signatures.compactMap {
        next.body.rootKey(at: $0.index, after: chain.last.body)
      }
      for root in [next, chain.last] {
        let quorum = Quorum(
          .root(root.signed.head.number), root.body.rootKeys, threshold: root.body.rootThreshold,
          signers: signers)
        quorums.insert(quorum, at: 0)
      }
    }
    return quorums
  }

  package var isComplete: Bool { quorums.allSatisfy { $0.missing == 0 } }

  /// The keys that may sign and have not, or not everything.
  package var awaited: [PublicKey] {
    var keys: [PublicKey] = []
    for quorum in quorums {
      for key in quorum.unsigned where !keys.contains(key) { keys.append(key) }
    }
    return keys
  }

  /// True for a key whose signature counts somewhere in the proposal.
  package func asks(_ key: PublicKey) -> Bool { quorums.contains { $0.keys.contains(key) } }

  /// Adds what a key has not signed yet of what it may sign; a second time nothing is left.
  /// - Parameter sign: gives the key's signature over a signing input.
  /// - Returns: whether anything was added.
  package mutating func sign(with key: PublicKey, _ sign: ([UInt8]) -> Signature) -> Bool {
    let before = file
    if var next = file.nextRoot, let index = next.body.rootIndex(of: key, after: chain.last.body) {
      next = RootFile(next.signed.adding(index, of: key, sign), body: next.body)
      file.nextRoot = next
    }
    if let index = root.body.keyringKeys.firstIndex(of: key) {
      file.nextKeyring = file.nextKeyring.adding(UInt8(index), of: key, sign)
    }
    return file != before
  }

  /// Adds the signatures that another copy of the same proposal has.
  /// - Returns: false for another proposal; nothing is then added.
  package mutating func merge(_ other: Proposal) -> Bool {
    guard file.proposesTheSame(as: other.file) else { return false }
    if let root = file.nextRoot, let theirs = other.file.nextRoot {
      file.nextRoot = RootFile(root.signed.adding(theirs.signed.signatures), body: root.body)
    }
    file.nextKeyring = file.nextKeyring.adding(other.file.nextKeyring.signatures)
    return true
  }
}

extension KeyringContent {
  /// Whether anybody may sign lists.
  package var hasPublisher: Bool { records.contains { $0.role == .publisher && !$0.isRemoved } }
}

extension PendingFile {
  /// Whether all but the signatures on what is proposed is equal.
  fileprivate func proposesTheSame(as other: PendingFile) -> Bool {
    roots == other.roots && keyring == other.keyring && keyringBody == other.keyringBody
      && nextRoot?.signed.head == other.nextRoot?.signed.head && nextRoot?.body == other.nextRoot?.body
      && nextKeyring.head == other.nextKeyring.head && nextKeyringBody == other.nextKeyringBody
  }
}

extension SignedHead {
  /// The same head with one more signature, unless the index has one.
  fileprivate func adding(_ index: UInt8, of key: PublicKey, _ sign: ([UInt8]) -> Signature) -> SignedHead {
    if signatures.contains(where: { $0.index == index }) { return self }
    let signature = sign(head.signingInput)
    precondition(key.verifies(signature, over: head.signingInput), "a key signed for another one")
    return adding([IndexedSignature(index: index, signature: signature)])
  }

  /// The same head with those of other signatures whose index has none.
  fileprivate func adding(_ others: [IndexedSignature]) -> SignedHead {
    let new = others.filter { other in !signatures.contains { $0.index == other.index } }
    let all = signatures + new
    guard let signed = try? SignedHead(head, signatures: all.sorted { $0.index < $1.index }) else {
      // At most 32 keys of the root itself and 32 of the one before, each once.
      preconditionFailure("the keys of two roots are too many for a signature block")
    }
    return signed
  }
}

extension RootBody {
  fileprivate func has(_ key: PublicKey) -> Bool { rootKeys.contains(key) || keyringKeys.contains(key) }
}

/// A set of keys of which so many have to sign.
package struct Quorum: Sendable, Hashable {
  package enum Members: Sendable, Hashable {
    /// The root keys of the root with this number.
    case root(UInt64)
    case keyring
  }

  package let members: Members
  package let keys: [PublicKey]
  package let threshold: Int
  /// Those of the keys that have signed.
  package let signers: [PublicKey]

  fileprivate init(_ members: Members, _ keys: [PublicKey], threshold: Int, signers: [PublicKey]) {
    self.members = members
    self.keys = keys
    self.threshold = threshold
    self.signers = keys.filter(signers.contains)
  }

  package var unsigned: [PublicKey] { keys.filter { !signers.contains($0) } }

  /// How many more have to sign.
  package var missing: Int { max(0, threshold - signers.count) }
}
