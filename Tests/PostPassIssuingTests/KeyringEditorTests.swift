import DurableFile
import PostPass
import PostPassIssuing
import TestSupport
import Testing

@Suite struct KeyringEditorTests {
  private let now = Office.now
  private let spare = TestKey("issuer 4")

  @Test func `keys get the next numbers, and the files verify`() throws {
    let office = try Office.known(try TestAuthority())
    let kim = PublicKeyFile(publicKey: spare.publicKey, owner: .issuer(account("@kim")))
    let publisher = PublicKeyFile(publicKey: TestKey("publisher 5").publicKey, owner: .publisher)
    let state = try office.changeKeyring { editor throws(IssuingError) in
      let first = try editor.add(kim, window: window())
      let second = try editor.add(publisher, window: window(until: Office.now.adding(.days(9))))
      #expect([first, second] == [number(4), number(5)])
    }
    #expect(state.trust.keyring.head.number == 2)
    let record = try state.trust.keyring.record(number(4))
    #expect(record?.account == account("@kim") && record?.publicKey == spare.publicKey)
    #expect(try office.home.open().keyring.head == state.trust.keyring.head)
    #expect(state.trust.keyring.head.freshUntil == now.adding(.days(400)))
    // The list is as it was, and still read.
    #expect(state.trust.list.head.number == 1)
  }

  @Test func `what cannot be recorded does not take effect`() throws {
    let office = try Office.founded()
    try office.tamper(Office.fullLog)
    let before = try office.home.open().state.trust
    #expect(throws: IssuingError.self) { try office.changeKeyring { _ in } }
    #expect(throws: IssuingError.self) { try office.rotate(RootChange()) }
    let after = try office.home.open().state.trust
    #expect(after.keyring.head == before.keyring.head && after.root == before.root)
  }

  // The first is B + (0, -1), of mixed order; the others have low order, are no points, or are spelled in two ways.
  @Test(arguments: [
    "95" + String(repeating: "99", count: 31),
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "0200000000000000000000000000000000000000000000000000000000000000",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
  ])
  func `weak keys do not enter`(key: String) throws {
    let office = try Office.known(try TestAuthority())
    let before = try files(below: office.home.publicPath)
    let publicKey = try #require(PublicKey(bytes: hex(key)))
    let file = PublicKeyFile(publicKey: publicKey, owner: .issuer(account("@eve")))
    #expect(throws: IssuingError.weakKey(publicKey)) { try add(file, to: office) }
    #expect(try files(below: office.home.publicPath) == before)
  }

  @Test func `the base point's own key is no weak one`() throws {
    let office = try Office.known(try TestAuthority())
    let base = try #require(PublicKey(bytes: hex("58" + String(repeating: "66", count: 31))))
    try add(PublicKeyFile(publicKey: base, owner: .publisher), to: office)
  }

