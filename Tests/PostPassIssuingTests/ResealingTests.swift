import DurableFile
import PostPass
import PostPassIssuing
import TestSupport
import Testing

/// Setting, changing and dropping the passphrases of a home.
@Suite struct ResealingTests {
  @Test func `one key or all of a home get, change and lose a passphrase`() throws {
    let office = try Office.founded()
    let all = ["issuer-1", "publisher-2", "root"]
    let keys = try publicKeys(in: office)
    let set = try reseal(office, .all, new: "one")
    #expect(set.names == all && !set.haveNoPassphrase)
    #expect(throws: IssuingError.secret(.notOpened(path("root", office)))) {
      _ = try publicKeys(in: office)
    }
    #expect(try publicKeys(in: office, ["one"]) == keys)
    let changed = try reseal(office, .number(number(1)), ["one"], new: "two")
    #expect(changed.names == ["issuer-1"] && !changed.haveNoPassphrase)
    #expect(try publicKeys(in: office, ["one", "two", "one"]) == keys)
    let dropped = try reseal(office, .name("root"), ["one"], new: nil)
    #expect(dropped.names == ["root"] && dropped.haveNoPassphrase)
    #expect(try lines(path("root", office))[3] == "kdf none")
    #expect(try reseal(office, .all, ["two", "one"], new: nil).haveNoPassphrase)
    #expect(try publicKeys(in: office) == keys)
  }

  @Test func `a file keeps its comment, its owner and its permissions`() throws {
    let office = try Office.founded()
    let before = try lines(path("publisher-2", office))
    _ = try reseal(office, .all, new: "one")
    let after = try lines(path("publisher-2", office))
    #expect(after[..<3] == before[..<3])
    #expect(permissions(of: path("publisher-2", office)) == 0o600)
    _ = try reseal(office, .all, ["one"], new: nil)
    #expect(try lines(path("publisher-2", office)) == before)
    #expect(permissions(of: path("publisher-2", office)) == 0o600)
  }

  @Test func `what a killed process left of a secret goes with the next key that is made or sealed`() throws {
    let office = try Office.founded()
    let leftover = "\(office.home.keysPath)/.root.key.1a2b.tmp"
    try DurableFile.write([1], to: leftover, permissions: 0o600)
    _ = try reseal(office, .name("issuer-1"), new: nil)
    #expect(throws: FileError.missing(leftover)) { _ = try DurableFile.read(leftover, limit: 1) }
    try DurableFile.write([1], to: leftover, permissions: 0o600)
    _ = try office.home.generateKey(for: .publisher)
    #expect(throws: FileError.missing(leftover)) { _ = try DurableFile.read(leftover, limit: 1) }
  }

  @Test func `where one key does not open, none is changed`() throws {
    let office = try Office.founded()
    _ = try reseal(office, .name("root"), new: "one")
    let before = try ["issuer-1", "publisher-2", "root"].map { try lines(path($0, office)) }
    #expect(throws: IssuingError.secret(.notOpened(path("root", office)))) {
      _ = try reseal(office, .all, ["wrong"], new: "two")
    }
    #expect(try ["issuer-1", "publisher-2", "root"].map { try lines(path($0, office)) } == before)
  }

  @Test func `nothing but a key of the home is meant by a name`() throws {
    let office = try Office.founded()
    let held = ["issuer-1", "publisher-2", "root"]
    for name in ["", "root.key", "../keys/root", "ROOT", "issuer", "3", "."] {
      #expect(throws: IssuingError.noSecret(held: held)) {
        _ = try reseal(office, .name(name), new: nil)
      }
    }
    #expect(throws: IssuingError.noSecret(held: held)) {
      _ = try reseal(office, .number(number(3)), new: nil)
    }
  }

  @Test func `keys of one run open with one derivation`() throws {
    let office = try Office.founded()
    _ = try reseal(office, .all, new: "one")
    let derivations = try ["issuer-1", "publisher-2", "root"].map { try lines(path($0, office))[3] }
    #expect(Set(derivations).count == 1)
  }

  @Test func `an authority founded with a passphrase signs with it alone`() throws {
    let office = try Office()
    let secrets = SecretKeys(asking: TestPassphrases(new: "one"), cost: .least)
    let home = Home(office.home.path, secrets: secrets)
    _ = try Founding(creator: Office.nora, now: Office.now, by: "nora").found(in: home)
    #expect(throws: IssuingError.secret(.passphrase(.needed(path("issuer-1", office))))) {
      try office.issue()
    }
    let source = TestPassphrases(["one"])
    let opened = Home(office.home.path, secrets: SecretKeys(asking: source))
    try office.issue(opened, count: 3)
    _ = try opened.publish(
      to: nil, mayBeEmpty: true, terms: .default, now: Office.now.adding(.minutes(1)), by: "nora")
    #expect(source.questions == 1)
  }

  @Test func `nobody is asked while the home is locked`() throws {
    let office = try Office.founded()
    _ = try reseal(office, .all, new: "one")
    let (home, mirror) = (office.home.path, office.mirror)
    func asked() -> (Home, LockingPassphrases) {
      let source = LockingPassphrases(answer: "one", locking: "\(home)/lock")
      return (Home(home, secrets: SecretKeys(asking: source)), source)
    }
    let (keyringHome, keyringSource) = asked()
    try office.changeKeyring(in: keyringHome) { _ in }
    let (rootHome, rootSource) = asked()
    _ = try rootHome.rotateRoot(RootChange(), pendingAt: nil, now: Office.now, by: "nora")
    let (publishing, publishingSource) = asked()
    try publishing.open().unlockPublisher(now: Office.now)
    _ = try publishing.publish(
      to: mirror, mayBeEmpty: false, terms: .default, now: Office.now, by: "nora")
    #expect([keyringSource, rootSource, publishingSource].map(\.questions) == [1, 1, 1])
  }

  private func path(_ name: String, _ office: borrowing Office) -> String {
    "\(office.home.keysPath)/\(name).key"
  }

  private func reseal(
    _ office: borrowing Office, _ selection: SecretSelection, _ passphrases: [String] = [], new: String?
  ) throws -> ResealedKeys {
    let secrets = SecretKeys(asking: TestPassphrases(passphrases, new: new), cost: .least)
    return try Home(office.home.path, secrets: secrets).reseal(selection)
  }

  /// Of root, issuer and publisher.
  private func publicKeys(
    in office: borrowing Office, _ passphrases: [String] = []
  ) throws(IssuingError) -> [PublicKey] {
    let secrets = SecretKeys(asking: TestPassphrases(passphrases))
    let owners: [(String, KeyOwner)] = [
      ("root", .root), ("issuer-1", .issuer(Office.nora)), ("publisher-2", .publisher),
    ]
    var keys: [PublicKey] = []
    for (name, owner) in owners {
      do { keys.append(try secrets.open(path(name, office), of: owner).publicKey) } catch {
        throw .secret(error)
      }
    }
    return keys
  }

  private func lines(_ path: String) throws -> [String] {
    String(decoding: try DurableFile.read(path, limit: 4096), as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
}
