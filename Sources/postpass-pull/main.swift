import ArgumentErrors
import Console
import Glibc

// What is made is its owner's until it gets the permissions that it is to have; never less than that.
umask(0o077)
Output.prepare()
exit(run(ArgumentBytes.ofProcess()).rawValue)

/// Runs the program and prints what becomes of it.
private func run(_ arguments: [[UInt8]]) -> ExitCode {
  do throws(Failure) {
    switch try ArgumentErrors.parse(try ArgumentBytes.texts(arguments), as: PullCommand.self) {
    case .text(let text):
      try Output.standard.write(Array(text.utf8))
      return .done
    case .command(let command):
      // There is one command, and the parser gives no other.
      guard let command = command as? PullCommand else { return .bug }
      let style = Style(ColorChoice(noColor: command.noColor, output: .error))
      return try PullRun(try PullRequest(command, at: .now()), style).perform()
    }
  } catch {
    return error.report(program: PullCommand.name, arguments: arguments)
  }
}
