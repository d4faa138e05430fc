import DurableFile
package import PostPass
import PostPassLedger

/// The directory of an issuer, a publisher or a whole authority:
///
///     ledger.db                the record
///     keys/issuer-1.key …      secrets, 0600
///     keys/root.key            the secret that the first root was made with
///     keys/root-….key …        further ones of root and keyring keys, named by the beginning of their public keys
///     public/                  the newest state, laid out as a mirror, and older bodies
///     mirror                   the path of the mirror that `publish` writes by default
///     pending                  the paths of pending files that were made here
///     lock                     held while the public state changes
package struct Home: Sendable {
  package let path: String
  /// How its secrets are opened and made.
  package let secrets: SecretKeys

  package init(_ path: String, secrets: SecretKeys = SecretKeys()) {
    self.path = path
    self.secrets = secrets
  }

  package var ledgerPath: String { "\(path)/ledger.db" }
  package var publicPath: String { "\(path)/public" }
  package var keysPath: String { "\(path)/keys" }
  private var mirrorPath: String { "\(path)/mirror" }
  private var lockPath: String { "\(path)/lock" }

  /// Where a secret is kept that has no number, or not yet.
  package func secretPath(of owner: KeyOwner) -> String {
    switch owner {
    // An account may be all digits, as a number is: without "new-" one could be taken for the other.
    case .issuer(let account): "\(keysPath)/new-issuer-\(account).key"
    case .publisher: "\(keysPath)/new-publisher.key"
    case .root: "\(keysPath)/root.key"
    case .keyring: "\(keysPath)/keyring.key"
    }
  }

  /// Where the secret of a root or keyring key is kept that is made beside others.
  func secretPath(of owner: KeyOwner, _ key: PublicKey) -> String {
    "\(secretPath(of: owner).dropLast(".key".count))-\(key.shortName).key"
  }

  /// Where the secret of a number in the keyring is kept.
  package func secretPath(of role: Role, _ number: KeyNumber) -> String {
    "\(keysPath)/\(role.name)-\(number.value).key"
  }

  /// Where `publish` writes when it is not told.
  package func mirror() throws(IssuingError) -> String? {
    let bytes: [UInt8]
    do { bytes = try DurableFile.read(mirrorPath, limit: 8192) } catch {
      if case .missing = error { return nil }
      throw .file(error)
    }
    // A path may have line ends of its own: only the last one is the file's.
    return String(decoding: bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes[...], as: UTF8.self)
  }

  package func setMirror(_ directory: String) throws(IssuingError) {
    try locked { () throws(IssuingError) in
      do throws(FileError) {
        try DurableFile.write(Array("\(directory)\n".utf8), to: mirrorPath, permissions: 0o600)
      } catch {
        throw .file(error)
      }
    }
  }

  /// Keeps other processes from changing keys and public state meanwhile; waits for its turn for up to ten seconds.
  /// - Throws: `IssuingError.noHome` where the directory is missing, and what `body` throws.
  @discardableResult
  package func locked<Result>(
    _ body: () throws(IssuingError) -> Result
  ) throws(IssuingError) -> Result {
    let lock: FileLock
    do { lock = try FileLock(lockPath, waiting: .seconds(10)) } catch {
      if case .missing = error { throw .noHome(path) }
      throw .file(error)
    }
    // What a process left here that was killed.
    do { try DurableFile.removeTemporaryFiles(in: path) } catch { throw .file(error) }
    let result = try body()
    // Named once more, so that it is held until here.
    _ = consume lock
    return result
  }

  /// Opens ledger and public state.
  package func open() throws(IssuingError) -> OpenHome {
    let ledger: Ledger
    do { ledger = try Ledger.open(at: ledgerPath) } catch {
      if case .missing = error { throw .noHome(path) }
      throw .ledger(error)
    }
    do {
      return OpenHome(
        home: self, ledger: ledger, state: try AuthorityState(pinned: ledger.authority, at: publicPath))
    } catch {
      throw .state(error)
    }
  }

  /// Makes a state the newest that the home knows.
  func keep(_ state: AuthorityState) throws(FileError) { try Mirror(publicPath).write(state, for: .home) }

  func createDirectories() throws(IssuingError) {
    do {
      try DurableFile.createDirectory(path)
      try DurableFile.createDirectory(keysPath)
    } catch {
      throw .file(error)
    }
  }

  /// Reads a secret and checks that it is the key that it should be.
  func secret(_ owner: KeyOwner, at path: String, for publicKey: PublicKey) throws(IssuingError) -> SigningKey
  {
    let key: SigningKey
    do { key = try secrets.open(path, of: owner) } catch {
      if case .file(.missing) = error { throw .secretMissing(owner, path: path) }
      throw IssuingError(error)
    }
    guard key.publicKey == publicKey else { throw .secretMismatch(path: path) }
    return key
  }
}
