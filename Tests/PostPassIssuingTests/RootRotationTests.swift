import DurableFile
import Glibc
import PostPass
import PostPassIssuing
import PostPassLedger
import TestSupport
import Testing

@Suite struct RootRotationTests {
  private let now = Office.now

  @Test func `a renewed root has the same keys, and the keyring is signed again under it`() throws {
    let office = try Office.founded()
    let before = try office.home.open().state
    let state = try office.rotate(RootChange(), at: now.adding(.days(1)))
    let (root, keyring) = (state.trust.root, state.trust.keyring.head)
    #expect(root.number == 2 && root.freshUntil == now.adding(.days(1 + 5 * 365)))
    #expect(state.trust.chain.last.body == before.trust.chain.last.body)
    #expect(keyring.number == 2 && keyring.freshUntil == now.adding(.days(1 + 400)))
    #expect(keyring.bodyRoot == before.trust.keyring.head.bodyRoot)
    try office.publish(at: now.adding(.days(1)))
    #expect(try office.offered().trust.root == root)
    #expect(try office.log().contains("root-rotate root 2 keyring 2"))
  }

  @Test func `two of three sign, one after the other, and the home takes it over`() throws {
    let office = try Office.founded()
    let sticks = try office.sticks(3)
    let path = try office.pendingRotation(RootChange(rootKeys: sticks.map(\.key), rootThreshold: 2))
    #expect(try office.home.open().state.trust.root.number == 1)
    var proposal = try Proposal(at: path, pinned: nil)
    // The old root's key, here, has signed for root 1; two of the new ones are missing.
    #expect(proposal.quorums.map(\.missing) == [0, 2, 2])
    for (stick, missing) in [(sticks[2], 1), (sticks[0], 0)] {
      #expect(try stick.home.sign(&proposal) == [stick.key])
      #expect(proposal.quorums.map(\.missing) == [0, missing, missing])
      #expect(proposal.isComplete == (missing == 0))
    }
    let state = try #require(try office.home.takeOver(proposal, now: now, by: "nora"))
    #expect(state.trust.root.number == 2 && state.trust.chain.last.body.keyringThreshold == 2)
    #expect(try office.home.open().state.trust.keyring.head.number == 2)
    #expect(try office.home.takeOver(proposal, now: now, by: "nora") == nil)
    try office.publish()
    #expect(try office.offered().trust.root == state.trust.root)
  }

  @Test func `one key never counts twice`() throws {
    let office = try Office.founded()
    let sticks = try office.sticks(3)
    let path = try office.pendingRotation(RootChange(rootKeys: sticks.map(\.key), rootThreshold: 2))
    var proposal = try Proposal(at: path, pinned: nil)
    // Under two names in one home, in two homes, and once more from the file.
    let other = Home(office.directory.file("other"))
    try DurableFile.createDirectory(other.keysPath)
    for copy in ["\(sticks[0].home.keysPath)/root.key", "\(other.keysPath)/root.key"] {
      try DurableFile.createExclusively(try DurableFile.readSecret(sticks[0].path, limit: 4096), at: copy)
    }
    #expect(try sticks[0].home.sign(&proposal) == [sticks[0].key])
    let once = proposal.file
    #expect(try sticks[0].home.sign(&proposal) == [] && other.sign(&proposal) == [])
    try proposal.replace(path)
    proposal = try Proposal(at: path, pinned: nil)
    let secret = try SecretKeys().openSigner(sticks[0].path)
    let added = try proposal.sign(with: secret)
    #expect(!added && proposal.file == once && !proposal.isComplete)
    #expect(throws: IssuingError.self) { try office.home.takeOver(proposal, now: now, by: "nora") }
    #expect(try office.home.open().state.trust.root.number == 1)
  }

  @Test func `two who sign at the same time lose nothing`() throws {
    let office = try Office.founded()
    let sticks = try office.sticks(3)
    let path = try office.pendingRotation(RootChange(rootKeys: sticks.map(\.key), rootThreshold: 2))
    // Both have read the file before the other one writes it.
    var proposals = [try Proposal(at: path, pinned: nil), try Proposal(at: path, pinned: nil)]
    for index in 0...1 {
      #expect(try sticks[index].home.sign(&proposals[index]) == [sticks[index].key])
      try proposals[index].replace(path)
    }
    let signed = try Proposal(at: path, pinned: nil)
    #expect(signed.isComplete && signed.file == proposals[1].file && signed.file != proposals[0].file)
  }

  @Test func `what became another proposal meanwhile is not written over`() throws {
    let office = try Office.founded()
    let sticks = try office.sticks(3)
    let path = try office.pendingRotation(RootChange(rootKeys: sticks.map(\.key), rootThreshold: 2))
    var proposal = try Proposal(at: path, pinned: nil)
    _ = try sticks[0].home.sign(&proposal)
    try DurableFile.remove(path)
    _ = try office.pendingRotation(RootChange(rootKeys: sticks.map(\.key), rootThreshold: 3))
    let other = try DurableFile.read(path, limit: 1 << 20)
    #expect(throws: IssuingError.pendingExchanged(path)) { try proposal.replace(path) }
    #expect(try DurableFile.read(path, limit: 1 << 20) == other)
  }

