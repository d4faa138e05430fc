import PostPass
import PostPassIssuing
import PostPassLedger
import TestSupport
import Testing

/// Lists on a mirror that only deny: signed by an issuer, by a publisher that was removed, or in the future.
@Suite struct UncountedListTests {
  private let now = Office.now
  private let later = Office.now.adding(.days(1))

  /// Every time and number as far as it goes, one revocation too many and all others missing.
  private let forged = RevocationListContent(
    codes: [], keys: [(number(1), TestAuthority.event(.keyCompromise))])

  enum Case: CaseIterable {
    case issuer, issuerIn2035, removedPublisher, removedPublisherIn2035, publisherIn2035
  }

  @Test(arguments: Case.allCases) func `publishing goes on from the home's own list`(made: Case) throws {
    let office = try Office.known(try TestAuthority())
    let ended = try office.issue(until: now.adding(.minutes(1)))[0].id
    try office.revoke([.code(ended)])
    try office.publish()
    try putForgedList(made, office)
    let publication = try office.publish(at: later)
    let list = publication.state.trust.list
    #expect(list.isAuthoritative && list.head.number == 3 && list.head.issuedAt == later)
    #expect(list.head.retainedFrom == later.subtracting(.days(30)) && list.keyCount == 0)
    #expect(publication.plan.added == 0 && publication.plan.expired == 0)
    #expect(try office.listed().keys.sorted() == [code(7), ended].sorted())
  }

  @Test(arguments: Case.allCases) func `joining again keeps the home's own list`(made: Case) throws {
    let office = try Office.known(try TestAuthority())
    try office.publish()
    try putForgedList(made, office)
    let before = try office.home.open().state.bundle.encoded
    let offered = try office.offered()
    let joined = try office.home.join(offered, now: later, by: "nora")
    #expect(joined.state.bundle.encoded == before)
    #expect(try office.home.open().state.bundle.encoded == before)
  }

  @Test func `the keyring beside such a list is taken`() throws {
    let office = try Office.known(try TestAuthority())
    let other = Home(office.directory.file("other"))
    try office.settle(in: other, try TestAuthority(), keys: [.keyring, .publisher])
    try office.changeKeyring { _ in }
    try Thief(office).publish(forged, number: .max, at: now, by: .kim)
    let joined = try other.join(try office.offered(), now: now, by: "kim")
    #expect(joined.keyring.head.number == 2 && joined.state.trust.list.head.number == 1)
    #expect(joined.state.trust.list.isAuthoritative)
  }

  @Test(arguments: Thief.Signer.allCases)
  func `a list holds up no change of the keyring`(signer: Thief.Signer) throws {
    let office = try Office.known(try TestAuthority())
    try office.home.setMirror(office.mirror)
    // Of equal order to the home's own.
    try Thief(office).publish(forged, number: 1, at: now, by: signer)
    try office.replacePublisher()
    let list = try office.publish().state.trust.list
    #expect(list.keyCount == 0 && list.head.number == 2 && list.isAuthoritative)
  }

  @Test func `what the home's own list says stays, although its publisher was removed`() throws {
    let office = try Office.known(try TestAuthority())
    let id = try office.issue()[0].id
    try office.revoke([.code(id), .key(number(3))])
    try office.publish()
    try office.tamper("DELETE FROM revocations; DELETE FROM key_revocations")
    try office.replacePublisher()
    let list = try office.publish().state.trust.list
    #expect(list.keyCount == 1 && list.head.number == 3)
    #expect(try office.listed().keys.sorted() == [code(7), id].sorted())
  }

  @Test func `no home begins with such a list`() throws {
    let office = try Office.known(try TestAuthority())
    let new = Home(office.directory.file("new"))
    let thief = try Thief(office)
    let issuers = try thief.offer(forged, number: 9, at: now, by: .kim)
    #expect(throws: IssuingError.notAuthoritative(number: 9)) { try new.join(issuers, now: now, by: "kim") }
    let ahead = now.adding(.minutes(5)).adding(TimeSpan(seconds: 1))
    let early = try thief.offer(forged, number: 9, at: ahead, by: .publisher)
    #expect(throws: IssuingError.clockBehind(early.trust.list.head, now: now)) {
      try new.join(early, now: now, by: "kim")
    }
    #expect(throws: IssuingError.noHome(new.path)) { try new.open() }
    try office.copyIssuer(to: new)
    _ = try new.join(early, now: now.adding(TimeSpan(seconds: 1)), by: "kim")
  }

  @Test func `a clock that is five minutes ahead is still believed`() throws {
    let office = try Office.known(try TestAuthority())
    let ahead = now.adding(.minutes(5))
    try Thief(office).publish(forged, number: 8, at: ahead)
    let list = try office.publish().state.trust.list
    #expect(list.head.number == 9 && list.head.issuedAt == ahead && list.keyCount == 1)
  }

  private func putForgedList(_ made: Case, _ office: borrowing Office) throws {
    let year2035 = UnixTime(seconds: 2_051_222_400)
    let thief = try Thief(office)
    switch made {
    case .issuer:
      try thief.publish(forged, number: .max, at: later, retainedFrom: later, by: .kim)
    case .issuerIn2035:
      try thief.publish(forged, number: .max, at: year2035, retainedFrom: year2035, by: .kim)
    case .removedPublisher, .removedPublisherIn2035:
      try office.replacePublisher()
      let time = made == .removedPublisher ? later : year2035
      try Thief(office).publish(forged, number: .max, at: time, retainedFrom: time)
    case .publisherIn2035:
      try thief.publish(forged, number: .max, at: year2035, retainedFrom: year2035)
    }
  }
}
