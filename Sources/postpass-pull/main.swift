import ArgumentErrors
import Console
import Glibc

Output.prepare()
exit(run(ArgumentBytes.textsOfProcess()).rawValue)

/// Runs the program and prints what becomes of it.
private func run(_ arguments: [String]) -> ExitCode {
  let style = Style(ColorChoice(noColor: arguments.contains("--no-color"), output: .error))
  do throws(Failure) {
    switch try ArgumentErrors.parse(arguments, as: PullCommand.self) {
    case .text(let text):
      try Output.standard.write(Array(text.utf8))
      return .done
    case .command(let command):
      // There is one command, and the parser gives no other.
      guard let command = command as? PullCommand else { return .bug }
      return try PullRun(try PullRequest(command, at: .now()), style).perform()
    }
  } catch {
    return error.report(program: PullCommand.name, style: style, json: arguments.contains("--json"))
  }
}
