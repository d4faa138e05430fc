import DurableFile
import Foundation
import PostPass
import Synchronization
import TestSupport
import Testing

/// Pulls from servers that lie, stall or fail. The store never has anything that was not verified.
struct `postpass-pull from a hostile server` {
  /// A server that sends the files of a mirror, but for what `answer` takes on itself.
  /// - Parameter answer: true where it answered.
  private func server(
    of mirror: String, _ answer: @escaping @Sendable (HostileServer.Request, borrowing Connection) -> Bool
  ) throws -> HostileServer {
    try HostileServer { request, connection in
      if !answer(request, connection) { try connection.send(request, of: mirror) }
    }
  }

  /// A server with one wrong answer to requests for a piece.
  private func server(
    of mirror: String, sending status: String, _ headers: [String] = [], _ body: [UInt8] = [],
    for path: String
  ) throws -> HostileServer {
    try server(of: mirror) { request, connection in
      guard request.path.hasPrefix("/\(path)") else { return false }
      connection.send(status, headers, body)
      return true
    }
  }

  /// Expects a refusal that leaves nothing behind, and that a good mirror beside it is enough.
  private func expectRefusal(
    _ scene: borrowing PullScene, by server: HostileServer, exit: Int32, _ words: String,
    options: [String] = ["--timeout", "1s"], _ location: SourceLocation = #_sourceLocation
  ) throws {
    let refused = try scene.pull(server.address, options: options)
    #expect(refused.exit == exit, "\(refused.errors)", sourceLocation: location)
    #expect(refused.errors.contains(words), "\(refused.errors)", sourceLocation: location)
    let (isEmpty, files) = (scene.heldList == nil, scene.files)
    #expect(isEmpty && !files.contains { $0.hasSuffix(".tmp") }, "\(files)", sourceLocation: location)
    let good = try scene.pull(server.address, scene.mirror, options: options)
    #expect(good.exit == 0 && good.errors.contains("warning: "), "\(good.errors)", sourceLocation: location)
  }

  @Test(
    arguments: [
      ("head", ["Content-Length: 99999999"], "head of the mirror is larger than 16384 bytes"),
      ("roots", ["Content-Length: 99999999"], "roots/1 of the mirror is larger than"),
      ("bodies", ["Content-Length: 99999999"], " of the mirror is larger than"),
      ("head", [], "head of the mirror is larger than 16384 bytes"),
      ("bodies", [], " of the mirror is larger than"),
      ("bodies", ["Transfer-Encoding: chunked"], " of the mirror is larger than"),
    ])
  func `an endless file, whether its length is said or not`(
    path: String, headers: [String], words: String
  ) throws {
    let scene = try PullScene()
    let server = try server(of: scene.mirror) { request, connection in
      guard request.path.hasPrefix("/\(path)") else { return false }
      connection.send("200 OK", headers)
      let isChunked = headers.contains("Transfer-Encoding: chunked")
      let zeros = [UInt8](repeating: 0, count: 0x10000)
      let chunk = isChunked ? Array("10000\r\n".utf8) + zeros + Array("\r\n".utf8) : zeros
      while connection.send(chunk) {}
      return true
    }
    try expectRefusal(scene, by: server, exit: 76, words)
    #expect(scene.begun == nil)
  }

  @Test func `endless headers`() throws {
    let scene = try PullScene()
    let server = try server(of: scene.mirror) { request, connection in
      connection.send("HTTP/1.1 200 OK\r\n")
      while connection.send("X-Header: \(String(repeating: "x", count: 4096))\r\n") {}
      return true
    }
    try expectRefusal(scene, by: server, exit: 69, "cannot fetch head of the mirror")
  }

  @Test(arguments: ["head", "bodies"]) func `endless headers behind a file`(path: String) throws {
    let scene = try PullScene()
    let server = try server(of: scene.mirror) { request, connection in
      guard request.path.hasPrefix("/\(path)") else { return false }
      connection.send("200 OK", ["Transfer-Encoding: chunked"])
      connection.send("1\r\np\r\n0\r\n")
      while connection.send("X-Header: \(String(repeating: "x", count: 1000))\r\n") {}
      return true
    }
    try expectRefusal(
      scene, by: server, exit: 69, ": its headers do not end", options: ["--timeout", "30s"])
  }

  @Test(arguments: ["head", "roots", "bodies"]) func `a length that is too short`(path: String) throws {
    let scene = try PullScene()
    let server = try server(
      of: scene.mirror, sending: "200 OK", ["Content-Length: 10"], [UInt8](repeating: 0x70, count: 4096),
      for: path)
    try expectRefusal(scene, by: server, exit: 65, "damaged or cut short")
    #expect(scene.begun == nil)
  }

