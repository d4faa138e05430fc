import DurableFile
import Foundation
import PostPass
import PostPassStore
import PostPassSync
import TestSupport
import Testing

/// Bodies that nothing names any more stay for a while: somebody may just have read the state that did.
struct `A body that is no longer named` {
  /// The next list, pulled some time later; gives the one before.
  private func switchOnce(_ scene: inout Scene, after span: TimeSpan) throws -> TestFile {
    let former = scene.authority.list
    scene.now = scene.now.adding(span)
    try scene.authority.nextList(revoking: [UInt32(former.head.number)])
    try scene.publish()
    try scene.pull()
    return former
  }

  @Test func `is there for a verifier that read the state two switches ago`() throws {
    var scene = try Scene()
    try scene.pull()
    // A state of its own over the store's bodies: what a verifier has that was stopped between the two reads.
    let reader = scene.directory.file("reader")
    try FileManager.default.createDirectory(atPath: reader, withIntermediateDirectories: false)
    try FileManager.default.createSymbolicLink(
      atPath: reader + "/bodies", withDestinationPath: scene.store + "/bodies")
    try write(scene.state().encoded, to: reader + "/state")
    for _ in 0..<2 { _ = try switchOnce(&scene, after: .minutes(4)) }
    for opening in [Opening.whole, .lazily] {
      #expect(try Store(StorePath(reader)).open(opening).trust.list.head.number == 1)
    }
    #expect(try Store(StorePath(scene.store)).open(.whole).trust.list.head.number == 3)
  }

  @Test func `goes at a pull ten minutes after it was last named`() throws {
    var scene = try Scene()
    try scene.pull()
    let first = try switchOnce(&scene, after: .days(1))
    scene.now = scene.now.adding(TimeSpan(seconds: 599))
    try scene.pull()
    #expect(scene.bodies.contains(first.head.bodyRoot.hex))
    scene.now = scene.now.adding(TimeSpan(seconds: 1))
    try scene.pull()
    #expect(
      !scene.bodies.contains(first.head.bodyRoot.hex)
        && scene.bodies.contains(scene.authority.list.head.bodyRoot.hex))
    #expect(scene.bodies.contains(scene.authority.keyring.head.bodyRoot.hex))
  }

  @Test func `goes too where a clock that was ahead noted it`() throws {
    var scene = try Scene()
    try scene.pull()
    let first = try switchOnce(&scene, after: .minutes(1))
    try DurableFile.setModificationTime(
      scene.now.adding(.days(30)).seconds, of: TestAuthority.bodyPath(first, in: scene.store))
    try scene.pull()
    #expect(!scene.bodies.contains(first.head.bodyRoot.hex))
  }

  @Test func `stays where it is named again`() throws {
    var scene = try Scene()
    try scene.pull()
    let first = try switchOnce(&scene, after: .minutes(1))
    try scene.authority.nextList(revoking: [7])
    #expect(scene.authority.list.body == first.body)
    try scene.publish()
    try FileManager.default.removeItem(atPath: scene.mirrorBody(first))
    try scene.pull()
    scene.now = scene.now.adding(.days(1))
    try scene.pull()
    #expect(scene.bodies.contains(first.head.bodyRoot.hex))
  }
}
