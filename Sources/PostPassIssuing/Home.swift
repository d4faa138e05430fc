import DurableFile
package import PostPass
import PostPassLedger

/// The directory of an issuer, a publisher or a whole authority:
///
///     ledger.db                the record
///     keys/issuer-1.key …      secrets, 0600
///     public/                  the newest state, laid out as a mirror
///     mirror                   the path of the mirror that `publish` writes by default
///     lock                     held while the public state changes
package struct Home: Sendable {
  package let path: String

  package init(_ path: String) { self.path = path }

  package var ledgerPath: String { "\(path)/ledger.db" }
  package var publicPath: String { "\(path)/public" }
  package var keysPath: String { "\(path)/keys" }
  private var mirrorPath: String { "\(path)/mirror" }
  private var lockPath: String { "\(path)/lock" }

  /// Where a secret is kept that has no number, or not yet.
  package func secretPath(of owner: KeyOwner) -> String {
    switch owner {
    case .issuer(let account): "\(keysPath)/issuer-\(account).key"
    case .publisher: "\(keysPath)/publisher.key"
    case .root: "\(keysPath)/root.key"
    case .keyring: "\(keysPath)/keyring.key"
    }
  }

  /// Where the secret of a number in the keyring is kept.
  package func secretPath(of role: Role, _ number: KeyNumber) -> String {
    "\(keysPath)/\(role.name)-\(number.value).key"
  }

  /// Where `publish` writes when it is not told.
  package func mirror() throws(IssuingError) -> String? {
    let line: [UInt8]
    do { line = try DurableFile.read(mirrorPath, limit: 8192) } catch {
      if case .missing = error { return nil }
      throw .file(error)
    }
    return String(decoding: line.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }

  package func setMirror(_ directory: String) throws(IssuingError) {
    do { try DurableFile.write(Array("\(directory)\n".utf8), to: mirrorPath, permissions: 0o600) } catch {
      throw .file(error)
    }
  }

  /// Keeps other processes from changing the public state meanwhile; waits for its turn for up to ten seconds.
  package func locked<Result>(
    _ body: () throws(IssuingError) -> Result
  ) throws(IssuingError) -> Result {
    let lock: FileLock
    do { lock = try FileLock(lockPath, waiting: .seconds(10)) } catch { throw .file(error) }
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
    do {
      let key = try SecretKeyFile.read(path)
      guard key.publicKey == publicKey else { throw IssuingError.secretMismatch(path: path) }
      return key
    } catch SecretKeyError.file(.missing) {
      throw .secretMissing(owner, path: path)
    } catch let error as SecretKeyError {
      throw .secret(error)
    } catch {
      throw .secretMismatch(path: path)
    }
  }
}
