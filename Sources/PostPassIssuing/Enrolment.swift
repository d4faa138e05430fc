import DurableFile
package import PostPass
import PostPassLedger

/// A key that was made in a home and has no number there yet.
package struct PendingKey: Sendable, Hashable {
  package let file: PublicKeyFile
  /// Where its secret is.
  package let path: String
}

extension Home {
  /// Makes a key and keeps its secret, and its public half beside it, in the home.
  /// - Throws: `IssuingError.file(.exists)` where the home has a key for this owner that is not enrolled yet.
  package func generateKey(for owner: KeyOwner) throws(IssuingError) -> PendingKey {
    try createDirectories()
    let key = SigningKey()
    let file = PublicKeyFile(publicKey: key.publicKey, owner: owner)
    let path = secretPath(of: owner)
    do {
      try SecretKeyFile.create(key, of: owner, at: path, comment: "\(owner.words); keep private")
      try DurableFile.write(Array(file.text.utf8), to: Home.publicPath(besideSecret: path))
    } catch {
      throw .file(error)
    }
    return PendingKey(file: file, path: path)
  }

  /// The keys of the home that have no number.
  package func pendingKeys() throws(IssuingError) -> [PendingKey] {
    do {
      var keys: [PendingKey] = []
      for name in try DurableFile.names(in: keysPath) where name.hasSuffix(".pub") {
        let bytes = try DurableFile.read("\(keysPath)/\(name)", limit: PublicKeyFile.maximalLength)
        guard let file = PublicKeyFile(parsing: bytes) else { continue }
        keys.append(PendingKey(file: file, path: "\(keysPath)/\(name.dropLast(4)).key"))
      }
      return keys
    } catch {
      throw .file(error)
    }
  }

  /// Gives the secrets of keys that a keyring names the names of their numbers.
  /// - Returns: the numbers, increasing.
  package func numberKeys(by keyring: Keyring) throws(IssuingError) -> [KeyNumber] {
    var pending: [PublicKey: PendingKey] = [:]
    for key in try pendingKeys() { pending[key.file.publicKey] = key }
    if pending.isEmpty { return [] }
    let content: KeyringContent
    do { content = try KeyringContent(decoding: keyring) } catch { throw .state(.damaged(publicPath, error)) }
    var numbers: [KeyNumber] = []
    for (index, record) in content.records.enumerated() where !record.isRemoved {
      guard let key = pending[record.publicKey], let number = KeyNumber(UInt32(index + 1)) else { continue }
      do throws(FileError) {
        try DurableFile.rename(key.path, to: secretPath(of: record.role, number))
        try DurableFile.remove(Home.publicPath(besideSecret: key.path))
      } catch {
        throw .file(error)
      }
      numbers.append(number)
    }
    return numbers
  }

  private static func publicPath(besideSecret path: String) -> String { "\(path.dropLast(4)).pub" }

  /// Begins to work for an authority that was founded elsewhere, or brings what is known of it up to date.
  package func join(
    _ authority: AuthorityID, state: AuthorityState, now: UnixTime, by: String
  ) throws(IssuingError) -> OpenHome {
    try createDirectories()
    return try locked { () throws(IssuingError) in
      guard try hasLedger(of: authority) else {
        try found(on: state, now: now, by: by)
        return try open()
      }
      let joined = try open().adopting(state)
      do throws(FileError) { try joined.state.write(toMirror: publicPath) } catch { throw .file(error) }
      return joined
    }
  }

  /// - Throws: `IssuingError.homeExists` where the home belongs to another authority.
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
    do { try state.write(toMirror: publicPath) } catch { throw .file(error) }
    do { _ = try Ledger.create(at: ledgerPath, authority: state.trust.authority, now: now, by: by) } catch {
      throw .ledger(error)
    }
  }
}
