import DurableFile
package import PostPass
import PostPassLedger

/// A key that was made in a home and has no number there yet.
package struct PendingKey: Sendable, Hashable {
  package let file: PublicKeyFile
  /// Where its secret is.
  package let path: String
  /// Where its public line is kept.
  package var publicPath: String { "\(path.dropLast(".key".count)).pub" }
}

extension Home {
  /// Makes a key and keeps its secret, and its public half beside it, in the home.
  /// - Throws: `IssuingError.keyWaits` where the home has a key for this owner that is not enrolled yet, and
  ///   `.file(.exists)` where something else has its name.
  package func generateKey(for owner: KeyOwner) throws(IssuingError) -> PendingKey {
    do { try secrets.chooseProtection() } catch { throw IssuingError(error) }
    try createDirectories()
    return try locked { () throws(IssuingError) in
      try removeUnfinishedSecrets()
      let key = SigningKey()
      let path =
        switch owner {
        case .issuer, .publisher: secretPath(of: owner)
        // Made beside the one that it may replace.
        case .root, .keyring: secretPath(of: owner, key.publicKey)
        }
      let file = PublicKeyFile(publicKey: key.publicKey, owner: owner)
      let generated = PendingKey(file: file, path: path)
      if let waiting = try pendingKeys().first(where: { $0.path == path }) { throw .keyWaits(waiting) }
      do throws(FileError) {
        guard try !DurableFile.names(in: keysPath).contains(where: { "\(keysPath)/\($0)" == path }) else {
          throw .exists(path)
        }
        // The public half first: it is worth nothing alone, and a secret without it would never be enrolled.
        try DurableFile.write(Array(file.text.utf8), to: generated.publicPath)
      } catch {
        throw .file(error)
      }
      do throws(SecretKeyError) {
        try secrets.create(key, of: owner, at: path, comment: "\(owner.words); keep private")
      } catch {
        throw IssuingError(error)
      }
      return generated
    }
  }

  /// The keys of the home that have no number: public halves whose secret lies beside them. Other files are passed
  /// over.
  package func pendingKeys() throws(IssuingError) -> [PendingKey] {
    let names: Set<String>
    do { names = Set(try DurableFile.names(in: keysPath)) } catch {
      if case .missing = error { return [] }
      throw .file(error)
    }
    return names.sorted().compactMap { name in
      let secret = "\(name.dropLast(4)).key"
      guard name.hasSuffix(".pub"), names.contains(secret),
        let bytes = try? DurableFile.read("\(keysPath)/\(name)", limit: PublicKeyFile.maximalLength),
        let file = PublicKeyFile(parsing: bytes)
      else { return nil }
      return PendingKey(file: file, path: "\(keysPath)/\(secret)")
    }
  }

  /// Gives the secrets of keys that a keyring names the names of their numbers.
  /// - Returns: the numbers, increasing.
  package func numberKeys(by keyring: Keyring) throws(IssuingError) -> [KeyNumber] {
    try locked { () throws(IssuingError) in try numberKeysLocked(by: keyring) }
  }

  private func numberKeysLocked(by keyring: Keyring) throws(IssuingError) -> [KeyNumber] {
    var pending: [PublicKey: PendingKey] = [:]
    for key in try pendingKeys() { pending[key.file.publicKey] = key }
    if pending.isEmpty { return [] }
    var numbers: [KeyNumber] = []
    for (number, record) in try activeRecords(of: keyring) {
      guard let key = pending[record.publicKey], key.file.owner == record.owner else { continue }
      do throws(FileError) {
        try DurableFile.rename(key.path, to: secretPath(of: record.role, number))
        try DurableFile.remove(key.publicPath)
      } catch {
        throw .file(error)
      }
      numbers.append(number)
    }
    return numbers
  }

  private func activeRecords(
    of keyring: Keyring
  ) throws(IssuingError) -> [(number: KeyNumber, record: KeyRecord)] {
    let content: KeyringContent
    do { content = try KeyringContent(decoding: keyring) } catch { throw .state(.damaged(publicPath, error)) }
    return content.records.enumerated().compactMap { index, record in
      guard !record.isRemoved, let number = KeyNumber(UInt32(index + 1)) else { return nil }
      return (number, record)
    }
  }

