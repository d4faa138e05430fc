import Foundation
import Synchronization
import TestSupport
import Testing

/// The real web server, as its operator may have set it up: with tags, parts, compression of everything, and TLS under
/// a certificate that only this machine knows. It serves `www` and ends with this process, however that ends.
final class Nginx: Sendable {
  /// The server of the suite that is running.
  @TaskLocal static var shared: Nginx?

  private let directory: TemporaryDirectory
  private let port: UInt16
  private let securePort: UInt16
  private let lifeline: Mutex<TestPipe>
  private let process: ChildProcess

  init() throws {
    let directory = try TemporaryDirectory()
    let lifeline = try TestPipe()
    (port, securePort) = (try Nginx.freePort(), try Nginx.freePort())
    try FileManager.default.createDirectory(
      atPath: directory.file("www"), withIntermediateDirectories: false)
    try Nginx.makeCertificate(in: directory.path)
    try Data(Nginx.configuration(directory.path, port, securePort).utf8)
      .write(to: URL(fileURLWithPath: directory.file("nginx.conf")))
    process = try Nginx.start(in: directory.path, until: lifeline)
    self.lifeline = Mutex(lifeline)
    self.directory = directory
    try awaitAnswer()
  }

  deinit {
    // The shell that waits for it ends the server.
    lifeline.withLock { $0.closeWriteEnd() }
    _ = try? process.exit()
  }

  var root: String { directory.file("www") }
  var address: String { "http://127.0.0.1:\(port)" }
  var secureAddress: String { "https://127.0.0.1:\(securePort)" }
  /// What to trust to trust the server.
  var certificates: String { directory.file("ca.pem") }

  /// The requests below a directory of `www`, each `PATH STATUS RANGE- TAG- ENCODINGS- AGENT CONNECTION`.
  func requests(below name: String, expecting count: Int) throws -> [String] {
    var lines: [String] = []
    // The server writes its log after it answered.
    for _ in 0..<500 {
      let log = try String(contentsOfFile: directory.file("access.log"), encoding: .utf8)
      lines = log.split(separator: "\n").map(String.init).filter { $0.hasPrefix("/\(name)/") }
      if lines.count >= count { break }
      usleep(10_000)
    }
    return lines
  }

  /// A port that nobody has now; the system gives the next ones to others first.
  private static func freePort() throws -> UInt16 {
    let socket = try LoopbackSocket()
    return socket.port
  }

  private static func makeCertificate(in directory: String) throws {
    try run(
      """
      cd '\(directory)' && exec 2>openssl.log
      openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj '/CN=TEST ONLY' \
        -keyout ca.key -out ca.pem &&
      openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=127.0.0.1 \
        -keyout server.key -out server.csr &&
      printf 'subjectAltName=IP:127.0.0.1' > names &&
      openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out server.pem
      """)
  }

  /// Everything in one process, which writes below its prefix only.
  private static func configuration(_ directory: String, _ port: UInt16, _ securePort: UInt16) -> String {
    """
    daemon off;
    master_process off;
    pid \(directory)/nginx.pid;
    error_log \(directory)/error.log;
    events { worker_connections 64; }
    http {
      log_format requests escape=none '$uri $status $http_range- $http_if_none_match- $http_accept_encoding- $http_user_agent $connection';
      access_log \(directory)/access.log requests;
      client_body_temp_path \(directory)/body; proxy_temp_path \(directory)/proxy;
      fastcgi_temp_path \(directory)/fastcgi; uwsgi_temp_path \(directory)/uwsgi; scgi_temp_path \(directory)/scgi;
      gzip on; gzip_types *; gzip_min_length 1; gzip_proxied any;
      root \(directory)/www;
      server {
        listen 127.0.0.1:\(port);
        location /slow/ { alias \(directory)/www/; limit_rate 100k; }
        location /forbidden/ { return 403; }
        location /broken/ { return 503; }
        location ~ ^/moved/(.*)$ { return 301 /$1; }
        location ~ ^/secure/(.*)$ { return 301 https://127.0.0.1:\(securePort)/$1; }
      }
      server {
        listen 127.0.0.1:\(securePort) ssl;
        ssl_certificate \(directory)/server.pem;
        ssl_certificate_key \(directory)/server.key;
        location ~ ^/insecure/(.*)$ { return 301 http://127.0.0.1:\(port)/$1; }
      }
    }
    """
  }

  /// A shell that ends the server when the other end of a pipe is closed, which also happens where this process dies.
  private static func start(in directory: String, until lifeline: borrowing TestPipe) throws -> ChildProcess {
    let command = """
      PATH=$PATH:/usr/sbin
      nginx -p '\(directory)' -c '\(directory)/nginx.conf' </dev/null 2>'\(directory)/start.log' &
      cat >/dev/null; kill $!; wait
      """
    return try ChildProcess(
      ["/bin/sh", "-c", command], environment: ["PATH=/usr/bin:/bin"],
      descriptors: (lifeline.readEnd, nil, nil))
  }

  private func awaitAnswer() throws {
    for _ in 0..<500 {
      if (try? Nginx.run("exec 2>/dev/null; bash -c 'exec 3<>/dev/tcp/127.0.0.1/\(securePort)'")) != nil {
        return
      }
      usleep(20_000)
    }
    let log = try String(contentsOfFile: directory.file("start.log"), encoding: .utf8)
    throw NotStarted(log: log)
  }

  struct NotStarted: Error {
    let log: String
  }

  private static func run(_ command: String) throws {
    let shell = try ChildProcess(["/bin/sh", "-c", command], environment: ["PATH=/usr/bin:/bin"])
    guard try shell.exit() == 0 else { throw NotStarted(log: command) }
  }
}

/// One server for all tests of a suite.
struct WithNginx: SuiteTrait, TestScoping {
  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await Nginx.$shared.withValue(try Nginx()) { try await function() }
  }
}