  @Test func `a key has one number for ever, and a number one key`() throws {
    let office = try Office.known(try TestAuthority())
    let kim = TestAuthority.kim.publicKey
    for owner in [KeyOwner.issuer(account("@kim")), .issuer(account("@eve")), .publisher] {
      #expect(throws: IssuingError.alreadyEnrolled(kim, number(3))) {
        try add(PublicKeyFile(publicKey: kim, owner: owner), to: office)
      }
    }
    try remove(3, from: office)
    #expect(throws: IssuingError.alreadyEnrolled(kim, number(3))) {
      try add(PublicKeyFile(publicKey: kim, owner: .issuer(account("@kim"))), to: office)
    }
    #expect(throws: IssuingError.removedKey(number(3))) { try remove(3, from: office) }
    #expect(throws: IssuingError.unknownKey(number(4))) { try remove(4, from: office) }
    #expect(throws: IssuingError.unknownKey(number(4_294_967_294))) {
      try remove(4_294_967_294, from: office)
    }
    let file = PublicKeyFile(publicKey: spare.publicKey, owner: .issuer(account("@kim")))
    let state = try add(file, to: office)
    #expect(try state.trust.keyring.record(number(4))?.publicKey == spare.publicKey)
    #expect(try state.trust.keyring.record(number(3))?.isRemoved == true)
    // Twice in one change.
    let other = PublicKeyFile(publicKey: TestKey("other").publicKey, owner: .publisher)
    #expect(throws: IssuingError.alreadyEnrolled(other.publicKey, number(5))) {
      try office.changeKeyring { editor throws(IssuingError) in
        for _ in 0..<2 { _ = try editor.add(other, window: window()) }
      }
    }
    #expect(try office.home.open().keyring.keyCount == 4)
  }

  @Test func `root and keyring keys are not for a keyring`() throws {
    let office = try Office.known(try TestAuthority())
    for owner in [KeyOwner.root, .keyring] {
      #expect(throws: IssuingError.notForKeyring(owner)) {
        try add(PublicKeyFile(publicKey: spare.publicKey, owner: owner), to: office)
      }
    }
  }

  @Test func `the next keyring is later in number and no earlier in time`() throws {
    let office = try Office.known(try TestAuthority())
    let state = try office.changeKeyring(at: now.subtracting(.minutes(5))) { _ in }
    #expect(state.trust.keyring.head.issuedAt == now)
    let early = now.subtracting(.minutes(5)).subtracting(TimeSpan(seconds: 1))
    #expect(throws: IssuingError.clockBehind(state.trust.root, now: early)) {
      try office.changeKeyring(at: early) { _ in }
    }
    let later = try office.changeKeyring(at: now.adding(.days(1))) { _ in }
    #expect(later.trust.keyring.head.number == 3)
    #expect(throws: IssuingError.clockBehind(later.trust.keyring.head, now: now)) {
      try office.changeKeyring { _ in }
    }
    let end = UnixTime.lastDate.subtracting(.days(1))
    #expect(throws: IssuingError.clockBeyondDates(end)) { try office.changeKeyring(at: end) { _ in } }
  }

  @Test func `numbers that are used up give an error`() throws {
    var authority = try TestAuthority()
    authority.keyring = try TestAuthority.keyring(
      TestAuthority.records, number: .max, under: authority.roots[0].signed.head)
    authority.list = try TestAuthority.list(authority.list.body, under: authority.keyring.head)
    let office = try Office.known(authority)
    #expect(throws: IssuingError.numbersExhausted) { try office.changeKeyring { _ in } }
  }

  @Test func `more signatures than one are not made up`() throws {
    var authority = try TestAuthority()
    let second = TestKey("second keyring key")
    let root = try TestAuthority.firstRoot(
      keyringKeys: [TestAuthority.keyringKey, second], keyringThreshold: 2)
    authority.roots = [root]
    let keys = [TestAuthority.keyringKey, second].map { key in
      (index: UInt8(root.body.keyringKeys.firstIndex(of: key.publicKey) ?? 0), key: key)
    }
    authority.keyring = try TestAuthority.keyring(
      TestAuthority.records, under: root.signed.head, by: keys.sorted { $0.index < $1.index })
    authority.list = try TestAuthority.list(authority.list.body, under: authority.keyring.head)
    let office = try Office.known(authority)
    #expect(throws: Office.Unsigned.self) { try office.changeKeyring { _ in } }
    #expect(try office.home.open().keyring.head.number == 1)
  }

  @Test func `only a key that the root names signs`() throws {
    let office = try Office()
    try office.settle(in: office.home, try TestAuthority(), keys: [.nora, .publisher])
    let pending = office.directory.file("pending")
    #expect(throws: Office.Unsigned.self) { try office.changeKeyring { _ in } }
    try SecretKeys().create(
      SigningKey(), of: .root, at: office.home.secretPath(of: .root), comment: "another")
    try DurableFile.remove(pending)
    #expect(throws: Office.Unsigned.self) { try office.changeKeyring { _ in } }
    let path = office.home.secretPath(of: .keyring)
    try SecretKeys().create(signingKey(TestAuthority.keyringKey), of: .publisher, at: path, comment: "wrong")
    try DurableFile.remove(pending)
    #expect(throws: IssuingError.secretMismatch(path: path)) { try office.changeKeyring { _ in } }
  }

  @Test func `two machines do not give one number twice`() throws {
    let authority = try TestAuthority()
    let office = try Office.known(authority)
    let other = Home(office.directory.file("other"))
    try office.settle(in: other, authority, keys: [.keyring, .publisher])
    for home in [office.home, other] { try home.setMirror(office.mirror) }
    try add(PublicKeyFile(publicKey: spare.publicKey, owner: .publisher), to: office)
    try office.publish()
    let state = try office.changeKeyring(in: other) { editor throws(IssuingError) in
      let given = try editor.add(
        PublicKeyFile(publicKey: TestKey("fifth").publicKey, owner: .publisher), window: window())
      #expect(given == number(5))
    }
    #expect(state.trust.keyring.head.number == 3)
    // Without the mirror in between, the two keyrings cannot both be right.
    try add(PublicKeyFile(publicKey: TestKey("sixth").publicKey, owner: .publisher), to: office)
    try office.publish(other)
    #expect(throws: IssuingError.equivocation(.keyring, number: 3)) { try office.publish() }
    #expect(throws: IssuingError.equivocation(.keyring, number: 3)) { try office.changeKeyring { _ in } }
  }

  @Test func `a mirror without its files is not taken for one that has nothing newer`() throws {
    let office = try Office.known(try TestAuthority())
    let empty = office.directory.file("empty")
    try office.home.setMirror(empty)
    #expect(throws: IssuingError.emptyMirror(empty)) { try office.changeKeyring { _ in } }
    try DurableFile.createDirectory(empty)
    #expect(throws: IssuingError.emptyMirror(empty)) { try office.changeKeyring { _ in } }
    #expect(try office.home.open().keyring.head.number == 1)
  }

  @Test func `a failed write leaves the old keyring`() throws {
    let office = try Office.known(try TestAuthority())
    let head = "\(office.home.publicPath)/head"
    let before = try DurableFile.read(head, limit: 10_000)
    try DurableFile.remove(head)
    try DurableFile.createDirectory(head)
    #expect(throws: IssuingError.self) { try office.changeKeyring { _ in } }
    removeDirectory(head)
    try DurableFile.write(before, to: head)
    #expect(try office.home.open().keyring.head.number == 1)
    #expect(try office.changeKeyring { _ in }.trust.keyring.head.number == 2)
  }

  @discardableResult
  private func add(_ file: PublicKeyFile, to office: borrowing Office) throws -> AuthorityState {
    try office.changeKeyring { editor throws(IssuingError) in _ = try editor.add(file, window: window()) }
  }

  private func remove(_ value: UInt32, from office: borrowing Office) throws {
    try office.changeKeyring { editor throws(IssuingError) in _ = try editor.remove(number(value)) }
  }
}
