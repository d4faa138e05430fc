import Foundation
import TestSupport

/// A shell in a new directory with a home of its own, our programs first on its path, and nothing on its standard
/// input.
struct Shell: ~Copyable {
  private let root: TemporaryDirectory

  init() throws {
    let root = try TemporaryDirectory()
    for name in ["work", "home", "streams"] {
      try FileManager.default.createDirectory(atPath: root.file(name), withIntermediateDirectories: false)
    }
    self.root = root
  }

  /// Where commands run.
  var work: String { root.file("work") }
  var home: String { root.file("home") }
  private var streams: String { root.file("streams") }

  /// What a command came to.
  struct Outcome {
    /// The exit code; 128 and the number of the signal that ended it.
    let exit: Int32
    let output: [UInt8]
    let errors: [UInt8]

    var outputText: String { String(decoding: output, as: UTF8.self) }
    var errorText: String { String(decoding: errors, as: UTF8.self) }
  }

  /// Runs a command of `sh` for at most two minutes.
  /// - Parameter merged: true to have standard error in the output, in the order of writing.
  func run(_ command: String, merged: Bool = false) throws -> Outcome {
    let (output, errors) = ("\(streams)/output", "\(streams)/errors")
    let redirection = merged ? "2>&1" : "2>'\(errors)'"
    let wrapper = "cd '\(work)' && exec </dev/null >>'\(output)' \(redirection) && eval \"$COMMAND\""
    for file in [output, errors] { try Data().write(to: URL(fileURLWithPath: file)) }
    let shell = try ChildProcess(
      ["/usr/bin/timeout", "120", "/bin/sh", "-c", wrapper], environment: environment + ["COMMAND=\(command)"]
    )
    let exit = try shell.exit()
    return Outcome(exit: exit, output: try bytes(of: output), errors: try bytes(of: errors))
  }

  /// Neither the login's settings nor the machine's time zone reach a program.
  var environment: [String] {
    [
      "PATH=\(BuiltPrograms.directory):/usr/local/bin:/usr/bin:/bin", "HOME=\(home)", "TZ=Pacific/Auckland",
      "LC_ALL=C.UTF-8", "SWIFT_BACKTRACE=enable=no",
    ]
  }

  private func bytes(of file: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: file)))
  }
}
