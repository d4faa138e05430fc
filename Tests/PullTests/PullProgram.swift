import Foundation
import PostPass
import TestSupport

/// The built program, run in an empty environment.
struct PullProgram: ~Copyable {
  struct Result {
    /// The exit code; 128 and the number of the signal that ended it.
    let exit: Int32
    let output: String
    let errors: String
  }

  static let path = URL(fileURLWithPath: CommandLine.arguments[0])
    .deletingLastPathComponent().appendingPathComponent("postpass-pull").path

  private let process: ChildProcess
  private var output: TestPipe
  private var errors: TestPipe

  /// - Parameter environment: what the program sees, and nothing else.
  static func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Result {
    try PullProgram(starting: arguments, environment: environment).result()
  }

  /// Runs a command of `sh` in which `pull` is the program.
  static func runShell(_ command: String) throws -> Result {
    let script = "pull() { '\(path)' \"$@\"; }; \(command)"
    return try PullProgram(["/bin/sh", "-c", script], environment: ["PATH": "/usr/bin:/bin"]).result()
  }

  /// A program that goes on while the test does something else.
  init(starting arguments: [String], environment: [String: String] = [:]) throws {
    try self.init([PullProgram.path] + arguments, environment: environment)
  }

  private init(_ arguments: [String], environment: [String: String]) throws {
    var output = try TestPipe()
    var errors = try TestPipe()
    process = try ChildProcess(
      arguments, environment: environment.map { "\($0.key)=\($0.value)" },
      descriptors: (nil, output.writeEnd, errors.writeEnd))
    output.closeWriteEnd()
    errors.closeWriteEnd()
    self.output = output
    self.errors = errors
  }

  func interrupt() { process.send(SIGINT) }

  /// Waits for the end.
  consuming func result() throws -> Result {
    // What the program says of errors is short, and fits into the pipe meanwhile.
    let (output, errors) = (output.readAll(), errors.readAll())
    return Result(
      exit: try process.exit(), output: String(decoding: output, as: UTF8.self),
      errors: String(decoding: errors, as: UTF8.self))
  }
}

/// An authority whose files are made at the time of the test, since the program reads the system's clock.
func currentAuthority(number: UInt64 = 1, revoking serials: [Serial] = [], age: TimeSpan = .minutes(1)) throws
  -> TestAuthority
{
  let now = UnixTime(seconds: UInt64(max(0, time(nil))))
  let issuedAt = now.subtracting(age)
  var authority = try TestAuthority()
  let root = try TestAuthority.firstRoot(issuedAt: TestAuthority.start.subtracting(.days(300)))
  authority.roots = [root]
  authority.keyring = try TestAuthority.keyring(
    TestAuthority.records, under: root.signed.head, issuedAt: TestAuthority.start.subtracting(.days(300)))
  let event = TestAuthority.event(.cancelled, published: issuedAt)
  let content = RevocationListContent(
    codes: serials.map { (CodeID(issuer: TestAuthority.noraNumber, serial: $0), event) })
  authority.list = try TestAuthority.list(
    content.encodedBody(), number: number, under: authority.keyring.head, issuedAt: issuedAt)
  return authority
}
