import Foundation
import PostPass
import TestSupport

/// The built program, run in an empty environment.
struct PullProgram {
  struct Result {
    let exit: Int32
    let output: String
    let errors: String
  }

  /// - Parameter environment: what the program sees, and nothing else.
  static func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Result {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
      .deletingLastPathComponent().appendingPathComponent("postpass-pull")
    process.arguments = arguments
    process.environment = environment
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let outputBytes = output.fileHandleForReading.readDataToEndOfFile()
    let errorBytes = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Result(
      exit: process.terminationStatus, output: String(decoding: outputBytes, as: UTF8.self),
      errors: String(decoding: errorBytes, as: UTF8.self))
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
