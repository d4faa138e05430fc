import DurableFile
package import PostPass
package import PostPassLedger

/// A home with its ledger and the newest public state that it knows.
package struct OpenHome: Sendable {
  package let home: Home
  package let ledger: Ledger
  package let state: AuthorityState

  package var keyring: Keyring { state.trust.keyring }

  /// What a mirror has; nil for one that is missing or empty, where the caller allows that.
  /// - Throws: `IssuingError.emptyMirror`, and what a mirror that cannot be read or verified gives: the next list would not know what is
  ///   revoked there.
  package func offered(by directory: String, mayBeEmpty: Bool) throws(IssuingError) -> AuthorityState? {
    let names: [String]
    do { names = try DurableFile.names(in: directory) } catch {
      guard case .missing = error else { throw .file(error) }
      names = []
    }
    if names.isEmpty {
      guard mayBeEmpty else { throw .emptyMirror(directory) }
      return nil
    }
    do { return try AuthorityState(pinned: ledger.authority, at: directory) } catch { throw .state(error) }
  }

  /// Writes the public state into a mirror.
  package func writeMirror(_ directory: String) throws(IssuingError) {
    do { try state.write(toMirror: directory) } catch { throw .file(error) }
  }

  /// The same home with what another state of the authority has newer: roots and keyring as a pair, and the list.
  /// - Throws: `IssuingError.equivocation` for files of equal order and different heads, and for forked roots.
  package func adopting(_ other: AuthorityState) throws(IssuingError) -> OpenHome {
    let (ours, theirs) = (state.trust, other.trust)
    for (a, b) in zip(ours.chain.files, theirs.chain.files) where a.body != b.body {
      throw .equivocation(.root, number: a.signed.head.number)
    }
    for (a, b) in [(ours.keyring.head, theirs.keyring.head), (ours.list.head, theirs.list.head)]
    where a.order == b.order && a != b {
      throw .equivocation(a.kind, number: a.number)
    }
    let trusted = ours.keyring.head.order < theirs.keyring.head.order ? other.bundle : state.bundle
    let listed = ours.list.head.order < theirs.list.head.order ? other.bundle : state.bundle
    let bundle = Bundle(
      roots: trusted.roots, keyring: trusted.keyring, keyringBody: trusted.keyringBody, list: listed.list,
      listBody: listed.listBody)
    do {
      return OpenHome(
        home: home, ledger: ledger,
        state: try AuthorityState(pinned: ours.authority, bundle, origin: home.publicPath))
    } catch {
      throw .state(error)
    }
  }

  /// The record of a key that was not removed.
  package func record(_ number: KeyNumber) throws(IssuingError) -> KeyRecord {
    let record: KeyRecord?
    do { record = try keyring.record(number) } catch { throw .state(.damaged(home.publicPath, error)) }
    guard let record else { throw .unknownKey(number) }
    guard !record.isRemoved else { throw .removedKey(number) }
    return record
  }

  /// The record of a key that may act in a role.
  package func activeRecord(_ number: KeyNumber, as role: Role) throws(IssuingError) -> KeyRecord {
    let record = try record(number)
    guard record.role == role else { throw .wrongRole(number, record.role) }
    return record
  }

  /// The numbers of a role whose secrets are in the home and that are still in the keyring, increasing.
  package func heldNumbers(of role: Role) throws(IssuingError) -> [KeyNumber] {
    let names: [String]
    do { names = try DurableFile.names(in: home.keysPath) } catch { throw .file(error) }
    let prefix = "\(role.name)-"
    let suffix = ".key"
    var numbers: [KeyNumber] = []
    for name in names where name.hasPrefix(prefix) && name.hasSuffix(suffix) {
      let digits = name.utf8.dropFirst(prefix.utf8.count).dropLast(suffix.utf8.count)
      guard let value = Decimal.value(of: digits, below: 1 << 32), let number = KeyNumber(UInt32(value))
      else {
        continue
      }
      do { _ = try activeRecord(number, as: role) } catch {
        if case .removedKey = error { continue }
        throw error
      }
      numbers.append(number)
    }
    return numbers.sorted()
  }

  /// The secret of a number in the keyring.
  func secret(of number: KeyNumber, as role: Role) throws(IssuingError) -> SigningKey {
    let record = try activeRecord(number, as: role)
    let owner = record.account.map(KeyOwner.issuer) ?? .publisher
    return try home.secret(owner, at: home.secretPath(of: role, number), for: record.publicKey)
  }
}
