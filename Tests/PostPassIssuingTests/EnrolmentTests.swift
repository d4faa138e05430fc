import DurableFile
import PostPass
import PostPassIssuing
import PostPassLedger
import TestSupport
import Testing

@Suite struct EnrolmentTests {
  private let now = Office.now
  private let kim = KeyOwner.issuer(account("@kim"))

  @Test func `from keygen to the first code`() throws {
    let office = try Office.founded()
    let home = Home(office.directory.file("kim"))
    let key = try home.generateKey(for: kim)
    #expect(permissions(of: key.path) == 0o600)
    #expect(try home.pendingKeys() == [key])
    try office.changeKeyring { editor throws(IssuingError) in _ = try editor.add(key.file, window: window()) }
    try office.publish()
    let joined = try home.join(try office.offered(), now: now, by: "kim")
    #expect(try home.numberKeys(by: joined.keyring) == [number(3)])
    #expect(try DurableFile.names(in: home.keysPath) == ["issuer-3.key"])
    #expect(try home.pendingKeys().isEmpty)
    let code = try UnverifiedCode(parsing: try office.issue(home)[0].text())
    #expect(try code.checkSignature(with: office.offered().trust, at: now).creator == account("@kim"))
    // Again: nothing is left to do.
    #expect(try home.numberKeys(by: joined.keyring).isEmpty)
    #expect(
      try home.open().ledger.log(since: UnixTime(seconds: 0)).map(\.action).prefix(2) == [.initialize, .join])
  }

  @Test func `a key that waits is never replaced`() throws {
    let office = try Office()
    let key = try office.home.generateKey(for: kim)
    let before = try files(below: office.home.keysPath)
    #expect(throws: IssuingError.keyWaits(key)) { try office.home.generateKey(for: kim) }
    #expect(try files(below: office.home.keysPath) == before)
    _ = try office.home.generateKey(for: .publisher)
    _ = try office.home.generateKey(for: .issuer(account("@kim2")))
    #expect(try office.home.pendingKeys().count == 3)
  }

  @Test func `a new root key lies beside the old one`() throws {
    let office = try Office.founded()
    let before = try files(below: office.home.keysPath)
    for owner in [KeyOwner.root, .keyring] {
      let (first, second) = (try office.home.generateKey(for: owner), try office.home.generateKey(for: owner))
      #expect(first.path != second.path)
      #expect(first.path.hasSuffix("-\(first.file.publicKey.shortName).key"))
    }
    let after = try files(below: office.home.keysPath)
    #expect(after.count == before.count + 8 && before.allSatisfy { after[$0.key] == $0.value })
  }

  @Test func `an account of digits is not a number`() throws {
    let office = try Office.founded()
    let key = try office.home.generateKey(for: .issuer(account("1")))
    #expect(key.path != office.home.secretPath(of: .issuer, number(1)))
    #expect(try office.home.open().heldNumbers(of: .issuer) == [number(1)])
  }

  @Test func `what was cut off is finished, and other files are passed over`() throws {
    let office = try Office.founded()
    let home = office.home
    // The public half alone: the secret was not written any more.
    let key = try home.generateKey(for: kim)
    try DurableFile.remove(key.path)
    #expect(try home.pendingKeys().isEmpty)
    let again = try home.generateKey(for: kim)
    #expect(try home.pendingKeys() == [again] && again.file != key.file)
    for (name, bytes) in [
      ("id_rsa.pub", [UInt8](repeating: 0x41, count: 600)), ("id_rsa.key", [1]), ("x.pub", []), ("x.key", []),
      (".pub", [1]), ("y.pub", Array(again.file.text.utf8)),
    ] { try write(bytes, to: "\(home.keysPath)/\(name)") }
    try DurableFile.createDirectory("\(home.keysPath)/z.pub")
    try DurableFile.createDirectory("\(home.keysPath)/z.key")
    #expect(try home.pendingKeys() == [again])
    let state = try office.changeKeyring { editor throws(IssuingError) in
      _ = try editor.add(again.file, window: window())
    }
    // Both names are there, as between the two steps of a rename.
    try DurableFile.write(
      DurableFile.read(again.path, limit: 4096), to: home.secretPath(of: .issuer, number(3)),
      permissions: 0o600)
    #expect(throws: IssuingError.file(.exists(home.secretPath(of: .issuer, number(3))))) {
      try home.numberKeys(by: state.trust.keyring)
    }
    try DurableFile.remove(home.secretPath(of: .issuer, number(3)))
    #expect(try home.numberKeys(by: state.trust.keyring) == [number(3)])
  }

  @Test func `a removed key gets no number`() throws {
    let office = try Office.founded()
    let key = try office.home.generateKey(for: kim)
    let state = try office.changeKeyring { editor throws(IssuingError) in
      _ = try editor.remove(try editor.add(key.file, window: window()))
    }
    #expect(try office.home.numberKeys(by: state.trust.keyring).isEmpty)
    #expect(try office.home.pendingKeys() == [key])
  }

  @Test func `joining again takes what is newer, and nothing older`() throws {
    let office = try Office.founded()
    let home = try office.second("kim")
    let old = try office.offered()
    try office.changeKeyring { _ in }
    try office.publish()
    let new = try office.offered()
    #expect(try home.join(new, now: now, by: "kim").keyring.head.number == 2)
    #expect(try home.join(old, now: now, by: "kim").keyring.head.number == 2)
    let trust = try home.open().state.trust
    #expect(trust.keyring.head == new.trust.keyring.head && trust.list.head == new.trust.list.head)
  }

  @Test func `a home that joins too early, or a wrong authority, is free to join the right one`() throws {
    let office = try Office.founded()
    let other = try Office.founded()
    let home = Home(office.directory.file("kim"))
    #expect(throws: IssuingError.notEnrolled(keyring: 1)) {
      try home.join(try other.offered(), now: now, by: "kim")
    }
    #expect(throws: IssuingError.noHome(home.path)) { try home.locked {} }
    let key = try home.generateKey(for: kim)
    let before = try files(below: home.path)
    for state in [try other.offered(), try office.offered()] {
      #expect(throws: IssuingError.notEnrolled(keyring: 1)) { try home.join(state, now: now, by: "kim") }
    }
    #expect(try files(below: home.path) == before)
    try office.changeKeyring { editor throws(IssuingError) in _ = try editor.add(key.file, window: window()) }
    try office.publish()
    let joined = try home.join(try office.offered(), now: now, by: "kim")
    #expect(try home.numberKeys(by: joined.keyring) == [number(3)])
  }

  @Test func `whoever is named no more may still learn of it`() throws {
    let office = try Office.founded()
    let home = Home(office.directory.file("kim"))
    let key = try home.generateKey(for: kim)
    try office.changeKeyring { editor throws(IssuingError) in _ = try editor.add(key.file, window: window()) }
    try office.publish()
    _ = try home.numberKeys(by: try home.join(try office.offered(), now: now, by: "kim").keyring)
    try office.changeKeyring { editor throws(IssuingError) in _ = try editor.remove(number(3)) }
    try office.publish()
    let seen = try #require(try home.open().change(by: try office.offered()))
    let joined = try home.join(try office.offered(), agreed: seen, now: now, by: "kim")
    #expect(joined.keyring.head.number == 3)
    #expect(try joined.heldNumbers(of: .issuer).isEmpty)
  }

  @Test func `another authority is refused, and changes nothing`() throws {
    let office = try Office.founded()
    let other = try Office.founded()
    let before = try files(below: office.home.publicPath)
    #expect(throws: IssuingError.homeExists(office.home.path)) {
      try office.home.join(try other.offered(), now: now, by: "nora")
    }
    #expect(try files(below: office.home.publicPath) == before)
    let pin = try other.home.open().ledger.authority
    #expect(throws: StateError.untrusted(office.mirror, .notPinned(try office.home.open().ledger.authority)))
    {
      try AuthorityState(pinned: pin, at: office.mirror)
    }
  }

  @Test func `forks are refused`() throws {
    let authority = try TestAuthority()
    let office = try Office.known(authority)
    let root = authority.roots[0]
    var (forkedRoot, forkedKeyring, forkedList) = (authority, authority, authority)
    let earlier = now.subtracting(.days(1))
    forkedRoot.roots = [try TestAuthority.firstRoot(issuedAt: earlier)]
    forkedKeyring.keyring = try TestAuthority.keyring(
      TestAuthority.records, under: root.signed.head, issuedAt: earlier)
    forkedList.list = try TestAuthority.list(
      authority.list.body, under: authority.keyring.head, issuedAt: now.adding(.minutes(1)))
    for (fork, kind) in [
      (forkedRoot, FileKind.root), (forkedKeyring, .keyring), (forkedList, .revocationList),
    ] {
      let before = try files(below: office.home.publicPath)
      #expect(throws: IssuingError.equivocation(kind, number: 1)) {
        try office.home.join(try AuthorityState(fork), now: now, by: "nora")
      }
      #expect(try files(below: office.home.publicPath) == before)
    }
    // A later root over the same ones is no fork.
    var next = authority
    next.roots.append(
      try authority.nextRoot(keys: [TestAuthority.rootKey], previousKeys: [TestAuthority.rootKey]))
    next.keyring = try TestAuthority.keyring(TestAuthority.records, under: next.roots[1].signed.head)
    next.list = try TestAuthority.list(authority.list.body, under: next.keyring.head)
    #expect(try office.home.join(try AuthorityState(next), now: now, by: "nora").state.trust.root.number == 2)
  }
}
