import DurableFile
import PostPass
import PostPassIssuing
import PostPassLedger
import TestSupport
import Testing

@Suite struct RecoveryTests {
  private let now = Office.now

  @Test(arguments: [1 << 53, 1 << 60, .max - 1, .max] as [UInt64])
  func `a list number that ran away ends with a new keyring`(number: UInt64) throws {
    let office = try Office.known(try TestAuthority())
    try Thief(office).publish(TestAuthority.revocations, number: number, at: now)
    try Thief(office).publish(TestAuthority.revocations, number: number, at: now, to: office.home.publicPath)
    if number == .max {
      #expect(throws: IssuingError.numbersExhausted) { try office.publish() }
    } else {
      #expect(try office.publish().state.trust.list.head.number == number + 1)
    }
    try office.replacePublisher()
    let list = try office.publish().state.trust.list
    #expect(list.head.number == 1 && list.head.signer == TestAuthority.number(4) && list.isAuthoritative)
    // The thief goes on; what the old keyring vouches for is older.
    #expect(try office.publish().state.trust.list.head.number == 2)
  }

  @Test func `an ordinary number goes on after a new keyring`() throws {
    let office = try Office.known(try TestAuthority())
    try office.replacePublisher()
    #expect(try office.publish().state.trust.list.head.number == 2)
  }

  @Test func `times that ran away end with a new keyring, and what was revoked stays so`() throws {
    let office = try Office.known(try TestAuthority())
    let id = try office.issue()[0].id
    try office.revoke([.code(id)])
    let future = now.adding(.days(4000))
    // In the home itself, as if its own clock had run away.
    let forged = RevocationListContent(
      codes: [
        (code(7), TestAuthority.event(.leaked, published: future, effective: now.subtracting(.days(1)))),
        (code(8), TestAuthority.event(.cancelled, published: future)),
      ], keys: [(number(3), TestAuthority.event(.keyCompromise, published: future))])
    try Thief(office).publish(
      forged, number: 2, at: future, retainedFrom: future, to: office.home.publicPath)
    let ahead = try office.home.open().state.trust.list.head
    #expect(throws: IssuingError.clockBehind(ahead, now: now)) { try office.publish() }
    try office.replacePublisher()
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
    #expect(kept.state.trust.list.head.number == 4 && kept.plan.added == 0)
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
    try office.publish(other, to: aside)
    let publication = try office.publish(to: aside)
    #expect(try Set(office.listed(aside).keys) == [code(7), code(101), code(102)])
    #expect(publication.plan.added == 0 && publication.state.trust.list.head.number == 4)
    // And the other way round.
    try office.publish(other, to: aside)
    try office.publish(other)
    #expect(try Set(office.listed().keys) == [code(7), code(101), code(102)])
  }

  @Test(arguments: [0, 1, 2] as [UInt64])
  func `two lists of one number become one, whichever is later`(minutes: UInt64) throws {
    let office = try Office.known(try TestAuthority())
    let other = try secondHome(office)
    let aside = office.directory.file("aside")
    let ended = try office.issue(until: now.adding(TimeSpan(seconds: 30)))[0].id
    try office.revoke([.code(ended), .code(code(101))])
    try office.publish(at: now.adding(.minutes(1)))
    // Without what this home knows, and vouching for what ended from a later time on.
    try office.revoke([.code(code(102)), .key(number(3))], in: other)
    let short = try ListTerms(freshFor: .days(7), retain: TimeSpan(seconds: 0))
    let theirs = try office.publish(
      other, to: aside, first: true, terms: short, at: now.adding(.minutes(minutes))
    ).state.trust.list.head
    let merged = try office.publish(to: aside, at: now.adding(.minutes(2))).state.trust.list
    #expect(merged.head.number == 3 && merged.keyCount == 1)
    #expect(merged.head.retainedFrom == theirs.retainedFrom)
    let keptAtLeast: Set = [code(7), code(101), code(102)]
    #expect(try Set(office.listed(aside).keys) == (minutes == 0 ? keptAtLeast.union([ended]) : keptAtLeast))
    // The other one goes on from there.
    #expect(try office.publish(other, to: aside, at: now.adding(.minutes(3))).plan.added == 0)
  }

  @Test func `a restored home brings no removed key back`() throws {
    let homes = try divided { editor throws(IssuingError) in _ = try editor.remove(number(3)) }
    try expectRewritten(3, homes)
  }

  @Test func `a restored home does not give a number to another key`() throws {
    let homes = try divided { editor throws(IssuingError) in
      _ = try editor.add(key("one"), window: window())
    }
    try homes.office.changeKeyring(in: homes.backup) { editor throws(IssuingError) in
      _ = try editor.add(key("two"), window: window())
    }
    try expectRewritten(4, homes)
  }

