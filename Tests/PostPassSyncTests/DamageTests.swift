import DurableFile
import Foundation
import PostPass
import PostPassStore
import PostPassSync
import TestSupport
import Testing

/// Bytes that were cut, changed or added on the way. The store is the same before and after.
struct `A pull takes nothing` {
  /// A scene whose store holds list 1, and whose mirror offers a root, a keyring and a list that are all new.
  private func offering() throws -> Scene {
    var scene = try Scene()
    try scene.pull()
    try scene.authority.rotateRoot(TestAuthority.moreRecords)
    try scene.authority.nextList(number: 1)
    try scene.publish()
    return scene
  }

  /// Puts other bytes in the place of a mirror's file, and expects the pull to fail.
  private func expectRefusal(_ scene: borrowing Scene, _ bytes: [UInt8], at path: String, _ what: String)
    throws
  {
    try write(bytes, to: path)
    let error = scene.pullError()
    #expect(error != nil, "\(what)")
  }

  /// Every truncation and a byte more, every flip of a bit in `range`; then the store is as before, and takes the
  /// file as it was.
  private func expectRefusals(
    _ scene: borrowing Scene, of path: String, flipping range: Range<Int>? = nil
  ) throws {
    let whole = try DurableFile.read(path, limit: 1 << 20)
    // A store that took anything over would not go back: to look once is enough.
    let before = scene.storeContent()
    for length in 0..<whole.count {
      try expectRefusal(scene, Array(whole.prefix(length)), at: path, "cut at \(length)")
    }
    try expectRefusal(scene, whole + [0], at: path, "a byte more")
    for byte in range ?? whole.indices {
      for bit in 0..<8 {
        var flipped = whole
        flipped[byte] ^= 1 << bit
        try expectRefusal(scene, flipped, at: path, "bit \(bit) of byte \(byte)")
      }
    }
    #expect(scene.storeContent() == before)
    try write(whole, to: path)
  }

  private func paths(_ scene: borrowing Scene) -> [String] {
    [scene.mirror + "/head", scene.mirror + "/roots/2", scene.mirrorBody(scene.authority.keyring)]
  }

  @Test(arguments: 0..<3) func `from a file that was cut, or has a byte more or any bit flipped`(
    index: Int
  ) throws {
    let scene = try offering()
    // A list that is refused does not hold up a keyring that is not: here the flips end where the list begins.
    let list = scene.authority.mirrorHead.encoded.count - scene.authority.list.signed.encoded.count
    try expectRefusals(scene, of: paths(scene)[index], flipping: index == 0 ? 0..<list : nil)
    #expect(scene.pullError() == nil)
  }

  @Test func `of a list that was cut, or has a byte more or any bit flipped`() throws {
    var scene = try Scene()
    try scene.pull()
    try scene.authority.nextList()
    try scene.publish()
    let length = scene.authority.mirrorHead.encoded.count
    let list = length - scene.authority.list.signed.encoded.count..<length
    try expectRefusals(scene, of: scene.mirror + "/head", flipping: list)
    try expectRefusals(scene, of: scene.mirrorBody(scene.authority.list))
    #expect(scene.pullError() == nil)
  }

  @Test func `from a bundle cut at any length, or with any byte changed`() throws {
    var scene = try Scene()
    try scene.authority.rotateRoot(TestAuthority.moreRecords)
    try scene.authority.nextList(number: 1)
    let path = scene.directory.file("bundle")
    let whole = scene.authority.bundle.encoded
    for position in 0..<whole.count {
      try write(Array(whole.prefix(position)), to: path)
      #expect(scene.pullError(from: BundleTransport(path)) != nil, "cut at \(position)")
      var changed = whole
      changed[position] ^= 0x10
      try write(changed, to: path)
      #expect(scene.pullError(from: BundleTransport(path)) != nil, "byte \(position)")
    }
    #expect(scene.storeContent().keys.filter { $0 != "bodies" } == ["lock"])
    try write(whole, to: path)
    #expect(scene.pullError(from: BundleTransport(path)) == nil)
  }

  @Test func `where a piece is missing`() throws {
    for name in ["head", "roots/2", "bodies"] {
      let scene = try offering()
      let before = scene.storeContent()
      try FileManager.default.removeItem(atPath: "\(scene.mirror)/\(name)")
      guard case .missing = scene.pullError() else {
        Issue.record("\(name) is not missed")
        continue
      }
      #expect(scene.storeContent() == before)
    }
  }

  @Test func `where a piece is too large`() throws {
    let scene = try offering()
    for path in paths(scene) {
      let whole = try DurableFile.read(path, limit: 1 << 20)
      try write([UInt8](repeating: 0x41, count: 300_000), to: path)
      guard case .tooLarge = scene.pullError() else {
        Issue.record("\(path) is not too large")
        continue
      }
      try write(whole, to: path)
    }
    #expect(scene.pullError() == nil)
  }

  @Test func `where a piece is a directory or a pipe`() throws {
    let scene = try offering()
    for path in paths(scene) {
      let whole = try DurableFile.read(path, limit: 1 << 20)
      try FileManager.default.removeItem(atPath: path)
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
      #expect(scene.pullError()?.isOutage == true)
      try FileManager.default.removeItem(atPath: path)
      #expect(unsafe mkfifo(path, 0o600) == 0)
      #expect(scene.pullError()?.isOutage == true)
      try FileManager.default.removeItem(atPath: path)
      try write(whole, to: path)
    }
    #expect(scene.pullError() == nil)
  }
}
