import DurableFile
import Foundation
import PostPass
import PostPassStore
import PostPassSync
import TestSupport
import Testing

struct `A pull` {
  @Test func `pins the authority and holds what the mirror offers`() throws {
    let scene = try Scene()
    let holding = try scene.pull()
    #expect(holding.list == scene.authority.list.head)
    #expect(holding.revoked == .init(codes: 1, keys: 0))
    let held = try Store(StorePath(scene.store)).open(.whole)
    #expect(held.trust.authority == scene.authority.id)
    #expect(held.lastPull == scene.now)
    #expect(try scene.state().newestSignedTime == TestAuthority.start)
    #expect(permissions(of: scene.store) == 0o700)
  }

  @Test func `needs an authority once`() throws {
    let scene = try Scene()
    #expect(throws: PullError.notPinned) {
      _ = try Puller(store: scene.store, authority: nil, now: scene.now, waiting: .zero)
    }
    #expect(!FileManager.default.fileExists(atPath: scene.store))
    try scene.pull()
    var puller = try Puller(store: scene.store, authority: nil, now: scene.now, waiting: .zero)
    #expect(puller.authority == scene.authority.id)
    try puller.pull(from: DirectoryTransport(scene.mirror))
  }

  @Test func `takes over a newer list`() throws {
    var scene = try Scene()
    try scene.pull()
    try scene.authority.nextList()
    try scene.publish()
    let holding = try scene.pull()
    #expect(holding.list.number == 2)
    #expect(holding.revoked == .init(codes: 2, keys: 0))
    #expect(try Store(StorePath(scene.store)).open(.whole).trust.list.codeCount == 2)
  }

  @Test func `changes nothing but the time of the pull where nothing is new`() throws {
    var scene = try Scene()
    try scene.pull()
    var before = scene.storeContent()
    scene.now = scene.now.adding(.minutes(60))
    let holding = try scene.pull()
    #expect(holding.lastPull == scene.now)
    var after = scene.storeContent()
    #expect(before.removeValue(forKey: "state") != after.removeValue(forKey: "state"))
    #expect(before == after)
  }

  @Test func `fetches no body that it holds`() throws {
    var scene = try Scene()
    try scene.pull()
    try scene.authority.nextList(revoking: [7])
    try scene.publish()
    try FileManager.default.removeItem(atPath: scene.mirror + "/bodies")
    #expect(try scene.pull().list.number == 2)
  }

  @Test(arguments: [nil, 0, 100] as [Int?]) func `fetches again a held body that is missing or damaged`(
    length: Int?
  ) throws {
    let scene = try Scene()
    try scene.pull()
    for file in [scene.authority.keyring, scene.authority.list] {
      let path = TestAuthority.bodyPath(file, in: scene.store)
      if let length {
        try write(Array(file.bodyFile.prefix(length)), to: path)
      } else {
        try DurableFile.remove(path)
      }
    }
    #expect(throws: StoreError.self) { try Store(StorePath(scene.store)).open(.whole) }
    try scene.pull()
    #expect(throws: Never.self) { try Store(StorePath(scene.store)).open(.whole) }
  }

  @Test func `walks roots up to the newest`() throws {
    var scene = try Scene()
    try scene.pull()
    for _ in 0..<3 { try scene.authority.rotateRoot() }
    try scene.authority.nextList(number: 1)
    try scene.publish()
    #expect(try scene.pull().root.number == 4)
    #expect(try scene.state().roots == scene.authority.roots)
  }

  @Test func `reads a bundle`() throws {
    var scene = try Scene()
    try scene.authority.rotateRoot()
    try scene.authority.nextList(number: 1)
    let path = scene.directory.file("state.bundle")
    try write(scene.authority.bundle.encoded, to: path)
    #expect(try scene.pull(from: BundleTransport(path)).list == scene.authority.list.head)
    #expect(throws: Never.self) { try Store(StorePath(scene.store)).open(.whole) }
  }

  @Test func `survives what a killed pull left`() throws {
    var scene = try Scene()
    try scene.pull()
    // Killed while it fetched, and killed before the state was switched.
    try scene.authority.nextList()
    let body = scene.authority.list
    let path = TestAuthority.bodyPath(body, in: scene.store)
    try write(
      Array(body.bodyFile.prefix(10)), to: "\(scene.store)/bodies/.\(body.head.bodyRoot.hex).0123abcd.tmp")
    try write([1, 2, 3], to: "\(scene.store)/.state.4567.tmp")
    try write(Array(body.bodyFile.prefix(20)), to: path)
    try scene.publish()
    #expect(try scene.pull().list.number == 2)
    #expect(!scene.storeContent().keys.contains { $0.hasSuffix(".tmp") })
    #expect(throws: Never.self) { try Store(StorePath(scene.store)).open(.whole) }
  }

  @Test func `leaves files that are not its own`() throws {
    var scene = try Scene()
    try scene.pull()
    try write([1], to: scene.store + "/bodies/notes.txt")
    for _ in 0..<3 {
      try scene.authority.nextList(revoking: [UInt32(scene.authority.list.head.number)])
      try scene.publish()
      try scene.pull()
    }
    #expect(scene.storeContent()["bodies/notes.txt"] == [1])
  }

  @Test func `waits for another pull, and gives up`() throws {
    let scene = try Scene()
    try scene.pull()
    let other = try FileLock(scene.store + "/lock")
    #expect(scene.pullError() == .locked)
    withExtendedLifetime(other) {}
  }

  @Test func `says when it cannot write`() throws {
    let scene = try Scene()
    try write([], to: scene.store)
    #expect(scene.pullError() == .storage(.exists(scene.store)))
    try DurableFile.remove(scene.store)
    try DurableFile.createDirectory(scene.store)
    try write([], to: scene.store + "/bodies")
    guard case .storage = scene.pullError() else {
      Issue.record("a store that cannot be written to")
      return
    }
  }

  @Test func `does not start anew where the state is damaged`() throws {
    let scene = try Scene()
    try scene.pull()
    try write(Array(scene.state().encoded.dropLast()), to: scene.store + "/state")
    let before = scene.storeContent()
    guard case .storeDamaged = scene.pullError() else {
      Issue.record("a damaged state was accepted")
      return
    }
    #expect(scene.storeContent() == before)
  }

  @Test func `takes one good source after a bad one`() throws {
    var scene = try Scene()
    let old = try scene.publish(to: "old")
    try scene.pull()
    try scene.authority.nextList()
    try scene.publish()
    try scene.pull()
    var puller = try Puller(store: scene.store, authority: nil, now: scene.now, waiting: .zero)
    try scene.authority.nextList()
    try scene.publish()
    #expect(throws: PullError.self) {
      try puller.pull(from: DirectoryTransport(scene.directory.file("nowhere")))
    }
    #expect(throws: PullError.self) { try puller.pull(from: DirectoryTransport(old)) }
    try puller.pull(from: DirectoryTransport(scene.mirror))
    #expect(throws: PullError.self) { try puller.pull(from: DirectoryTransport(old)) }
    #expect(puller.holding?.list.number == 3)
    #expect(try scene.state().list.head.number == 3)
  }

  @Test func `remembers the newest signed time, until a keyring resets it`() throws {
    var scene = try Scene()
    let later = TestAuthority.start.adding(.days(2))
    scene.now = later
    try scene.authority.nextList(issuedAt: later)
    try scene.publish()
    try scene.pull()
    #expect(try scene.state().newestSignedTime == later)
    try scene.authority.nextList(issuedAt: TestAuthority.start)
    try scene.publish()
    try scene.pull()
    #expect(try scene.state().newestSignedTime == later)
    try scene.authority.nextKeyring(issuedAt: TestAuthority.start)
    try scene.authority.nextList(number: 1, issuedAt: TestAuthority.start)
    try scene.publish()
    try scene.pull()
    #expect(try scene.state().newestSignedTime == TestAuthority.start)
  }
}
