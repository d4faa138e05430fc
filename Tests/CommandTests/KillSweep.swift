import Foundation
import Testing

/// Kills a command at each of its system calls that change a file, one run a call, and looks at what is left.
///
/// Every run begins with a copy of one directory, in which the command and the checks work.
struct KillSweep: ~Copyable {
  private let shell: Shell

  /// System calls after which a file, or what is on the disk of it, may be another.
  private static let calls = [
    "rename", "link", "unlink", "fsync", "fdatasync", "pwrite64", "write", "ftruncate", "mkdir", "utimensat",
    "openat", "copy_file_range",
  ]

  /// - Parameter prepare: a command that fills the directory.
  init(_ prepare: String) throws {
    let shell = try Shell()
    let outcome = try shell.run("mkdir template && cd template && { \(prepare); }")
    try #require(outcome.exit == 0, "\(prepare): \(outcome.errorText)")
    self.shell = shell
  }

  /// One call of a run: the N-th of its name.
  struct Point: CustomStringConvertible {
    let call: String
    let count: Int

    var description: String { "\(call) \(count)" }
  }

  /// Where the command can be killed.
  func points(of command: String) throws -> [Point] {
    let names = KillSweep.calls.joined(separator: ",")
    let outcome = try run(
      "strace -f -qq -e signal=none -e trace=\(names) -o ../trace \(command) >../out 2>&1; cat ../trace")
    try #require(outcome.exit == 0, "\(outcome.errorText)")
    var counts: [String: Int] = [:]
    var points: [Point] = []
    let lines = outcome.outputText.split(separator: "\n").map { $0.split(separator: " ", maxSplits: 1) }
    // "1234  rename(…": strace counts the calls of each thread, and the first is the one that writes files.
    for words in lines where words.count == 2 && words[0] == lines[0][0] {
      let line = words[1].drop { $0 == " " }
      let name = String(line.prefix { $0 != "(" })
      counts[name, default: 0] += 1
      guard KillSweep.calls.contains(name), name != "openat" || line.contains("O_CREAT") else { continue }
      points.append(Point(call: name, count: counts[name, default: 0]))
    }
    return points
  }

  /// Kills the command at a point, then runs the checks.
  /// - Returns: the exit code of the checks.
  func kill(_ command: String, at point: Point, then checks: String) throws -> Int32 {
    let killed = try run(
      "strace -f -qq -o ../trace -e trace=\(point.call) -e inject=\(point.call):signal=SIGKILL:when=\(point.count) \(command)"
    )
    #expect(killed.exit == 137, "\(point): \(killed.errorText)")
    return try shell.run("cd run && { \(checks); }").exit
  }

  private func run(_ command: String) throws -> Shell.Outcome {
    try shell.run("rm -rf run && cp -a template run && cd run && \(command)")
  }
}
