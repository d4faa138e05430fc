import DurableFile
import Foundation
import PostPass
import PostPassStore
import PostPassSync
import TestSupport
import Testing

/// Passes on what a mirror has, and remembers what was asked for.
private final class CountingTransport: Transport, @unchecked Sendable {
  private let mirror: DirectoryTransport
  // One test uses it, on one thread.
  private(set) var asked: [MirrorPiece] = []

  init(_ mirror: String) { self.mirror = DirectoryTransport(mirror) }

  func fetch(
    _ piece: MirrorPiece, into sink: (_ bytes: [UInt8]) throws(PullError) -> Void
  ) throws(PullError) {
    asked.append(piece)
    try mirror.fetch(piece, into: sink)
  }

  /// The folders of what was asked for, without the head.
  var folders: [String] {
    asked.map { String($0.path.prefix { $0 != "/" }) }.filter { $0 != "head" && $0 != "roots" }
  }
}

/// A mirror that has many lists behind it, and the deltas and the trail of the newest.
private struct ManyLists: ~Copyable {
  let scene: Scene
  /// All lists, the newest last.
  let lists: [TestFile]

  /// With 2000 codes in the first list, 5 more in each of the next; the store holds the one `back` from the newest.
  init(_ count: Int, holding back: Int) throws {
    var scene = try Scene()
    var lists: [TestFile] = []
    for number in 1...count {
      try scene.authority.nextList(
        number: UInt64(number) + 1, revoking: (0..<2000 + 5 * UInt32(number)).map { $0 * 100 })
      lists.append(scene.authority.list)
      if number == count - back {
        try scene.publish()
        try scene.pull()
      }
    }
    try scene.publish()
    try scene.makeDeltaDirectories()
    self.scene = scene
    self.lists = lists
  }

  var newest: TestFile { lists[lists.count - 1] }

  func path(of delta: (from: Int, to: Int)) -> String {
    let roots = (lists[delta.from].head.bodyRoot.hex, lists[delta.to].head.bodyRoot.hex)
    return "\(scene.mirror)/deltas/\(roots.0)-\(roots.1)"
  }

  var trailPath: String { "\(scene.mirror)/trails/\(newest.head.bodyRoot.hex)" }

  func delta(_ delta: (from: Int, to: Int)) throws -> [UInt8] {
    let (from, to) = (try opened(delta.from), try opened(delta.to))
    guard let delta = RevocationDelta(from: from, to: to) else { throw NothingHeld() }
    return delta.encoded
  }

  private func opened(_ index: Int) throws -> RevocationListBody {
    try RevocationListBody(
      verifying: MemoryStorage(lists[index].bodyFile), root: lists[index].head.bodyRoot)
  }

  /// Every delta from a power of two back, and the trail.
  func writeAll() throws {
    for to in lists.indices {
      for from in [1, 2, 4, 8, 16, 32].map({ to - $0 }) where from >= 0 {
        try write(try delta((from, to)), to: path(of: (from, to)))
      }
    }
    try write(trail.encoded, to: trailPath)
  }

  var trail: Trail {
    Trail(to: newest.head.bodyRoot, earlier: lists.dropLast().reversed().map(\.head.bodyRoot))
  }

  /// Pulls, expects the store to hold the newest list, whole and valid, and gives the folders of what was fetched.
  func pulledFolders() throws -> [String] {
    let transport = CountingTransport(scene.mirror)
    try scene.pull(from: transport)
    let held = try Store(StorePath(scene.store)).open(.whole)
    #expect(held.trust.list.head == newest.head)
    #expect(!scene.storeContent().keys.contains { $0.hasSuffix(".tmp") })
    return transport.folders
  }
}

extension Scene {
  fileprivate func makeDeltaDirectories() throws {
    for name in ["deltas", "trails"] {
      try FileManager.default.createDirectory(
        atPath: "\(mirror)/\(name)", withIntermediateDirectories: false)
    }
  }
}

struct `A pull by deltas` {
  @Test func `fetches no body where one delta leads to it`() throws {
    let mirror = try ManyLists(2, holding: 1)
    try write(try mirror.delta((0, 1)), to: mirror.path(of: (0, 1)))
    try FileManager.default.removeItem(atPath: mirror.scene.mirror + "/bodies")
    #expect(try mirror.pulledFolders() == ["deltas"])
  }

