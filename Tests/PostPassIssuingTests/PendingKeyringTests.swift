import DurableFile
import PostPass
import PostPassIssuing
import PostPassLedger
import TestSupport
import Testing

@Suite struct PendingKeyringTests {
  private let now = Office.now
  private let kim = PublicKeyFile(publicKey: TestKey("issuer 4").publicKey, owner: .issuer(account("@kim")))

  /// Gives an office three sticks, two of which sign keyrings.
  private func sticks(of office: borrowing Office) throws -> [Office.Stick] {
    let sticks = try office.sticks(3)
    var proposal = try Proposal(
      at: try office.pendingRotation(RootChange(keyringKeys: sticks.map(\.key), keyringThreshold: 2)),
      pinned: nil)
    for stick in sticks.prefix(2) { _ = try stick.home.sign(&proposal) }
    _ = try office.home.takeOver(proposal, now: now, by: "nora")
    return sticks
  }

  private func pending(
    _ office: borrowing Office, at name: String,
    _ change: (inout KeyringEditor) throws(IssuingError) -> Void
  ) throws -> Proposal {
    let outcome = try office.home.changeKeyring(
      pendingAt: office.directory.file(name), now: now, by: "nora", change)
    guard case .pending(_, let path) = outcome else { throw Office.Unsigned() }
    return try Proposal(at: path, pinned: nil)
  }

  @Test func `holders see what changes, and the home takes it over when enough have signed`() throws {
    let office = try Office.founded()
    let sticks = try sticks(of: office)
    var proposal = try pending(office, at: "a") { editor throws(IssuingError) in
      _ = try editor.add(kim, window: window())
      _ = try editor.remove(number(1))
    }
    guard case .removed(let removed, _) = proposal.changes[0],
      case .enrolled(let enrolled, let record) = proposal.changes[1], proposal.changes.count == 2
    else { throw Office.Unsigned() }
    #expect(removed == number(1) && enrolled == number(3) && record.account == account("@kim"))
    #expect(try sticks[1].home.sign(&proposal) == [sticks[1].key])
    #expect(
      !proposal.isComplete
        && proposal.awaited == proposal.root.body.keyringKeys.filter { $0 != sticks[1].key })
    #expect(throws: IssuingError.self) { try office.home.takeOver(proposal, now: now, by: "nora") }
    #expect(try sticks[0].home.sign(&proposal) == [sticks[0].key])
    let state = try #require(try office.home.takeOver(proposal, now: now, by: "nora"))
    #expect(state.trust.keyring.head.number == 3 && state.trust.root.number == 2)
    #expect(
      try office.log().suffix(3) == [
        "sign keyring 3 file \(office.directory.file("a"))", "keyring-remove key 1 keyring 3",
        "keyring-add key 3 keyring 3",
      ])
  }

  @Test func `a renewal says that it is one`() throws {
    let office = try Office.founded()
    let sticks = try sticks(of: office)
    var proposal = try pending(office, at: "a") { _ in }
    for stick in sticks { _ = try stick.home.sign(&proposal) }
    _ = try office.home.takeOver(proposal, now: now, by: "nora")
    #expect(try office.log().last == "keyring-renew keyring 3 keyring 3")
  }

  @Test func `of two pending changes the one that is complete first overtakes the other`() throws {
    let office = try Office.founded()
    let sticks = try sticks(of: office)
    var first = try pending(office, at: "a") { _ in }
    var second = try pending(office, at: "b") { editor throws(IssuingError) in
      _ = try editor.add(kim, window: window())
    }
    #expect(first.file.nextKeyring.head.number == second.file.nextKeyring.head.number)
    for stick in sticks {
      _ = try stick.home.sign(&first)
      _ = try stick.home.sign(&second)
    }
    let state = try #require(try office.home.takeOver(second, now: now, by: "nora"))
    #expect(throws: IssuingError.overtaken(by: state.trust.keyring.head)) {
      try office.home.takeOver(first, now: now, by: "nora")
    }
    #expect(try office.home.open().keyring.keyCount == 3)
  }

  @Test func `a home takes nothing over that begins from a keyring made without its own`() throws {
    let authority = try TestAuthority()
    let office = try Office.known(authority)
    // Keyring 2 gives number 3 to another key; keyring 3 goes on from there.
    let records = [
      TestAuthority.records[0], TestAuthority.records[1], TestAuthority.issuer("@eve", TestKey("eve")),
    ]
    let root = authority.roots[0].signed.head
    let rewritten = try TestAuthority.keyring(records, number: 2, under: root)
    let next = try TestAuthority.keyring(records, number: 3, under: root)
    let file = PendingFile(
      roots: authority.roots, keyring: rewritten.signed, keyringBody: rewritten.bodyFile, nextRoot: nil,
      nextKeyring: next.signed, nextKeyringBody: next.bodyFile)
    let proposal = try Proposal(verifying: file, pinned: authority.id)
    #expect(proposal.isComplete)
    #expect(throws: IssuingError.keyringRewritten(number(3))) {
      try office.home.takeOver(proposal, now: now, by: "nora")
    }
    #expect(try office.home.open().keyring.head.number == 1)
  }

  @Test func `a root key signs no keyring`() throws {
    let office = try Office.founded()
    _ = try sticks(of: office)
    var proposal = try pending(office, at: "a") { _ in }
    let secret = try SecretKeys().openSigner(office.home.secretPath(of: .root))
    let key = secret.publicKey
    #expect(throws: IssuingError.notAsked(key)) { _ = try proposal.sign(with: secret) }
  }
}
