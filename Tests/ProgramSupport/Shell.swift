import Foundation
import TestSupport

/// A shell in a new directory with a home of its own, our programs first on its path, and nothing on its standard
/// input.
package struct Shell: ~Copyable {
  private let root: TemporaryDirectory
  private let programs: String

  /// - Parameter programs: the directory of our programs.
  package init(programs: String = BuiltPrograms.directory) throws {
    let root = try TemporaryDirectory()
    for name in ["work", "home", "streams"] {
      try FileManager.default.createDirectory(atPath: root.file(name), withIntermediateDirectories: false)
    }
    self.root = root
    self.programs = programs
  }

  /// Where commands run.
  package var work: String { root.file("work") }
  /// The home directory of the user.
  package var home: String { root.file("home") }
  private var streams: String { root.file("streams") }

  /// What a command came to.
  package struct Outcome {
    /// The exit code; 128 and the number of the signal that ended it.
    package let exit: Int32
    package let output: [UInt8]
    package let errors: [UInt8]

    package var outputText: String { String(decoding: output, as: UTF8.self) }
    package var errorText: String { String(decoding: errors, as: UTF8.self) }
  }

  /// Runs a command of `sh`.
  /// - Parameters:
  ///   - merged: true to have standard error in the output, in the order of writing.
  ///   - limit: after how many seconds it is ended.
  package func run(_ command: String, merged: Bool = false, limit: Int = 120) throws -> Outcome {
    let (output, errors) = ("\(streams)/output", "\(streams)/errors")
    let redirection = merged ? "2>&1" : "2>'\(errors)'"
    let wrapper = "cd '\(work)' && exec </dev/null >>'\(output)' \(redirection) && eval \"$COMMAND\""
    for file in [output, errors] { try Data().write(to: URL(fileURLWithPath: file)) }
    let shell = try ChildProcess(
      ["/usr/bin/timeout", "\(limit)", "/bin/sh", "-c", wrapper],
      environment: environment + ["COMMAND=\(command)"])
    let exit = try shell.exit()
    return Outcome(exit: exit, output: try bytes(of: output), errors: try bytes(of: errors))
  }

  /// What a command prints that must succeed.
  /// - Throws: `CommandFailed`.
  @discardableResult
  package func output(of command: String) throws -> String {
    let outcome = try run(command)
    guard outcome.exit == 0 else {
      throw CommandFailed(command: command, exit: outcome.exit, errors: outcome.errorText)
    }
    return outcome.outputText
  }

  /// A command that was to succeed did not.
  package struct CommandFailed: Error {
    package let command: String
    package let exit: Int32
    package let errors: String
  }

  /// Neither the login's settings nor the machine's time zone reach a program.
  package var environment: [String] {
    [
      "PATH=\(programs):/usr/local/bin:/usr/bin:/bin", "HOME=\(home)", "TZ=Pacific/Auckland",
      "LC_ALL=C.UTF-8", "SWIFT_BACKTRACE=enable=no",
    ]
  }

  private func bytes(of file: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: file)))
  }
}