  @Test(arguments: ["head", "roots", "bodies"]) func `a length that is too long`(path: String) throws {
    let scene = try PullScene()
    let server = try server(
      of: scene.mirror, sending: "200 OK", ["Content-Length: 100"], Array("postpass".utf8), for: path)
    try expectRefusal(scene, by: server, exit: 69, "the connection was lost")
  }

  @Test(arguments: ["head", "bodies"]) func `a file that drips, or does not come`(path: String) throws {
    for isSilent in [true, false] {
      let scene = try PullScene()
      let server = try server(of: scene.mirror) { request, connection in
        guard request.path.hasPrefix("/\(path)") else { return false }
        if !isSilent { connection.send("200 OK", ["Content-Length: 400"]) }
        while isSilent || connection.send([0x70]) {
          usleep(50_000)
          if isSilent, connection.isClosed { break }
        }
        return true
      }
      try expectRefusal(scene, by: server, exit: 69, ": it is too slow\n")
    }
  }

  @Test(arguments: [
    ("http://localhost:9/", "it sends us to another place"), ("/head", "it sends us in circles"),
    ("https://mirror.invalid/", "it sends us to another place"),
    ("file:///etc/passwd", "it sends us to another place"),
    ("//127.0.0.1:9/", "it sends us to another place"),
    ("http://me:secret@127.0.0.1/", "it sends us to another place"), ("\u{1}", "it sends us"),
  ]) func `a redirect elsewhere, or in circles`(place: String, words: String) throws {
    let scene = try PullScene()
    let server = try server(of: scene.mirror, sending: "302 Found", ["Location: \(place)"], for: "")
    try expectRefusal(scene, by: server, exit: 69, words)
    #expect(server.requests.count <= 10)
  }

  @Test func `an error page in the place of every file`() throws {
    let page = Array("<html><body>Please log in</body></html>".utf8)
    for (path, words) in [
      ("head", "head of the mirror is damaged"), ("roots", "roots/1 of"),
      ("bodies", "is damaged or cut short"),
    ] {
      let scene = try PullScene()
      let server = try server(
        of: scene.mirror, sending: "200 OK", ["Content-Type: text/html"], page, for: path)
      try expectRefusal(scene, by: server, exit: 65, words)
    }
  }

  @Test(arguments: [
    ("200 OK", ["Content-Encoding: gzip"], Int32(65), "compressed, which nobody asked for"),
    ("200 OK", ["Content-Encoding: br"], 65, "compressed, which nobody asked for"),
    ("206 Partial Content", ["Content-Range: bytes 0-9/10"], 69, "it answers 206"),
    ("304 Not Modified", [], 69, "it answers 304"), ("204 No Content", [], 69, "it answers 204"),
    ("401 Unauthorized", [], 69, "it answers 401"), ("301 Moved", [], 69, "it answers 301"),
    ("410 Gone", [], 69, "there is no mirror at"), ("500 Oops", [], 69, "it answers 500"),
  ]) func `an answer that nobody asked for`(status: String, headers: [String], exit: Int32, words: String)
    throws
  {
    let scene = try PullScene()
    let server = try server(
      of: scene.mirror, sending: status, headers, Array("postpass/1/head\n".utf8), for: "head")
    try expectRefusal(scene, by: server, exit: exit, words)
  }

  @Test func `no answer at all`() throws {
    let scene = try PullScene()
    try expectRefusal(scene, by: try HostileServer { _, _ in }, exit: 69, "the connection was lost")
    let nobody = try LoopbackSocket().port
    let refused = try scene.pull("http://127.0.0.1:\(nobody)", options: ["--tolerate", "1h"])
    #expect(
      refused.exit == 0 && refused.errors.contains("nobody answers there; kept list #1"), "\(refused.errors)")
    let unknown = try scene.pull("http://mirror.invalid/")
    #expect(unknown.exit == 69)
  }

  @Test func `a tag that is long or unprintable is not remembered`() throws {
    for tag in [String(repeating: "x", count: 200), "x\u{7}", "é", "x\"x"] {
      let scene = try PullScene()
      let mirror = scene.mirror
      let server = try server(of: mirror) { request, connection in
        guard request.path == "/head", let head = try? DurableFile.read(mirror + "/head", limit: 1 << 16)
        else {
          return false
        }
        connection.send("200 OK", ["Content-Length: \(head.count)", "ETag: \"\(tag)\""], head)
        return true
      }
      for _ in 0..<2 { #expect(try scene.pull(server.address).exit == 0) }
      #expect(!scene.files.contains("mirrors"))
      #expect(server.requests.allSatisfy { $0.headers["if-none-match"] == nil })
    }
  }
}