  @Test func `a restored home does not take a number back`() throws {
    let homes = try divided { editor throws(IssuingError) in
      _ = try editor.add(key("one"), window: window())
    }
    try expectRewritten(4, homes)
  }

  @Test func `a restored home that asks its mirror goes on from there`() throws {
    let homes = try divided(signingAnother: false) { editor throws(IssuingError) in
      _ = try editor.remove(number(3))
    }
    try homes.backup.setMirror(homes.office.mirror)
    let state = try homes.office.changeKeyring(in: homes.backup) { editor throws(IssuingError) in
      _ = try editor.remove(number(1))
    }
    let records = try KeyringContent(decoding: state.trust.keyring).records
    #expect(records.map(\.isRemoved) == [true, false, true])
    #expect(try homes.office.publish(homes.backup).state.trust.keyring.head.number == 3)
  }

  private struct Divided: ~Copyable {
    let office: Office
    let backup: Home
  }

  /// A home that changed its keyring and published it, and its copy from before, which signed two of its own.
  private func divided(
    signingAnother: Bool = true, _ change: (inout KeyringEditor) throws(IssuingError) -> Void
  ) throws -> Divided {
    let office = try Office.known(try TestAuthority())
    let backup = Home(office.directory.file("backup"))
    try copy(office.home, to: backup)
    try office.changeKeyring(change)
    try office.publish()
    if signingAnother {
      for _ in 0..<2 { try office.changeKeyring(in: backup) { _ in } }
    }
    return Divided(office: office, backup: backup)
  }

  private func expectRewritten(_ value: UInt32, _ homes: borrowing Divided) throws {
    let (before, mirror) = (try files(below: homes.backup.publicPath), try files(below: homes.office.mirror))
    #expect(throws: IssuingError.keyringRewritten(number(value))) { try homes.office.publish(homes.backup) }
    try homes.backup.setMirror(homes.office.mirror)
    #expect(throws: IssuingError.keyringRewritten(number(value))) {
      try homes.office.changeKeyring(in: homes.backup) { _ in }
    }
    let theirs = try homes.office.offered()
    #expect(throws: IssuingError.keyringRewritten(number(value))) {
      try homes.backup.join(theirs, now: now, by: "nora")
    }
    #expect(try files(below: homes.backup.publicPath) == before)
    #expect(try files(below: homes.office.mirror) == mirror)
  }

  private func key(_ name: String) -> PublicKeyFile {
    PublicKeyFile(publicKey: TestKey(name).publicKey, owner: .publisher)
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

  @Test(arguments: [.damaged, .missing] as [Damage])
  func `what the home has itself is mended in the mirror`(damage: Damage) throws {
    let office = try Office.known(try TestAuthority())
    let whole = try files(below: office.mirror)
    for path in whole.keys where !path.hasSuffix("/head") {
      try damage.apply(to: path)
      try office.publish()
      #expect(try DurableFile.read(path, limit: 1 << 20) == whole[path])
    }
    #expect(try office.offered().trust.list.head.number == UInt64(whole.count))
  }

  @Test(arguments: [.damaged, .missing] as [Damage])
  func `a mirror that has lost what only it had stops publication`(damage: Damage) throws {
    let office = try Office.known(try TestAuthority())
    let other = try secondHome(office)
    try office.revoke([.code(code(101))], in: other)
    let body = try office.publish(other).plan.head.bodyRoot.hex
    for path in ["\(office.mirror)/bodies/\(body)", "\(office.mirror)/head"] {
      let bytes = try DurableFile.read(path, limit: 1 << 20)
      try damage.apply(to: path)
      let before = try files(below: office.mirror)
      #expect {
        try office.publish()
      } throws: { error in
        switch error {
        case IssuingError.mirror: true
        case IssuingError.emptyMirror(office.mirror): path.hasSuffix("/head")
        default: false
        }
      }
      #expect(try files(below: office.mirror) == before)
      #expect(try office.home.open().state.trust.list.head.number == 1)
      try DurableFile.write(bytes, to: path)
    }
    #expect(try office.publish().plan.learned == 1)
  }

  enum Damage: Sendable {
    case damaged, missing

    func apply(to path: String) throws {
      switch self {
      case .damaged:
        var bytes = try DurableFile.read(path, limit: 1 << 20)
        bytes[70] ^= 1
        try DurableFile.write(bytes, to: path)
      case .missing: try DurableFile.remove(path)
      }
    }
  }

  /// A second home of the office's authority that has the same publisher's key.
  private func secondHome(_ office: borrowing Office) throws -> Home {
    let other = Home(office.directory.file("other"))
    try office.settle(in: other, try TestAuthority(), keys: [.publisher])
    return other
  }
}
