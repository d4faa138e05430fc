import DurableFile
package import PostPass

/// Which secrets of a home are meant.
package enum SecretSelection: Sendable, Hashable {
  case all
  /// An issuer's or a publisher's number in the keyring.
  case number(KeyNumber)
  /// The name of a key file without `.key`: for keys without a number, such as `root`.
  case name(String)
}

/// What has become of secrets.
package struct ResealedKeys: Sendable, Hashable {
  /// The names of their files without `.key`, sorted.
  package let names: [String]
  package let haveNoPassphrase: Bool
}

extension Home {
  /// Gives secrets the passphrase that the source of `secrets` gives for new keys, or none. Questions are asked before
  /// the home is locked, and everything is opened before anything is replaced.
  /// - Throws: `IssuingError.noSecret` where nothing has the name or the number.
  package func reseal(_ selection: SecretSelection) throws(IssuingError) -> ResealedKeys {
    let names = try secretNames(selection)
    let paths = names.map { "\(keysPath)/\($0).key" }
    do throws(SecretKeyError) {
      try secrets.asking { () throws(SecretKeyError) in
        try secrets.unlock(paths)
        try secrets.chooseProtection()
      }
    } catch {
      throw IssuingError(error)
    }
    return try locked { () throws(IssuingError) in
      try removeUnfinishedSecrets()
      do throws(SecretKeyError) {
        return ResealedKeys(names: names, haveNoPassphrase: try !secrets.reseal(paths))
      } catch {
        throw IssuingError(error)
      }
    }
  }

  /// Removes what a process left of a secret that it was replacing when it was killed. The caller holds the lock.
  func removeUnfinishedSecrets() throws(IssuingError) {
    do { try DurableFile.removeTemporaryFiles(in: keysPath) } catch { throw .file(error) }
  }

  private func secretNames(_ selection: SecretSelection) throws(IssuingError) -> [String] {
    let ending = ".key"
    let files: [String]
    do { files = try DurableFile.names(in: keysPath) } catch {
      if case .missing = error { throw .noHome(path) }
      throw .file(error)
    }
    let held = files.filter { $0.hasSuffix(ending) && !$0.hasPrefix(".") }.map {
      String($0.dropLast(ending.count))
    }
    let chosen: [String]
    switch selection {
    case .all: chosen = held
    case .number(let number):
      let wanted = [Role.issuer, .publisher].map { "\($0.name)-\(number.value)" }
      chosen = held.filter(wanted.contains)
    case .name(let name): chosen = held.filter { $0 == name }
    }
    guard !chosen.isEmpty else { throw .noSecret(held: held) }
    return chosen
  }
}
