import DurableFile
package import PostPass
import PostPassLedger

/// A file of a home with the secret of a root or keyring key, as its name says.
package struct RootSecretFile: Sendable, Hashable {
  package let owner: KeyOwner
  package let path: String
  /// The beginning of the public key; nil where the name does not say it.
  private let shortName: String?

  /// Nil for the name of any other file.
  fileprivate init?(_ name: String, in directory: String) {
    guard name.hasSuffix(".key") else { return nil }
    let parts = name.dropLast(".key".count).split(
      separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    switch parts[0] {
    case "root": owner = .root
    case "keyring": owner = .keyring
    default: return nil
    }
    shortName = parts.count == 2 ? String(parts[1]) : nil
    path = "\(directory)/\(name)"
  }

  /// Whether the name says which key it is.
  fileprivate var isNamed: Bool { shortName != nil }

  /// False where the name says that it is another key.
  func mayBe(_ key: PublicKey) -> Bool { shortName == nil || shortName == key.shortName }
}

extension RootChain {
  /// The root keys of earlier roots that the last one has in neither set.
  package var retiredRootKeys: [PublicKey] {
    let inForce = last.body.rootKeys + last.body.keyringKeys
    return Set(files.flatMap(\.body.rootKeys)).subtracting(inForce).sorted { $0.text < $1.text }
  }
}

extension PublicKey {
  /// The first eight digits: tells keys of a home apart, and proves nothing.
  package var shortName: String { String(text.dropFirst("ppk1_".count).prefix(8)) }
}

extension Home {
  /// The files with secrets of root and keyring keys, in the order of their names.
  package func rootSecretFiles() throws(IssuingError) -> [RootSecretFile] {
    do { return try DurableFile.names(in: keysPath).compactMap { RootSecretFile($0, in: keysPath) } } catch {
      if case .missing = error { return [] }
      throw .file(error)
    }
  }

  /// Opens every secret that is one of these keys, each key once. Files whose names say that they are another key are
  /// not opened; other keys are passed over.
  func withSecrets(
    of keys: [PublicKey], _ body: (borrowing SigningKey) throws(IssuingError) -> Void
  ) throws(IssuingError) {
    let files = try rootSecretFiles()
    var wanted = Set(keys)
    try secrets.asking { () throws(IssuingError) in
      for file in files where wanted.contains(where: file.mayBe) {
        let key: SigningKey
        do throws(SecretKeyError) { key = try secrets.open(file.path, of: file.owner) } catch {
          throw IssuingError(error)
        }
        if wanted.remove(key.publicKey) != nil { try body(key) }
      }
    }
  }

  /// Opens the secrets of these keys and lets them go again: so that nobody waits for a passphrase while a lock is held.
  func unlockSigners(of keys: [PublicKey]) throws(IssuingError) {
    try withSecrets(of: keys) { _ in }
  }

  /// Which of these keys have their secret in the home, as far as that can be said without a passphrase.
  package func held(of keys: [PublicKey]) throws(IssuingError) -> HeldRootKeys {
    var held = HeldRootKeys()
    for file in try rootSecretFiles() where keys.contains(where: file.mayBe) {
      do throws(SecretKeyError) {
        let key = try SecretKeys().open(file.path, of: file.owner).publicKey
        if keys.contains(key) { held.keys.insert(key) }
      } catch {
        guard case .passphrase(.needed) = error else { throw IssuingError(error) }
        held.addSealed(file, oneOf: keys)
      }
    }
    return held
  }
}

/// The root and keyring keys of a home.
package struct HeldRootKeys: Sendable, Hashable {
  package fileprivate(set) var keys: Set<PublicKey> = []
  /// Files that may be any of the keys: they have a passphrase, and their names do not say which key they are.
  package fileprivate(set) var sealedPaths: [String] = []

  /// The name of a file is believed here, where nothing is signed.
  fileprivate mutating func addSealed(_ file: RootSecretFile, oneOf keys: [PublicKey]) {
    if file.isNamed {
      self.keys.formUnion(keys.filter(file.mayBe))
    } else {
      sealedPaths.append(file.path)
    }
  }
}

/// Moves the secret of a root key out of a home.
package struct RootExport: Sendable {
  package let publicKey: PublicKey
  /// Where the secret is.
  package let path: String
  /// Whether the keyring keys of the root in force have it.
  package let signsKeyrings: Bool
  /// Whether only an earlier root has it.
  package let isRetired: Bool

  /// Picks the root key by its public half, or because there is no other.
  /// - Throws: `IssuingError.noRootSecret`, `.severalRootSecrets`.
  package init(of key: PublicKey?, from home: Home) throws(IssuingError) {
    let files = try home.rootSecretFiles().filter { file in
      file.owner == .root && (key == nil || key.map(file.mayBe) == true)
    }
    guard key != nil || files.count <= 1 else { throw .severalRootSecrets(files.map(\.path)) }
    for file in files {
      let publicKey: PublicKey
      do { publicKey = try home.secrets.open(file.path, of: .root).publicKey } catch {
        // Another process has moved it a moment ago.
        if case .file(.missing) = error { continue }
        throw IssuingError(error)
      }
      guard key == nil || key == publicKey else { continue }
      let chain = try home.authority() == nil ? nil : home.open().state.trust.chain
      self.publicKey = publicKey
      path = file.path
      signsKeyrings = chain?.last.body.keyringKeys.contains(publicKey) ?? false
      isRetired = chain?.retiredRootKeys.contains(publicKey) ?? false
      return
    }
    throw .noRootSecret
  }

  /// Copies the file as it is, reads the copy back, and only then removes it from the home. Killed in between, the
  /// secret is in both places.
  /// - Throws: `FileError.exists` where anything has the name; `.tooOpen` where the file system of the copy keeps no
  ///   permissions; `IssuingError.copyInHome`; `.noRootSecret` where another process was faster. Nothing is then
  ///   removed.
  package func move(
    to copy: String, from home: Home, now: UnixTime, by: String
  ) throws(IssuingError) {
    guard !DurableFile.contains(home.path, copy) else { throw .copyInHome(copy) }
    try home.locked { () throws(IssuingError) in
      let open = try home.authority() == nil ? nil : home.open()
      // A copy that was left half-way would stay when the secret goes.
      try home.removeUnfinishedSecrets()
      let isKept: Bool
      do throws(FileError) { isKept = try hasCopied(to: copy) } catch {
        if error == .missing(path) { throw .noRootSecret }
        throw .file(error)
      }
      guard isKept else { throw .copyDiffers(copy) }
      // The record comes first: a secret that left the home is never missing from it.
      do throws(LedgerError) {
        try open?.ledger.record(.rootExport, subject: "key \(publicKey.text)", details: "", now: now, by: by)
      } catch {
        throw .ledger(error)
      }
      do throws(FileError) { try remove() } catch { throw .file(error) }
    }
  }

  /// - Returns: false where the copy reads otherwise than it was written; it is then gone, as after an error.
  private func hasCopied(to copy: String) throws(FileError) -> Bool {
    var bytes = try DurableFile.readSecret(path, limit: SecretKeyFile.maximalLength)
    defer { wipe(&bytes) }
    try DurableFile.createExclusively(bytes, at: copy, permissions: 0o600)
    do throws(FileError) {
      var written = try DurableFile.readSecret(copy, limit: SecretKeyFile.maximalLength)
      defer { wipe(&written) }
      if written == bytes { return true }
    } catch {
      try DurableFile.remove(copy)
      throw error
    }
    try DurableFile.remove(copy)
    return false
  }

  private func remove() throws(FileError) {
    try DurableFile.remove(path)
    do { try DurableFile.remove("\(path.dropLast(".key".count)).pub") } catch {
      // The first root's key has no public half beside it.
      guard case .missing = error else { throw error }
    }
  }
}
