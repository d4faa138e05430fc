import DurableFile
import Foundation
import PostPass
import PostPassStore
import PostPassSync
import TestSupport
import Testing

/// A newer keyring takes power away at once, and gives numbers back that a thief used up (SPEC §4.5, §8.2).
struct `A newer keyring` {
  @Test func `resets the numbers of lists`() throws {
    var scene = try Scene()
    try scene.authority.nextList(number: .max, revoking: [1])
    try scene.publish()
    try scene.pull()
    try scene.authority.nextKeyring(TestAuthority.recordsAfterTheft)
    try scene.authority.nextList(
      number: 1, by: TestKey("publisher 4"), signer: TestAuthority.number(4))
    try scene.publish()
    #expect(try scene.pull().list == scene.authority.list.head)
  }

  @Test func `has its numbers reset by a root`() throws {
    var scene = try Scene()
    scene.authority.keyring = try TestAuthority.keyring(
      TestAuthority.moreRecords, number: .max, under: scene.authority.roots[0].signed.head)
    try scene.authority.nextList(number: 9)
    try scene.publish()
    try scene.pull()
    try scene.authority.rotateRoot()
    try scene.authority.nextList(number: 1)
    try scene.publish()
    let holding = try scene.pull()
    #expect(holding.keyring.number == 1)
    #expect(holding.list.number == 1)
  }

  /// The lists that a thief of the publisher's key may offer beside the keyring that removes it.
  private enum BadList: CaseIterable {
    case same, newer, fromTheFuture, rollback, bodyMissing, bodyDamaged
  }

  @Test(arguments: 0..<6) func `is adopted though the list beside it is refused`(index: Int) throws {
    let bad = BadList.allCases[index]
    var scene = try Scene()
    try scene.authority.nextList(revoking: [7])
    try scene.publish()
    try scene.pull()
    let list = scene.authority.list
    let keyring = scene.authority.keyring
    switch bad {
    case .same: break
    case .newer: try scene.authority.nextList(number: 3)
    case .fromTheFuture: try scene.authority.nextList(number: 3, issuedAt: scene.now.adding(.days(1)))
    case .rollback: try scene.authority.nextList(number: 1)
    case .bodyMissing, .bodyDamaged: break
    }
    try scene.authority.nextKeyring(TestAuthority.recordsAfterTheft)
    if bad == .bodyMissing || bad == .bodyDamaged {
      try scene.authority.nextList(
        number: 1, revoking: [1], by: TestKey("publisher 4"), signer: TestAuthority.number(4))
    }
    try scene.publish()
    if bad == .bodyMissing { try DurableFile.remove(scene.mirrorBody(scene.authority.list)) }
    if bad == .bodyDamaged { try write([1], to: scene.mirrorBody(scene.authority.list)) }
    #expect(scene.pullError() != nil)

    let state = try scene.state()
    #expect(state.keyring.head == scene.authority.keyring.head && state.keyring.head != keyring.head)
    #expect(state.list.head == list.head)
    let trust = try Store(StorePath(scene.store)).open(.whole).trust
    #expect(!trust.list.isAuthoritative)
    #expect(try trust.list.revocations(of: CodeID(issuer: TestAuthority.noraNumber, serial: 7)).ofCode != nil)

    try scene.authority.nextList(
      number: 1, revoking: [7, 8], by: TestKey("publisher 4"), signer: TestAuthority.number(4))
    try scene.publish()
    #expect(try scene.pull().list == scene.authority.list.head)
  }

  @Test func `is not adopted where the list held is no longer by one of its keys`() throws {
    var scene = try Scene()
    try scene.pull()
    let before = scene.storeContent()
    try scene.authority.rotateRoot([TestAuthority.records[0]])
    try scene.publish()
    #expect(scene.pullError() != nil)
    #expect(scene.storeContent() == before)
  }

  @Test func `is not adopted where its body is damaged`() throws {
    var scene = try Scene()
    try scene.pull()
    let before = scene.storeContent()
    try scene.authority.nextKeyring(TestAuthority.recordsAfterTheft)
    try scene.publish()
    try write(scene.authority.keyring.body.reversed(), to: scene.mirrorBody(scene.authority.keyring))
    #expect(scene.pullError() == .damaged(scene.authority.keyring.head, .pageHash(page: 0)))
    #expect(scene.storeContent() == before)
  }

  @Test func `does not count a pull of which the list was refused`() throws {
    var scene = try Scene()
    try scene.pull()
    let time = scene.now
    scene.now = scene.now.adding(.minutes(60))
    try scene.authority.nextKeyring(TestAuthority.recordsAfterTheft)
    try scene.publish()
    #expect(scene.pullError() == .notAuthoritative(scene.authority.list.head))
    #expect(try scene.state().lastPull == time)
  }

  @Test(arguments: [1, 3] as [UInt32]) func `lets only publishers put a list in the place of another`(
    signer: UInt32
  ) throws {
    var scene = try Scene()
    try scene.pull()
    let before = scene.storeContent()
    try scene.authority.nextList(
      by: signer == 1 ? TestAuthority.nora : TestAuthority.kim, signer: TestAuthority.number(signer))
    try scene.publish()
    #expect(scene.pullError() == .notAuthoritative(scene.authority.list.head))
    #expect(scene.storeContent() == before)
  }
}
