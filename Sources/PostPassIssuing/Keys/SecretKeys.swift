import DurableFile
import PostPass
import Synchronization

/// Opens and makes the secret keys of one run of a program: the one way to them. A passphrase is asked for once, and
/// what is derived from it is kept until the run ends.
package final class SecretKeys: Sendable {
  private let source: any PassphraseSource
  private let cost: KeyDerivation.Cost
  private let state = Mutex(State())

  private struct State: ~Copyable {
    /// The newest first: one for each salt that was met.
    var sealingKeys: [SealingKey] = []
    /// The last one that opened a file: other files may have it too.
    var passphrase: Passphrase?
    /// How keys that are made are sealed; nil before anybody was asked.
    var protection: Protection?
  }

  private enum Protection {
    case none
    case sealed(SealingKey)
  }

  /// - Parameters:
  ///   - source: who is asked.
  ///   - cost: what opening a key that is made here will take.
  package init(
    asking source: any PassphraseSource = NoPassphrases(), cost: KeyDerivation.Cost = .moderate
  ) {
    self.source = source
    self.cost = cost
  }

  /// Keeps the source at hand until the last key is derived of several that a change needs: what somebody types
  /// meanwhile is not shown either.
  func asking<Failure>(_ body: () throws(Failure) -> Void) throws(Failure) {
    source.begin()
    defer { source.end() }
    try body()
  }

  /// Reads a key file that was made for this owner.
  package func open(_ path: String, of owner: KeyOwner) throws(SecretKeyError) -> SigningKey {
    let file = try SecretKeyFile(reading: path)
    guard file.owner == owner else { throw .otherOwner(path) }
    return try key(in: file, at: path)
  }

  /// Opens key files of any owner and lets the keys go again: whatever has to be asked for that is then known.
  func unlock(_ paths: [String]) throws(SecretKeyError) {
    for path in paths { _ = try key(in: try SecretKeyFile(reading: path), at: path) }
  }

  /// Asks for the passphrase of the keys that `create` makes, if nobody did before: so that nobody waits for an answer
  /// while a lock is held.
  package func chooseProtection() throws(SecretKeyError) { _ = try protection() }

  /// Writes a key file that was not there, sealed with the passphrase that the source gives for new keys. All keys of
  /// a run have one salt, so that opening them costs one derivation.
  /// - Parameter comment: what the key is for, for whoever opens the file: printable ASCII.
  package func create(
    _ key: borrowing SigningKey, of owner: KeyOwner, at path: String, comment: String
  ) throws(SecretKeyError) {
    var text = SecretKeys.text(of: key, owner: owner, comment: comment, protection: try protection())
    defer { wipe(&text) }
    do { try DurableFile.createExclusively(text, at: path, permissions: 0o600) } catch { throw .file(error) }
  }

  /// Puts other files in the place of these, with the passphrase that the source gives for new keys, or none. All are
  /// opened before one is replaced; each is replaced whole, so that whatever happens it opens with the old passphrase
  /// or the new one. The caller holds the lock of the home.
  /// - Returns: whether they have a passphrase now.
  func reseal(_ paths: [String]) throws(SecretKeyError) -> Bool {
    try unlock(paths)
    let protection = try protection()
    for path in paths {
      let file = try SecretKeyFile(reading: path)
      let (owner, comment) = (file.owner, file.comment)
      var text = SecretKeys.text(
        of: try key(in: file, at: path), owner: owner, comment: comment, protection: protection)
      defer { wipe(&text) }
      do { try DurableFile.write(text, to: path, permissions: 0o600) } catch { throw .file(error) }
    }
    if case .sealed = protection { return true }
    return false
  }

  private static func text(
    of key: borrowing SigningKey, owner: KeyOwner, comment: String, protection: Protection
  ) -> [UInt8] {
    switch protection {
    case .none: SecretKeyFile.text(of: key, owner: owner, comment: comment)
    case .sealed(let sealingKey):
      SecretKeyFile.text(
        of: key, owner: owner, comment: comment, sealedWith: sealingKey,
        nonce: randomBytes(count: SealingKey.nonceLength))
    }
  }

  private func protection() throws(SecretKeyError) -> Protection {
    source.begin()
    defer { source.end() }
    return try state.withLock { state throws(SecretKeyError) in
      if let chosen = state.protection { return chosen }
      let passphrase: Passphrase?
      do throws(PassphraseError) { passphrase = try source.newPassphrase() } catch {
        throw .passphrase(error)
      }
      var chosen = Protection.none
      if let passphrase {
        let derivation = KeyDerivation(cost: cost, salt: randomBytes(count: KeyDerivation.saltLength))
        let key = try SealingKey(of: passphrase, by: derivation)
        state.sealingKeys.insert(key, at: 0)
        chosen = .sealed(key)
      }
      state.protection = chosen
      return chosen
    }
  }

  private func key(in file: consuming SecretKeyFile, at path: String) throws(SecretKeyError) -> SigningKey {
    switch consume file.secret {
    case .plain(let key): return key
    case .sealed(let derivation, let box, let header):
      return try opened(box, header, derivation, path)
    }
  }

  /// Opens with what was derived before, then with the passphrase that is known, then with those that are asked for.
  private func opened(
    _ box: [UInt8], _ header: [UInt8], _ derivation: KeyDerivation, _ path: String
  ) throws(SecretKeyError) -> SigningKey {
    source.begin()
    defer { source.end() }
    return try state.withLock { state throws(SecretKeyError) in
      for known in state.sealingKeys where known.derivation == derivation {
        if let key = known.open(box, header: header) { return key }
      }
      if let passphrase = state.passphrase.take() {
        let sealingKey = try SealingKey(of: passphrase, by: derivation)
        state.passphrase = consume passphrase
        if let key = sealingKey.open(box, header: header) {
          state.sealingKeys.insert(sealingKey, at: 0)
          return key
        }
      }
      var attempt = 0
      while true {
        let asked: Passphrase?
        do throws(PassphraseError) { asked = try source.passphrase(for: path, attempt: attempt) } catch {
          throw .passphrase(error)
        }
        guard let asked else { throw .notOpened(path) }
        let sealingKey = try SealingKey(of: asked, by: derivation)
        if let key = sealingKey.open(box, header: header) {
          state.sealingKeys.insert(sealingKey, at: 0)
          state.passphrase = consume asked
          return key
        }
        attempt += 1
      }
    }
  }
}
