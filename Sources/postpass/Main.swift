// The rules of output. Results go to standard output, everything else to standard error. An error is `postpass:
// error: WHAT`, lower case, no full stop, then `  hint: WHAT TO DO NEXT`. Everything from outside is escaped: only
// `TerminalText` is printed. A whole code is printed by `issue` and `show --code` alone.
import ArgumentErrors
import ArgumentParser
import Console
import Glibc

@main
struct PostPassProgram: ParsableCommand {
  static let name = "postpass"

  static let configuration = CommandConfiguration(
    commandName: name,
    abstract: "Let a brand advertise one post, for a set time, revocable at any moment.",
    discussion: """
      Example:
        postpass init --creator @nora --mirror ./mirror
        postpass issue --post 7412345678901234567 --brand 7198765432109876543 --for 30d
        postpass revoke 1-48213 --publish

      Exit codes: postpass help exit-codes
      """,
    version: "\(name) \(Release.version)",
    subcommands: [
      Init.self, Keygen.self, Join.self, KeyringCommands.self, RootCommands.self, Sign.self, KeyCommands.self,
      Issue.self, Inspect.self, Show.self, List.self, Revoke.self, NoticeCommands.self, Publish.self,
      Status.self,
    ])

  static func main() {
    CoreDumps.forbid()
    // What is made is its owner's until it gets the permissions that it is to have; never less than that.
    umask(0o077)
    Output.prepare()
    let arguments = ArgumentBytes.ofProcess()
    do throws(Failure) {
      let code = try run(try ArgumentBytes.texts(arguments))
      Glibc.exit(code.rawValue)
    } catch {
      Glibc.exit(error.report(program: name, arguments: arguments).rawValue)
    }
  }

  private static func run(_ arguments: [String]) throws(Failure) -> Console.ExitCode {
    if arguments == ["help", "exit-codes"] {
      try Output.standard.write(Array(ExitCode.table.utf8))
      return .done
    }
    switch try ArgumentErrors.parse(arguments, as: PostPassProgram.self) {
    case .text(let text): try Output.standard.write(Array(text.utf8))
    case .command(let command as any PostPassCommand): try command.execute(Terminal(command.output))
    case .command(let command):
      // A command is missing: a person reads what there is, and a scheduled job that did nothing fails.
      try Output.standard.write(Array("\(PostPassProgram.helpMessage(for: type(of: command)))\n".utf8))
      return .usage
    }
    return .done
  }
}

/// One command of the program.
protocol PostPassCommand: ParsableCommand {
  var output: OutputOptions { get }

  func execute(_ terminal: Terminal) throws(Failure)
}
