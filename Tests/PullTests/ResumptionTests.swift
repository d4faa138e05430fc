import DurableFile
import Foundation
import PostPass
import Synchronization
import TestSupport
import Testing

/// Bodies that came in parts, from servers that fail or lie in the middle.
struct `A body that is cut off` {
  /// How often a server was asked for the list's body, and from where.
  private func starts(_ server: HostileServer, _ scene: borrowing PullScene) -> [Int] {
    let path = "/bodies/\(scene.authority.list.head.bodyRoot.hex)"
    return server.requests.filter { $0.path == path }.map(\.start)
  }

  /// A pull that ends in an outage and leaves the first 100,000 bytes.
  private func beginning(_ scene: borrowing PullScene) throws {
    let mirror = scene.mirror
    let dying = try HostileServer { request, connection in
      guard request.start == 0 else { return }
      try connection.send(request, of: mirror, upTo: 100_000)
    }
    let result = try scene.pull(dying.address)
    #expect(result.exit == 69 && result.errors.contains("the connection was lost"), "\(result.errors)")
    #expect(scene.begun == 100_000 && scene.heldList == nil)
  }

  @Test func `is asked for again in the same pull, for as long as more of it comes`() throws {
    let scene = try PullScene()
    let mirror = scene.mirror
    let server = try HostileServer { try $1.send($0, of: mirror, upTo: 60_000) }
    #expect(try scene.pull(server.address).exit == 0)
    #expect(scene.heldList == 1 && scene.begun == nil)
    #expect(
      starts(server, scene) == Array(stride(from: 0, to: scene.authority.list.bodyFile.count, by: 60_000)))
  }

  @Test func `is finished by the next pull, from another mirror too`() throws {
    let scene = try PullScene()
    try beginning(scene)
    let mirror = scene.mirror
    let server = try HostileServer { try $1.send($0, of: mirror) }
    #expect(try scene.pull(server.address).exit == 0)
    #expect(scene.heldList == 1 && starts(server, scene) == [100_000])
  }

  @Test func `is finished from a directory`() throws {
    let scene = try PullScene()
    try beginning(scene)
    #expect(try scene.pull(scene.mirror).exit == 0)
    #expect(scene.heldList == 1 && scene.begun == nil)
  }

  @Test(arguments: [0, 50_000, 99_999]) func `is fetched anew where its beginning is not the signed one`(
    byte: Int
  ) throws {
    let scene = try PullScene()
    try beginning(scene)
    let path = TestAuthority.bodyPath(scene.authority.list, in: scene.store) + FileWriter.unfinishedEnding
    var bytes = try DurableFile.read(path, limit: 1 << 20)
    bytes[byte] ^= 1
    try write(bytes, to: path)
    let mirror = scene.mirror
    let server = try HostileServer { try $1.send($0, of: mirror) }
    #expect(try scene.pull(server.address).exit == 0)
    #expect(scene.heldList == 1 && starts(server, scene) == [100_000, 0])
  }

  @Test func `is fetched anew where the rest of it is not the signed one`() throws {
    let scene = try PullScene()
    try beginning(scene)
    let mirror = scene.mirror
    let server = try HostileServer { request, connection in
      guard request.start > 0 else { return try connection.send(request, of: mirror) }
      let length = try FileReader(mirror + request.path).length
      connection.send(
        "206 Partial Content", ["Content-Range: bytes \(request.start)-\(length - 1)/\(length)"],
        [UInt8](repeating: 0, count: length - request.start))
    }
    #expect(try scene.pull(server.address).exit == 0)
    #expect(scene.heldList == 1 && starts(server, scene) == [100_000, 0])
  }

  @Test(arguments: [
    "416 Range Not Satisfiable|X: x", "206 Partial Content|Content-Range: bytes 0-9/10",
    "206 Partial Content|X: x",
    "206 Partial Content|Content-Range: bytes 100000-100009/100010",
  ]) func `is fetched anew where the rest of it cannot be had`(answer: String) throws {
    let scene = try PullScene()
    try beginning(scene)
    let mirror = scene.mirror
    let server = try HostileServer { request, connection in
      guard request.start > 0 else { return try connection.send(request, of: mirror) }
      let parts = answer.components(separatedBy: "|")
      // More than is read of a page that nobody wants.
      connection.send(parts[0], [parts[1]], [UInt8](repeating: 0x30, count: 100_000))
    }
    let result = try scene.pull(server.address)
    #expect(result.exit == 0 && scene.heldList == 1, "\(result.errors)")
    #expect(starts(server, scene) == [100_000, 0])
  }

  @Test func `begins anew with a server that sends everything always`() throws {
    let scene = try PullScene()
    try beginning(scene)
    let mirror = scene.mirror
    let server = try HostileServer { request, connection in
      try connection.send(HostileServer.Request(path: request.path, headers: [:]), of: mirror)
    }
    #expect(try scene.pull(server.address).exit == 0)
    #expect(scene.heldList == 1 && starts(server, scene) == [100_000])
  }

  @Test func `is not asked for where all of it was there before`() throws {
    let scene = try PullScene()
    try beginning(scene)
    let path = TestAuthority.bodyPath(scene.authority.list, in: scene.store) + FileWriter.unfinishedEnding
    try write(scene.authority.list.bodyFile, to: path)
    let mirror = scene.mirror
    let server = try HostileServer { try $1.send($0, of: mirror) }
    #expect(try scene.pull(server.address).exit == 0)
    #expect(scene.heldList == 1 && starts(server, scene) == [])
  }

  @Test func `goes where no mirror offers it any more`() throws {
    var scene = try PullScene()
    try beginning(scene)
    let path = TestAuthority.bodyPath(scene.authority.list, in: scene.store) + FileWriter.unfinishedEnding
    try DurableFile.setModificationTime(UInt64(time(nil)) - 3600, of: path)
    try scene.revokeOneMore()
    try scene.publish()
    #expect(try scene.pull(scene.mirror).exit == 0)
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func `leaves nothing where the disk is full`() throws {
    let scene = try PullScene()
    let mirror = scene.mirror
    let server = try HostileServer { try $1.send($0, of: mirror) }
    let arguments = scene.arguments([server.address]).joined(separator: " ")
    // Blocks of 512 bytes; the signal would end the program before it could say anything.
    let full = try PullProgram.runShell("trap '' XFSZ; ulimit -f 200; pull \(arguments)")
    #expect(full.exit == 74 && full.errors.contains("cannot write to the store"), "\(full.errors)")
    #expect(scene.begun == nil && scene.heldList == nil)
    #expect(try scene.pull(server.address).exit == 0)
    #expect(scene.heldList == 1)
  }

  @Test func `keeps another pull waiting, which then gives up`() throws {
    let scene = try PullScene()
    let mirror = scene.mirror
    let isOver = Mutex(false)
    let server = try HostileServer { request, connection in
      guard request.path.hasPrefix("/bodies") else { return try connection.send(request, of: mirror) }
      while !isOver.withLock({ $0 }), !connection.isClosed { usleep(20_000) }
    }
    let first = try PullProgram(starting: scene.arguments([server.address], ["--timeout", "1m"]))
    for _ in 0..<1000 where server.requests.count < 3 { usleep(10_000) }
    let second = try scene.pull(mirror)
    #expect(second.exit == 75 && second.errors.contains("another pull is working on the store"))
    isOver.withLock { $0 = true }
    #expect(try first.result().exit == 69)
    #expect(try scene.pull(mirror).exit == 0)
  }
}

