import DurableFile
import PostPass
import PostPassIssuing
import PostPassLedger
import TestSupport
import Testing

@Suite struct RecoveryTests {
  private let now = Office.now
  private let second = TestKey("publisher 4")

  @Test(arguments: [1 << 53, 1 << 60, .max - 1, .max] as [UInt64])
  func `a list number that ran away ends with a new keyring`(number: UInt64) throws {
    let office = try Office.known(try TestAuthority())
    try Thief(office).publish(TestAuthority.revocations, number: number, at: now)
    if number == .max {
      #expect(throws: IssuingError.numbersExhausted) { try office.publish() }
    } else {
      #expect(try office.publish().state.trust.list.head.number == number + 1)
    }
    try changePublisher(office)
    let list = try office.publish().state.trust.list
    #expect(list.head.number == 1 && list.head.signer == TestAuthority.number(4) && list.isAuthoritative)
    // The thief goes on; what the old keyring vouches for is older.
    #expect(try office.publish().state.trust.list.head.number == 2)
  }

  @Test func `an ordinary number goes on after a new keyring`() throws {
    let office = try Office.known(try TestAuthority())
    try changePublisher(office)
    #expect(try office.publish().state.trust.list.head.number == 2)
  }

  @Test func `times that ran away end with a new keyring, and what was revoked stays so`() throws {
    let office = try Office.known(try TestAuthority())
    let id = try office.issue()[0].id
    try office.revoke([.code(id)])
    let future = now.adding(.days(4000))
    let forged = RevocationListContent(
      codes: [
        (code(7), TestAuthority.event(.leaked, published: future, effective: now.subtracting(.days(1)))),
        (code(8), TestAuthority.event(.cancelled, published: future)),
      ], keys: [(number(3), TestAuthority.event(.keyCompromise, published: future))])
    try Thief(office).publish(forged, number: 2, at: future, retainedFrom: future)
    #expect(throws: IssuingError.clockBehind(newest: future)) { try office.publish() }
    try changePublisher(office)
    try office.publish()
    // Read as from a mirror: every rule of heads and lists holds.
    let list = try office.offered().trust.list
    #expect(list.isAuthoritative && list.head.issuedAt == now && list.head.retainedFrom == now)
    let events = try office.listed()
    #expect(events.keys.sorted() == [code(7), code(8), id].sorted())
    #expect(events.values.allSatisfy { $0.publishedAt <= now && $0.effectiveFrom <= now })
    #expect(events[code(7)]?.effectiveFrom == now.subtracting(.days(1)))
    #expect(try list.revocations(of: code(1, of: 3)).ofKey?.reason == .keyCompromise)
  }

  @Test func `a restored home un-revokes nothing`() throws {
    let office = try Office.founded()
    try office.home.setMirror(office.mirror)
    let early = try office.issue()[0].id
    try office.revoke([.code(early)])
    try office.publish()
    let backup = Home(office.directory.file("backup"))
    try copy(office.home, to: backup)
    let late = try office.issue(count: 5).map(\.id)
    try office.revoke(late.map { .code($0) } + [.key(number(1))])
    try office.publish(at: now.adding(.minutes(1)))
    let before = try office.listed()
    let kept = try backup.publish(
      to: office.mirror, mayBeEmpty: false, terms: .default, now: now.adding(.minutes(2)), by: "nora")
    #expect(kept.state.trust.list.head.number == 4 && kept.added == 0)
    #expect(try office.listed() == before)
    #expect(try office.offered().trust.list.keyCount == 1)
  }

  @Test func `two homes in turn lose nothing`() throws {
    let office = try Office.known(try TestAuthority())
    let other = try secondHome(office)
    var revoked = Set([code(7)])
    for turn in UInt32(0)..<6 {
      let home = turn % 2 == 0 ? office.home : other
      let id = code(100 + turn)
      revoked.insert(id)
      try office.revoke([.code(id)], in: home)
      let list = try office.publish(home, at: now.adding(.minutes(UInt64(turn)))).state.trust.list
      #expect(list.head.number == UInt64(turn) + 2)
      #expect(try Set(office.listed().keys) == revoked)
    }
  }

