import DurableFile
package import PostPass

/// Makes the next keyring of an authority.
package struct KeyringEditor {
  private let open: OpenHome
  private var content: KeyringContent
  /// The numbers of all keys, also of removed ones: to be asked once for each key that is enrolled.
  private var numbers: [PublicKey: KeyNumber] = [:]

  package init(_ open: OpenHome) throws(IssuingError) {
    self.open = open
    do { content = try KeyringContent(decoding: open.keyring) } catch {
      throw .state(.damaged(open.home.publicPath, error))
    }
    numbers.reserveCapacity(content.records.count)
    for (index, record) in content.records.enumerated() {
      numbers[record.publicKey] = KeyNumber(UInt32(truncatingIfNeeded: index + 1))
    }
  }

  /// Enrols a key under the next number.
  /// - Throws: `IssuingError.weakKey`, `.alreadyEnrolled`, also under a removed number, `.notForKeyring`,
  ///   `.keyringFull`.
  package mutating func add(_ file: PublicKeyFile, window: Window) throws(IssuingError) -> KeyNumber {
    let holder: KeyRecord.Holder
    switch file.owner {
    case .issuer(let account): holder = .issuer(account)
    case .publisher: holder = .publisher
    case .root, .keyring: throw .notForKeyring(file.owner)
    }
    guard file.publicKey.isPrimeOrderPoint else { throw .weakKey(file.publicKey) }
    if let number = numbers[file.publicKey] { throw .alreadyEnrolled(file.publicKey, number) }
    guard let number = KeyNumber(UInt32(truncatingIfNeeded: content.records.count + 1)) else {
      throw .keyringFull
    }
    content.records.append(
      KeyRecord(holder: holder, isRemoved: false, window: window, publicKey: file.publicKey))
    numbers[file.publicKey] = number
    return number
  }

  /// Removes a key; its number stays taken.
  package mutating func remove(_ number: KeyNumber) throws(IssuingError) -> KeyRecord {
    let index = Int(number.value) - 1
    guard index < content.records.count else { throw .unknownKey(number) }
    let record = content.records[index]
    guard !record.isRemoved else { throw .removedKey(number) }
    content.records[index] = record.removed
    return record
  }

  /// The next keyring, for the keyring keys of the root to sign. The list stays as it is; `publish` makes the next one.
  package func proposal(now: UnixTime) throws(IssuingError) -> Proposal {
    let old = open.keyring.head
    guard old.number < .max else { throw .numbersExhausted }
    let root = open.state.trust.root
    // A newer keyring than one from the future is still under the root: where that is the cause, it is named.
    let issuedAt = try now.notBefore([root, old])
    let body = content.encodedBody
    let head = FileHead(
      keyringNumber: old.number + 1, under: root, issuedAt: issuedAt,
      freshUntil: try issuedAt.end(after: Founding.keyringLife), bodyLength: body.count,
      bodyRoot: PageTree.root(of: body))
    return try open.proposal(root: nil, keyring: head, body: PageTree.bodyFile(of: body))
  }
}

extension Home {
  /// Changes the keyring, or renews it where nothing is changed, and signs the next one with the keys of the home, while
  /// no other process does. A newer keyring of the mirror is adopted first, so that two machines do not give one number
  /// twice, and a restored home does not bring back a removed key.
  /// - Parameters:
  ///   - path: where a pending file goes; nil for `keyring-N.pending` in the working directory.
  ///   - agreed: what somebody has seen and agreed to of a newer keyring of the mirror.
  /// - Throws: `IssuingError.emptyMirror` where the home has a mirror and nothing is there; `.takesKeys` where the
  ///   mirror's keyring takes keys away that are here, and was not agreed to.
  package func changeKeyring(
    pendingAt path: String? = nil, agreed: TrustChange? = nil, now: UnixTime, by: String,
    _ change: (inout KeyringEditor) throws(IssuingError) -> Void
  ) throws(IssuingError) -> SignedChange {
    try unlockSigners(of: try open().state.trust.chain.last.body.keyringKeys)
    return try locked { () throws(IssuingError) in
      var current = try open()
      if let directory = try mirror(), let offered = try current.offered(by: directory, mayBeEmpty: false) {
        current = try current.adoptingKeyring(of: offered, agreed: agreed)
      }
      var editor = try KeyringEditor(current)
      try change(&editor)
      var proposal = try editor.proposal(now: now)
      _ = try sign(&proposal)
      let name = "keyring-\(proposal.file.nextKeyring.head.number).pending"
      return try current.settle(proposal, pendingAt: path ?? name, now: now, by: by)
    }
  }
}