/// A mirror whose files are being replaced.
struct `A mirror in the middle of an update` {
  /// A server whose head names, for some requests, a list whose body is not there.
  private func server(_ scene: inout PullScene, early count: Int) throws -> HostileServer {
    let mirror = scene.mirror
    try scene.revokeOneMore()
    let early = scene.authority.mirrorHead.encoded
    let seen = Mutex(0)
    return try HostileServer { request, connection in
      let isEarly =
        request.path == "/head"
        && seen.withLock { number in
          number += 1
          return number <= count
        }
      guard isEarly else { return try connection.send(request, of: mirror) }
      connection.send("200 OK", ["Content-Length: \(early.count)"], early)
    }
  }

  @Test func `is asked once more what it offers`() throws {
    var scene = try PullScene()
    let server = try server(&scene, early: 1)
    let result = try scene.pull(server.address)
    #expect(result.exit == 0 && result.errors == "" && scene.heldList == 1, "\(result.errors)")
  }

  @Test func `is an outage where that is the same`() throws {
    var scene = try PullScene()
    let server = try server(&scene, early: 2)
    let result = try scene.pull(server.address)
    #expect(result.exit == 69 && result.errors.contains("lacks bodies/") && scene.heldList == nil)
    #expect(server.requests.filter { $0.path == "/head" }.count == 2)
  }
}
