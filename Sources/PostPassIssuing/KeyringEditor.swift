import DurableFile
package import PostPass
package import PostPassLedger

/// Makes the next keyring of an authority whose keyring key is in the home.
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

  /// Signs the keyring and puts it into the home's public state. The list stays as it is; `publish` makes the next
  /// one.
  package func sign(now: UnixTime) throws(IssuingError) -> AuthorityState {
    let trust = open.state.trust
    let root = trust.chain.last
    guard root.body.keyringThreshold == 1 else { throw .threshold(need: root.body.keyringThreshold) }
    let key = try keyringKey(of: root.body)
    guard let index = root.body.keyringKeys.firstIndex(of: key.publicKey) else {
      preconditionFailure("the key was chosen because the root names it")
    }
    let old = trust.keyring.head
    guard old.number < .max else { throw .numbersExhausted }
    guard now.adding(TrustSet.skew) >= old.issuedAt else { throw .clockBehind(newest: old.issuedAt) }
    let body = content.encodedBody
    let issuedAt = max(now, old.issuedAt)
    let head = FileHead(
      keyringNumber: old.number + 1, under: root.signed.head, issuedAt: issuedAt,
      freshUntil: try issuedAt.end(after: Founding.keyringLife), bodyLength: body.count,
      bodyRoot: PageTree.root(of: body))
    let signature = IndexedSignature(
      index: UInt8(index), signature: key.signature(over: head.signingInput))
    do {
      let state = try AuthorityState(
        pinned: trust.authority, roots: trust.chain.files,
        keyring: try SignedHead(head, signatures: [signature]), list: trust.list.verified.signed,
        held: [open.state], origin: open.home.publicPath
      ) { _ in PageTree.bodyFile(of: body) }
      try open.home.keep(state)
      return state
    } catch let error as StateError {
      throw .state(error)
    } catch let error as FileError {
      throw .file(error)
    } catch {
      preconditionFailure("one signature is a block of a keyring")
    }
  }

  /// The first keyring key of the root whose secret is here.
  private func keyringKey(of root: RootBody) throws(IssuingError) -> SigningKey {
    for owner in [KeyOwner.keyring, .root] {
      let path = open.home.secretPath(of: owner)
      do {
        let key = try open.home.secrets.open(path, of: owner)
        if root.keyringKeys.contains(key.publicKey) { return key }
      } catch {
        if case .file(.missing) = error { continue }
        throw IssuingError(error)
      }
    }
    throw .secretMissing(.keyring, path: open.home.secretPath(of: .keyring))
  }
}

extension Home {
  /// Changes the keyring, signs the next one and keeps it, while no other process does; the changes' numbers go into
  /// the record. A newer keyring of the mirror is adopted first, so that two machines do not give one number twice, and
  /// a restored home does not bring back a removed key.
  /// - Throws: `IssuingError.emptyMirror` where the home has a mirror and nothing is there.
  package func changeKeyring(
    _ action: LogAction, now: UnixTime, by: String,
    _ change: (inout KeyringEditor) throws(IssuingError) -> [KeyNumber]
  ) throws(IssuingError) -> (state: AuthorityState, numbers: [KeyNumber]) {
    try locked { () throws(IssuingError) in
      var current = try open()
      if let directory = try mirror(), let offered = try current.offered(by: directory, mayBeEmpty: false) {
        current = try current.adoptingKeyring(of: offered)
      }
      var editor = try KeyringEditor(current)
      let numbers = try change(&editor)
      let state = try editor.sign(now: now)
      for number in numbers {
        do throws(LedgerError) {
          try current.ledger.record(
            action, subject: "key \(number.value)", details: "keyring \(state.trust.keyring.head.number)",
            now: now, by: by)
        } catch {
          throw .ledger(error)
        }
      }
      return (state, numbers)
    }
  }
}
