import DurableFile
import Foundation
import Synchronization

/// A web server on the loopback interface that answers as a test says, however wrong that is. A connection is for one
/// request.
final class HostileServer: Sendable {
  struct Request: Sendable {
    let path: String
    /// By their names in lower case.
    let headers: [String: String]

    /// Where `Range: bytes=N-` begins; 0 without it.
    var start: Int {
      headers["range"].flatMap { Int($0.dropFirst("bytes=".count).dropLast()) } ?? 0
    }
  }

  /// Writes the whole answer, status line and headers included.
  typealias Answer = @Sendable (Request, borrowing Connection) throws -> Void

  let address: String
  private let connections: Connections

  init(_ answer: @escaping Answer) throws {
    let socket = try LoopbackSocket()
    address = "http://127.0.0.1:\(socket.port)"
    let connections = Connections(socket)
    self.connections = connections
    Thread.detachNewThread { connections.serve(answer) }
  }

  /// What was asked so far.
  var requests: [Request] { connections.requests }

  deinit { connections.end() }
}

/// What outlives the server for a moment: the thread that takes connections.
private final class Connections: Sendable {
  private let socket: LoopbackSocket
  private let state = Mutex((isOver: false, requests: [HostileServer.Request]()))

  init(_ socket: consuming LoopbackSocket) { self.socket = socket }

  var requests: [HostileServer.Request] { state.withLock { $0.requests } }

  func end() { state.withLock { $0.isOver = true } }

  func serve(_ answer: @escaping HostileServer.Answer) {
    while !state.withLock({ $0.isOver }) {
      guard let number = socket.accept() else { continue }
      Thread.detachNewThread {
        let connection = Connection(number)
        guard let request = connection.request() else { return }
        self.state.withLock { $0.requests.append(request) }
        // What goes wrong here shows in the answer.
        try? answer(request, connection)
      }
    }
  }
}

/// One connection, closed when it goes.
struct Connection: ~Copyable {
  private let descriptor: Int32

  init(_ descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// True where the other side has gone.
  var isClosed: Bool {
    var byte: UInt8 = 0
    return unsafe recv(descriptor, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)) == 0
  }

  /// False where nobody takes them any more.
  @discardableResult
  borrowing func send(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { buffer in
        unsafe Glibc.send(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  @discardableResult
  borrowing func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  /// An answer with these headers, and the connection closed behind it.
  borrowing func send(_ status: String, _ headers: [String] = [], _ body: [UInt8] = []) {
    let lines = ["HTTP/1.1 \(status)", "Connection: close"] + headers
    send(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body)
  }

  /// A file of a mirror, or the rest of it that was asked for, as a good server sends it.
  /// - Parameter limit: after how many bytes the connection is lost.
  borrowing func send(
    _ request: HostileServer.Request, of mirror: String, upTo limit: Int = .max
  ) throws {
    guard let file = try? DurableFile.read(mirror + request.path, limit: 1 << 24) else {
      return send("404 Not Found", ["Content-Length: 3"], Array("no\n".utf8))
    }
    let rest = file.dropFirst(request.start)
    let length = "Content-Length: \(rest.count)"
    if request.start > 0 {
      let range = "Content-Range: bytes \(request.start)-\(file.count - 1)/\(file.count)"
      send("206 Partial Content", [length, range], Array(rest.prefix(limit)))
    } else {
      send("200 OK", [length], Array(rest.prefix(limit)))
    }
  }

  /// Reads one request without a body.
  fileprivate borrowing func request() -> HostileServer.Request? {
    var text = ""
    var chunk = [UInt8](repeating: 0, count: 4096)
    while !text.contains("\r\n\r\n") {
      let count = unsafe recv(descriptor, &chunk, chunk.count, 0)
      guard count > 0 else { return nil }
      text += String(decoding: chunk[..<count], as: UTF8.self)
    }
    let lines = text.components(separatedBy: "\r\n")
    let words = lines[0].split(separator: " ")
    guard words.count == 3 else { return nil }
    let headers = lines.dropFirst().compactMap { line -> (String, String)? in
      guard let colon = line.firstIndex(of: ":") else { return nil }
      return (line[..<colon].lowercased(), line[colon...].dropFirst().trimmingCharacters(in: .whitespaces))
    }
    return HostileServer.Request(
      path: String(words[1]), headers: Dictionary(headers, uniquingKeysWith: { $0 + "," + $1 }))
  }
}