  @Test func `goes along the trail, in two hops over 24 lists`() throws {
    let mirror = try ManyLists(30, holding: 24)
    try mirror.writeAll()
    try FileManager.default.removeItem(atPath: mirror.scene.mirror + "/bodies")
    #expect(try mirror.pulledFolders() == ["deltas", "trails", "deltas", "deltas"])
  }

  @Test func `updates the keyring in the same way`() throws {
    var scene = try Scene()
    let records = TestAuthority.records
    let some = records + (4...9).map { TestAuthority.issuer("@lea", TestKey("issuer \($0)")) }
    try scene.authority.nextKeyring(some)
    try scene.authority.nextList(number: 1)
    try scene.publish()
    try scene.pull()
    let old = scene.authority.keyring
    try scene.authority.nextKeyring(some + [TestAuthority.issuer("@lea", TestKey("issuer 10"))])
    try scene.authority.nextList(number: 1)
    let new = scene.authority.keyring
    try scene.publish()
    let (from, to) = (
      try KeyringBody(verifying: MemoryStorage(old.bodyFile), root: old.head.bodyRoot),
      try KeyringBody(verifying: MemoryStorage(new.bodyFile), root: new.head.bodyRoot)
    )
    let delta = try #require(KeyringDelta(from: from, to: to))
    try scene.makeDeltaDirectories()
    try write(delta.encoded, to: "\(scene.mirror)/deltas/\(old.head.bodyRoot.hex)-\(new.head.bodyRoot.hex)")
    try FileManager.default.removeItem(atPath: scene.mirrorBody(new))
    let transport = CountingTransport(scene.mirror)
    #expect(try scene.pull(from: transport).keyring == new.head)
    #expect(transport.folders == ["deltas"])
    #expect(throws: Never.self) { try Store(StorePath(scene.store)).open(.whole) }
  }

  /// What may be wrong with the one delta of a mirror.
  enum BadDelta: CaseIterable {
    case empty, cut, longer, flipped, ofAnother, backwards, tooLarge, directory
  }

  @Test(arguments: BadDelta.allCases) func `fetches the body where the delta is bad`(_ bad: BadDelta) throws {
    let mirror = try ManyLists(3, holding: 1)
    try mirror.writeAll()
    let (good, path) = (try mirror.delta((1, 2)), mirror.path(of: (1, 2)))
    switch bad {
    case .empty: try write([], to: path)
    case .cut: try write(good.dropLast(8), to: path)
    case .longer: try write(good + [0], to: path)
    case .flipped:
      var flipped = good
      flipped[flipped.count / 2] ^= 1
      try write(flipped, to: path)
    case .ofAnother: try write(try mirror.delta((0, 1)), to: path)
    case .backwards: try write(try mirror.delta((2, 1)), to: path)
    case .tooLarge: try write(good + [UInt8](repeating: 0, count: 100_000), to: path)
    case .directory:
      try DurableFile.remove(path)
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }
    // One failed way: no trail is asked for.
    #expect(try mirror.pulledFolders() == ["deltas", "bodies"])
  }

