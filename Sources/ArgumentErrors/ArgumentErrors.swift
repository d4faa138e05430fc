package import ArgumentParser
package import Console

/// What a command line turned out to be.
package enum ParsedArguments {
  case command(any ParsableCommand)
  /// Help, version or a completion script: for standard output, and exit 0.
  case text(String)
}

/// Parses with swift-argument-parser and says what it refuses in our own form. Commands take texts where a value
/// needs more than a number, and turn them into values themselves: the parser loses the reason of an error thrown
/// while it works.
package enum ArgumentErrors {
  /// - Throws: `Failure` with exit 64.
  package static func parse(
    _ arguments: [String], as root: any ParsableCommand.Type
  ) throws(Failure) -> ParsedArguments {
    do {
      var command = try root.parseAsRoot(arguments)
      // The parser's own commands, such as help, throw what they have to say.
      if !includes(type(of: command), in: root) { try command.run() }
      return .command(command)
    } catch {
      guard root.exitCode(for: error) != .success else {
        // The parser answers a question about a command that is none with the help of the whole program.
        let asked = KnownWords(root, arguments.first == "help" ? Array(arguments.dropFirst()) : arguments)
        if asked.unknownCommand != nil { throw failure("", asked) }
        return .text(root.fullMessage(for: error) + "\n")
      }
      throw failure(root.message(for: error), KnownWords(root, arguments))
    }
  }

  private static func includes(
    _ command: any ParsableCommand.Type, in root: any ParsableCommand.Type
  ) -> Bool {
    command == root || root.configuration.subcommands.contains { includes(command, in: $0) }
  }

  /// What the parser did not know is told first: a mistyped option would otherwise be reported as a missing one.
  private static func failure(_ message: String, _ known: KnownWords) -> Failure {
    if let option = known.unknownOption {
      let otherwise: TerminalText =
        known.lateCommand.map {
          "options come after the command: \(known.path) \($0) \(option.withoutCodes)"
        }
        ?? "\(known.path) --help lists the options"
      return Failure(
        code: "unknown-option", message: "\(quoting: option.withoutCodes) is not an option",
        hint: hint(for: option, among: known.options, otherwise), exit: .usage)
    }
    if let command = known.unknownCommand {
      return Failure(
        code: "unknown-command", message: "\(quoting: command.withoutCodes) is not a command",
        hint: hint(for: command, among: known.commands, "\(known.path) --help lists the commands"),
        exit: .usage)
    }
    return Failure(
      code: code(of: message), message: "\(sentence(message).withoutCodes)",
      hint: "see \(known.path) --help", exit: .usage)
  }

  private static func hint(
    for word: String, among candidates: [String], _ otherwise: TerminalText
  ) -> TerminalText {
    Suggestion.nearest(to: word, among: candidates).map { "did you mean \($0)?" } ?? otherwise
  }

  /// The first line in lower case and without its full stop, as our own messages are.
  private static func sentence(_ message: String) -> String {
    let line = message.prefix { !$0.isNewline }
    let body = line.hasSuffix(".") ? line.dropLast() : line
    return body.prefix(1).lowercased() + body.dropFirst()
  }

  private static func code(of message: String) -> String {
    let kinds = [
      ("Missing value", "missing-value"), ("Missing", "missing-argument"),
      ("Unexpected argument", "unexpected-argument"), ("The option", "unexpected-value"),
    ]
    return kinds.first { message.hasPrefix($0.0) }?.1 ?? "usage"
  }
}