  @Test func `a link to a pending file is neither signed nor replaced`() throws {
    let office = try Office.founded()
    let sticks = try office.sticks(3)
    let path = try office.pendingRotation(RootChange(rootKeys: sticks.map(\.key), rootThreshold: 2))
    let link = office.directory.file("link")
    #expect(unsafe symlink(path, link) == 0)
    #expect(throws: IssuingError.file(.notRegular(link))) { try Proposal(at: link, pinned: nil) }
    var proposal = try Proposal(at: path, pinned: nil)
    _ = try sticks[0].home.sign(&proposal)
    #expect(throws: IssuingError.file(.notRegular(link))) { try proposal.replace(link) }
  }

  @Test func `strangers, other authorities and damaged files are refused`() throws {
    let office = try Office.founded()
    let sticks = try office.sticks(4)
    let path = try office.pendingRotation(
      RootChange(rootKeys: sticks.prefix(3).map(\.key), rootThreshold: 2))
    let authority = try #require(try office.home.authority())
    var proposal = try Proposal(at: path, pinned: authority)
    let stranger = try SecretKeys().openSigner(sticks[3].path)
    #expect(throws: IssuingError.notAsked(sticks[3].key)) { _ = try proposal.sign(with: stranger) }
    #expect(try sticks[3].home.sign(&proposal) == [])
    let other = try TestAuthority().id
    #expect(throws: IssuingError.refusedPending(path, .untrusted(.notPinned(authority)))) {
      try Proposal(at: path, pinned: other)
    }
    let known = try Office.known(try TestAuthority())
    #expect(throws: IssuingError.overtaken(by: try known.home.open().state.trust.root)) {
      try known.home.takeOver(proposal, now: now, by: "nora")
    }
    #expect(throws: IssuingError.notASigner(office.home.secretPath(of: .issuer, number(1)))) {
      _ = try SecretKeys().openSigner(office.home.secretPath(of: .issuer, number(1)))
    }
    var bytes = try DurableFile.read(path, limit: 1 << 20)
    try write(Array(bytes.dropLast()), to: path)
    #expect(throws: IssuingError.malformedPending(path, .bodyLength)) { try Proposal(at: path, pinned: nil) }
    bytes[bytes.count - 1] ^= 1
    try write(bytes, to: path)
    #expect(throws: IssuingError.refusedPending(path, .damaged(.pageHash(page: 0)))) {
      try Proposal(at: path, pinned: nil)
    }
  }

  @Test func `what was overtaken is refused`() throws {
    let office = try Office.founded()
    let sticks = try office.sticks(1)
    let change = RootChange(rootKeys: [sticks[0].key], rootThreshold: 1)
    var byRoot = try Proposal(at: try office.pendingRotation(change), pinned: nil)
    _ = try sticks[0].home.sign(&byRoot)
    let keyring = try office.changeKeyring { _ in }.trust.keyring.head
    #expect(throws: IssuingError.overtaken(by: keyring)) {
      try office.home.takeOver(byRoot, now: now, by: "nora")
    }
    // Made anew, and overtaken by another root.
    var again = try Proposal(at: try office.pendingRotation(change, at: "again"), pinned: nil)
    _ = try sticks[0].home.sign(&again)
    let root = try office.rotate(RootChange()).trust.root
    #expect(throws: IssuingError.overtaken(by: root)) {
      try office.home.takeOver(again, now: now, by: "nora")
    }
    #expect(try office.home.open().state.trust.root == root)
  }

  @Test func `a home that is behind takes over what begins from a newer state`() throws {
    let office = try Office.founded()
    let behind = try office.second("behind")
    try office.changeKeyring { _ in }
    try office.rotate(RootChange())
    let sticks = try office.sticks(1)
    var proposal = try Proposal(
      at: try office.pendingRotation(RootChange(rootKeys: [sticks[0].key], rootThreshold: 1)), pinned: nil)
    _ = try sticks[0].home.sign(&proposal)
    let state = try behind.takeOver(proposal, now: now, by: "nora")
    #expect(state?.trust.root.number == 3 && state?.trust.keyring.head.number == 4)
  }

  @Test func `what is from the future waits`() throws {
    let office = try Office.founded()
    let sticks = try office.sticks(1)
    let later = now.adding(.days(1))
    var proposal = try Proposal(
      at: try office.pendingRotation(RootChange(rootKeys: [sticks[0].key], rootThreshold: 1), now: later),
      pinned: nil)
    _ = try sticks[0].home.sign(&proposal)
    let root = try #require(proposal.file.nextRoot?.signed.head)
    #expect(throws: IssuingError.pendingFromFuture(root, now: now)) {
      try office.home.takeOver(proposal, now: now, by: "nora")
    }
    let state = try office.home.takeOver(proposal, now: later.subtracting(.minutes(5)), by: "nora")
    #expect(state?.trust.root.number == 2)
    #expect(throws: IssuingError.clockBehind(root, now: now)) { try office.rotate(RootChange(), at: now) }
    // A newer keyring would not help: the root is the cause.
    #expect(throws: IssuingError.clockBehind(root, now: now)) { try office.changeKeyring { _ in } }
  }

  @Test func `a pending file is never written over another file`() throws {
    let office = try Office.founded()
    let change = RootChange(rootKeys: try office.sticks(1).map(\.key), rootThreshold: 1)
    let path = try office.pendingRotation(change)
    let before = try DurableFile.read(path, limit: 1 << 20)
    #expect(throws: IssuingError.pendingExists(path)) { try office.pendingRotation(change) }
    #expect(try DurableFile.read(path, limit: 1 << 20) == before)
  }

  @Test func `a home that is behind the mirror makes no second root of one number`() throws {
    let office = try Office.founded()
    try office.home.setMirror(office.mirror)
    let copy = try office.second("copy")
    try DurableFile.createExclusively(
      try DurableFile.readSecret(office.home.secretPath(of: .root), limit: 4096),
      at: copy.secretPath(of: .root))
    try copy.setMirror(office.mirror)
    let root = try office.rotate(RootChange()).trust.root
    try office.publish()
    #expect(throws: IssuingError.behindMirror(root)) {
      try copy.rotateRoot(RootChange(), pendingAt: nil, now: now, by: "nora")
    }
    // A mirror that is no mirror any more holds nothing up.
    try write([1], to: "\(office.mirror)/head")
    #expect(try office.rotate(RootChange()).trust.root.number == 3)
  }

  @Test func `the keyring is the home's own, whatever the mirror has`() throws {
    let office = try Office.founded()
    try office.home.setMirror(office.mirror)
    let thief = try office.second("thief")
    try DurableFile.createExclusively(
      try DurableFile.readSecret(office.home.secretPath(of: .root), limit: 4096),
      at: thief.secretPath(of: .root))
    let rogue = PublicKeyFile(publicKey: TestKey("rogue").publicKey, owner: .issuer(Office.nora))
    try office.changeKeyring(in: thief) { editor throws(IssuingError) in
      _ = try editor.add(rogue, window: window())
    }.write(toMirror: office.mirror)
    #expect(try office.offered().trust.keyring.keyCount == 3)
    #expect(try office.rotate(RootChange()).trust.keyring.keyCount == 2)
    try office.publish()
    let offered = try office.offered().trust
    #expect(offered.root.number == 2 && offered.keyring.keyCount == 2)
  }

  @Test(
    arguments: [
      (4, 5), ((1 << 53) - 1, 1 << 53), (1 << 53, 1), (.max, 1),
    ] as [(UInt64, UInt64)])
  func `a keyring's number goes on, or begins again where it ran away`(old: UInt64, new: UInt64) throws {
    var authority = try TestAuthority()
    authority.keyring = try TestAuthority.keyring(
      TestAuthority.records, number: old, under: authority.roots[0].signed.head)
    authority.list = try TestAuthority.list(authority.list.body, under: authority.keyring.head)
    let office = try Office.known(authority)
    try SecretKeys().create(
      signingKey(TestAuthority.rootKey), of: .root, at: office.home.secretPath(of: .root),
      comment: "TEST ONLY")
    let state = try office.rotate(RootChange())
    #expect(state.trust.keyring.head.number == new)
    #expect(try office.publish().state.trust.list.head.parentNumber == new)
  }

  @Test func `root number 1024 is the last`() throws {
    #expect(try RootChange.number(after: 1) == 2)
    #expect(try RootChange.number(after: 1023) == 1024)
    for last in [1024, 1025, .max] as [UInt64] {
      #expect(throws: IssuingError.tooManyRoots) { try RootChange.number(after: last) }
    }
  }
}