  @Test func `what one home published elsewhere is not lost when it meets the other's mirror`() throws {
    let office = try Office.known(try TestAuthority())
    let other = try secondHome(office)
    let aside = office.directory.file("aside")
    try office.revoke([.code(code(101))])
    try office.publish()
    // Two more on a mirror of its own: newer than what the first home has, and made without it.
    try office.revoke([.code(code(102))], in: other)
    try office.publish(other, to: aside, first: true)
    #expect(throws: IssuingError.equivocation(.revocationList, number: 2)) { try office.publish(to: aside) }
    try office.publish(other, to: aside)
    let publication = try office.publish(to: aside)
    #expect(try Set(office.listed(aside).keys) == [code(7), code(101), code(102)])
    #expect(publication.added == 0 && publication.state.trust.list.head.number == 4)
    // And the other way round.
    try office.publish(other, to: aside)
    try office.publish(other)
    #expect(try Set(office.listed().keys) == [code(7), code(101), code(102)])
  }

  @Test func `a change of the keyring in between keeps the home's list`() throws {
    let office = try Office.known(try TestAuthority())
    let other = try secondHome(office)
    let aside = office.directory.file("aside")
    try office.home.setMirror(aside)
    try office.revoke([.code(code(101))])
    try office.publish()
    try office.publish(other, to: aside, first: true)
    try office.publish(other, to: aside)
    try office.tamper("DELETE FROM revocations")
    try office.changeKeyring { _ in }
    try office.publish(to: aside)
    #expect(try office.listed(aside)[code(101)] != nil)
  }

  @Test func `a mirror that is damaged stops publication`() throws {
    let office = try Office.known(try TestAuthority())
    let body = try office.offered().trust.list.head.bodyRoot.hex
    let path = "\(office.mirror)/bodies/\(body)"
    var bytes = try DurableFile.read(path, limit: 1 << 20)
    bytes[70] ^= 1
    try DurableFile.write(bytes, to: path)
    #expect(throws: IssuingError.state(.damaged(office.mirror, .pageHash(page: 0)))) { try office.publish() }
    try DurableFile.remove(path)
    #expect(throws: IssuingError.state(.file(.missing(path)))) { try office.publish() }
    #expect(try office.home.open().state.trust.list.head.number == 1)
  }

  /// A second home of the office's authority that has the same publisher's key.
  private func secondHome(_ office: borrowing Office) throws -> Home {
    let other = Home(office.directory.file("other"))
    try office.settle(in: other, try TestAuthority(), keys: [.publisher])
    return other
  }

  /// Removes publisher 2 and enrols another one.
  private func changePublisher(_ office: borrowing Office) throws {
    let file = PublicKeyFile(publicKey: second.publicKey, owner: .publisher)
    // The mirror's list is the thief's; the home's own key is what changes.
    try office.home.setMirror(office.mirror)
    try office.changeKeyring { editor throws(IssuingError) in
      _ = try editor.remove(number(2))
      let given = try editor.add(file, window: window())
      #expect(given == number(4))
    }
    try SecretKeyFile.create(
      signingKey(second), of: .publisher, at: office.home.secretPath(of: .publisher, number(4)),
      comment: "TEST ONLY")
  }

  private func copy(_ home: Home, to other: Home) throws {
    for (path, bytes) in try files(below: home.path) {
      let target = other.path + path.dropFirst(home.path.count)
      try DurableFile.createDirectory(String(target[..<(target.lastIndex(of: "/") ?? target.endIndex)]))
      try DurableFile.write(bytes, to: target, permissions: path.hasSuffix(".key") ? 0o600 : 0o644)
    }
  }
}