  /// Begins to work for an authority that was founded elsewhere, or brings what is known of it up to date. Where it
  /// refuses to, the home is as it was.
  /// - Parameter agreed: what somebody has seen and agreed to of a newer keyring.
  /// - Throws: `IssuingError.homeExists` where the home belongs to another authority, `.equivocation` also for lists of
  ///   equal order, `.notAuthoritative` and `.clockBehind` for a first list that would be passed over later,
  ///   `.notEnrolled` where the first keyring names no key that is here, and `.takesKeys` where a newer one takes keys
  ///   away that are here, and was not agreed to.
  package func join(
    _ state: AuthorityState, agreed: TrustChange? = nil, now: UnixTime, by: String
  ) throws(IssuingError) -> OpenHome {
    if try !hasLedger(of: state.trust.authority) { try checkFirst(state, now: now) }
    try createDirectories()
    return try locked { () throws(IssuingError) in
      guard try hasLedger(of: state.trust.authority) else {
        try found(on: state, now: now, by: by)
        return try open()
      }
      let joined = try open().adopting(state, agreed: agreed, now: now)
      try joined.checkListsAgree()
      do throws(FileError) { try keep(joined.state) } catch { throw .file(error) }
      try joined.learn(now: now, by: by)
      return joined
    }
  }

  /// A home keeps its authority for ever, and what is in it is merged into every list from then on: whoever mistyped
  /// the authority, or came too early, must be free to join the right one.
  private func checkFirst(_ state: AuthorityState, now: UnixTime) throws(IssuingError) {
    let (keyring, list) = (state.trust.keyring, state.trust.list)
    guard list.isAuthoritative else { throw .notAuthoritative(number: list.head.number) }
    guard !list.head.isFromTheFuture(at: now) else { throw .clockBehind(list.head, now: now) }
    guard try isEnrolled(in: keyring) else { throw .notEnrolled(keyring: keyring.head.number) }
  }

  /// Whether a keyring names a key whose secret is here, with its number or with none yet.
  private func isEnrolled(in keyring: Keyring) throws(IssuingError) -> Bool {
    let names: [String]
    do { names = try DurableFile.names(in: keysPath) } catch {
      if case .missing = error { return false }
      throw .file(error)
    }
    let numbered = Set(names.map { "\(keysPath)/\($0)" })
    var waiting: [PublicKey: KeyOwner] = [:]
    for key in try pendingKeys() { waiting[key.file.publicKey] = key.file.owner }
    var isEnrolled = false
    for (number, record) in try activeRecords(of: keyring) {
      if let made = waiting[record.publicKey], made != record.owner {
        throw .madeForAnother(record.publicKey, made: made, named: record.owner)
      }
      isEnrolled =
        isEnrolled || waiting[record.publicKey] != nil
        || numbered.contains(secretPath(of: record.role, number))
    }
    return isEnrolled
  }

  /// Compares whom keys are named for with whom they were made for, where their secrets wait here for a number: under
  /// another name they would be worth nothing.
  /// - Throws: `IssuingError.madeForAnother`.
  package func checkOwners(of files: [PublicKeyFile]) throws(IssuingError) {
    for waiting in try pendingKeys() {
      for file in files where file.publicKey == waiting.file.publicKey && file.owner != waiting.file.owner {
        throw .madeForAnother(file.publicKey, made: waiting.file.owner, named: file.owner)
      }
    }
  }

  private func hasLedger(of authority: AuthorityID) throws(IssuingError) -> Bool {
    let ledger: Ledger
    do { ledger = try Ledger.open(at: ledgerPath) } catch {
      if case .missing = error { return false }
      throw .ledger(error)
    }
    guard ledger.authority == authority else { throw .homeExists(path) }
    return true
  }

  private func found(on state: AuthorityState, now: UnixTime, by: String) throws(IssuingError) {
    do { try keep(state) } catch { throw .file(error) }
    do {
      let authority = state.trust.authority
      let ledger = try Ledger.create(at: ledgerPath, authority: authority, now: now, by: by)
      try ledger.record(
        .join, subject: authority.description, details: "keyring \(state.trust.keyring.head.number)",
        now: now,
        by: by)
    } catch {
      throw .ledger(error)
    }
  }
}