extension Office {
  struct Stick {
    let home: Home
    let key: PublicKey
    let path: String
  }

  /// Homes with one root key and nothing else.
  func sticks(_ count: Int) throws -> [Stick] {
    try (0..<count).map { index in
      let home = Home(directory.file("stick-\(index)"))
      let key = try home.generateKey(for: .root)
      return Stick(home: home, key: key.file.publicKey, path: key.path)
    }
  }

  @discardableResult
  func rotate(_ change: RootChange, at now: UnixTime = now) throws -> AuthorityState {
    let outcome = try home.rotateRoot(change, pendingAt: directory.file("pending"), now: now, by: "nora")
    guard case .complete(_, let state) = outcome else { throw Unsigned() }
    return state
  }

  /// A rotation that the keys of the home are not enough for.
  @discardableResult
  func pendingRotation(
    _ change: RootChange, at name: String = "root.pending", now: UnixTime = now
  ) throws -> String {
    let outcome = try home.rotateRoot(change, pendingAt: directory.file(name), now: now, by: "nora")
    guard case .pending(_, let path) = outcome else { throw Unsigned() }
    return path
  }

  /// What the record says was done.
  func log() throws -> [String] {
    try home.open().ledger.log(since: UnixTime(seconds: 0)).map {
      "\($0.action.rawValue) \($0.subject) \($0.details)"
    }
  }
}