  @Test func `fetches the body where a delta leads to another list of the same length`() throws {
    let mirror = try ManyLists(2, holding: 1)
    var other = mirror.lists[1]
    let codes = (0..<2010 as Range<UInt32>).map { serial in
      (
        CodeID(issuer: TestAuthority.noraNumber, serial: serial == 2009 ? 200_890 : serial * 100),
        TestAuthority.event(.cancelled)
      )
    }
    other.body = RevocationListContent(codes: codes).encodedBody()
    #expect(other.body.count == mirror.newest.body.count && other.body != mirror.newest.body)
    let (old, new) = (
      try RevocationListBody(
        verifying: MemoryStorage(mirror.lists[0].bodyFile), root: mirror.lists[0].head.bodyRoot),
      try RevocationListBody(
        verifying: MemoryStorage(other.bodyFile), root: PageTree.root(of: other.body))
    )
    try write(try #require(RevocationDelta(from: old, to: new)).encoded, to: mirror.path(of: (0, 1)))
    #expect(try mirror.pulledFolders() == ["deltas", "bodies"])
  }

  /// What may be wrong with a trail or its deltas.
  enum BadTrail: CaseIterable {
    case missing, empty, cut, repeating, circular, tooLong, withoutHeld, withoutHop, badHop
  }

  @Test(arguments: BadTrail.allCases) func `fetches the body where the trail is bad`(_ bad: BadTrail) throws {
    let mirror = try ManyLists(5, holding: 3)
    try mirror.writeAll()
    let (trail, path) = (mirror.trail.encoded, mirror.trailPath)
    var last = "trails"
    switch bad {
    case .missing: try DurableFile.remove(path)
    case .empty: try write([], to: path)
    case .cut: try write(trail.dropLast(), to: path)
    case .repeating: try write(trail + trail.suffix(32), to: path)
    case .circular: try write(trail + mirror.newest.head.bodyRoot.bytes, to: path)
    case .tooLong: try write(trail + [UInt8](repeating: 7, count: 64 * 32), to: path)
    case .withoutHeld: try write(Array(trail.prefix(16 + 64)), to: path)
    case .withoutHop:
      try DurableFile.remove(mirror.path(of: (3, 4)))
      last = "deltas"
    case .badHop:
      try write(try mirror.delta((0, 1)), to: mirror.path(of: (3, 4)))
      last = "deltas"
    }
    let folders = try mirror.pulledFolders()
    #expect(folders.prefix(2) == ["deltas", "trails"])
    #expect(folders.suffix(2) == [last, "bodies"])
    #expect(folders.count(where: { $0 == "bodies" }) == 1)
  }

  @Test func `fetches the body where the deltas together are more than half of it`() throws {
    // 900 of 3000 codes are replaced in the first of two hops, 600 in the second.
    var scene = try Scene()
    var lists: [TestFile] = []
    for first in [0, 450, 900, 1500] as [UInt32] {
      try scene.authority.nextList(revoking: (0..<3000).map { ($0 + first) * 100 })
      lists.append(scene.authority.list)
      if first == 0 {
        try scene.publish()
        try scene.pull()
      }
    }
    try scene.publish()
    try scene.makeDeltaDirectories()
    let bodies = try lists.map {
      try RevocationListBody(verifying: MemoryStorage($0.bodyFile), root: $0.head.bodyRoot)
    }
    let roots = lists.map(\.head.bodyRoot)
    var total = 0
    for (from, to) in [(0, 2), (2, 3)] {
      let delta = try #require(RevocationDelta(from: bodies[from], to: bodies[to]))
      #expect(delta.encoded.count <= lists[3].body.count / 2)
      total += delta.encoded.count
      try write(delta.encoded, to: "\(scene.mirror)/deltas/\(roots[from].hex)-\(roots[to].hex)")
    }
    #expect(total > lists[3].body.count / 2)
    try write(
      Trail(to: roots[3], earlier: [roots[2], roots[1], roots[0]]).encoded,
      to: "\(scene.mirror)/trails/\(roots[3].hex)")
    let transport = CountingTransport(scene.mirror)
    #expect(try scene.pull(from: transport).list == lists[3].head)
    #expect(transport.folders == ["deltas", "trails", "deltas", "deltas", "bodies"])
  }

  @Test(arguments: [nil, 100] as [Int?]) func `fetches the body where the one held is missing or damaged`(
    length: Int?
  ) throws {
    let mirror = try ManyLists(2, holding: 1)
    try mirror.writeAll()
    let path = TestAuthority.bodyPath(mirror.lists[0], in: mirror.scene.store)
    if let length {
      var damaged = mirror.lists[0].bodyFile
      damaged[length] ^= 1
      try write(damaged, to: path)
    } else {
      try DurableFile.remove(path)
    }
    #expect(try mirror.pulledFolders().last == "bodies")
  }

  @Test func `fetches bodies from a bundle, which has no deltas`() throws {
    let mirror = try ManyLists(2, holding: 1)
    let path = mirror.scene.directory.file("bundle")
    try write(mirror.scene.authority.bundle.encoded, to: path)
    #expect(try mirror.scene.pull(from: BundleTransport(path)).list == mirror.newest.head)
  }
}
