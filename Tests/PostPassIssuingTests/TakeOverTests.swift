import DurableFile
import PostPass
import PostPassIssuing
import TestSupport
import Testing

/// What a home takes over of the keyring of a mirror, which may be a thief's.
struct TakeOverTests {
  private let now = Office.now

  /// An office whose mirror has a keyring of somebody with the keyring key: one more publisher, and ours removed.
  private func robbed() throws -> Office {
    let office = try Office.founded()
    try office.home.setMirror(office.mirror)
    try steal(office, as: "thief") { editor throws(IssuingError) in
      _ = try editor.add(
        PublicKeyFile(publicKey: TestKey("rogue").publicKey, owner: .publisher), window: window())
      _ = try editor.remove(number(2))
    }
    return office
  }

  /// Changes the keyring in a copy of the home, and puts it on the mirror.
  private func steal(
    _ office: borrowing Office, as name: String,
    _ change: (inout KeyringEditor) throws(IssuingError) -> Void
  ) throws {
    let thief = Home(office.directory.file(name))
    try copy(office.home, to: thief)
    try office.changeKeyring(in: thief, change).write(toMirror: office.mirror)
  }

  private func refused(_ body: () throws -> Void) -> TrustChange? {
    do { try body() } catch IssuingError.takesKeys(let change) { return change } catch {}
    return nil
  }

  private func keep(_ office: borrowing Office) throws -> [String: [UInt8]] {
    try files(below: office.home.publicPath)
  }

  @Test func `names what came, what went, and which of that is here`() throws {
    let office = try robbed()
    let change = try #require(try office.home.open().change(by: office.mirror, mayBeEmpty: false))
    #expect(change.oldKeyring.number == 1 && change.newKeyring.number == 2)
    #expect((change.keys.enrolled, change.keys.removed) == (1, 1))
    #expect(change.lost.map(\.number) == [number(2)])
    #expect(!change.isOfDatesOnly)
  }

  @Test func `a key that is here goes only once its owner has agreed`() throws {
    let office = try robbed()
    let before = try keep(office)
    let open = try office.home.open()
    let seen = try #require(try open.change(by: office.mirror, mayBeEmpty: false))
    #expect(refused { try office.publish() } == seen)
    #expect(refused { try office.changeKeyring { _ in } } == seen)
    let offered = try office.offered()
    #expect(refused { _ = try office.home.join(offered, now: now, by: "nora") } == seen)
    #expect(try keep(office) == before)

    let joined = try office.home.join(offered, agreed: seen, now: now, by: "nora")
    #expect(joined.keyring.head == seen.newKeyring)
    #expect(try joined.heldNumbers(of: .publisher).isEmpty)
    #expect(try joined.removedNumbers(of: .publisher) == [number(2)])
  }

  @Test func `another keyring than was agreed to takes no key`() throws {
    let office = try robbed()
    let seen = try #require(try office.home.open().change(by: office.mirror, mayBeEmpty: false))
    let before = try keep(office)
    let later = Home(office.directory.file("thief"))
    try office.changeKeyring(in: later) { editor throws(IssuingError) in _ = try editor.remove(number(1)) }
      .write(toMirror: office.mirror)
    let other = refused {
      _ = try office.home.changeKeyring(agreed: seen, now: now, by: "nora") { _ in }
    }
    #expect(other?.newKeyring.number == 3 && other?.lost.count == 2)
    #expect(try keep(office) == before)
  }

  @Test func `what takes no key is taken over and told`() throws {
    let office = try Office.founded()
    try office.home.setMirror(office.mirror)
    try steal(office, as: "second") { editor throws(IssuingError) in
      _ = try editor.add(
        PublicKeyFile(publicKey: TestKey("kim").publicKey, owner: .issuer(account("@kim"))), window: window())
    }
    let plan = try office.publish(at: now.adding(.minutes(1))).plan
    #expect(plan.takenOver?.keys.enrolled == 1 && plan.takenOver?.lost == [])
    #expect(try office.publish(at: now.adding(.minutes(2))).plan.takenOver == nil)
  }

  @Test func `a pending file that begins from a keyring which takes a key here is not taken over unseen`()
    throws
  {
    let office = try robbed()
    let thief = Home(office.directory.file("thief"))
    let path = office.directory.file("next.pending")
    let outcome = try thief.changeKeyring(pendingAt: path, now: now, by: "thief") { _ in }
    guard case .complete(let proposal, _) = outcome else { throw Office.Unsigned() }
    let before = try keep(office)
    let seen = try #require(try office.home.open().change(before: proposal))
    #expect(seen.lost.map(\.number) == [number(2)])
    #expect(refused { _ = try office.home.takeOver(proposal, now: now, by: "nora") } == seen)
    #expect(try keep(office) == before)
    let state = try office.home.takeOver(proposal, agreed: seen, now: now, by: "nora")
    #expect(state?.trust.keyring.head.number == 3)
  }

  @Test func `who has no publisher any more is told which was removed, and by which keyring`() throws {
    let office = try robbed()
    let seen = try #require(try office.home.open().change(by: office.mirror, mayBeEmpty: false))
    let onMirror = RemovingKeyring(head: seen.newKeyring, origin: .mirror)
    #expect(throws: IssuingError.removedHere(.publisher, [number(2)], by: onMirror)) {
      _ = try office.home.publish(
        to: office.mirror, mayBeEmpty: false, agreed: seen, terms: .default, now: now, by: "nora")
    }
    _ = try office.home.join(try office.offered(), agreed: seen, now: now, by: "nora")
    let takenOver = RemovingKeyring(head: seen.newKeyring, origin: .elsewhere)
    #expect(throws: IssuingError.removedHere(.publisher, [number(2)], by: takenOver)) {
      try office.publish(at: now.adding(.minutes(1)))
    }
    let state = try office.changeKeyring { editor throws(IssuingError) in _ = try editor.remove(number(1)) }
    let here = RemovingKeyring(head: state.trust.keyring.head, origin: .here)
    #expect(throws: IssuingError.removedHere(.issuer, [number(1)], by: here)) { try office.issue() }
  }
}
