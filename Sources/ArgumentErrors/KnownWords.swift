import ArgumentParser

/// The options and commands that were possible where a command line went wrong.
struct KnownWords {
  /// The names of the commands on the way, as they are typed.
  let path: String
  let options: [String]
  let commands: [String]
  /// The first argument that looks like a long option and is none.
  let unknownOption: String?
  /// The first operand where a command is expected and this is none.
  let unknownCommand: String?
  /// A command that comes only after an option.
  let lateCommand: String?

  init(_ root: any ParsableCommand.Type, _ arguments: [String]) {
    var command = root
    var path = root._commandName
    var rest = arguments[...]
    // Commands come before their options: the first argument that is no command ends the way.
    while let name = rest.first,
      let next = command.configuration.subcommands.first(where: { $0._commandName == name })
    {
      command = next
      path += " " + name
      rest = rest.dropFirst()
    }
    self.path = path
    let options = KnownWords.options(of: command, in: root)
    self.options = options
    let commands = command.configuration.subcommands.map { $0._commandName }
    self.commands = commands
    let late = rest.first?.hasPrefix("-") == true ? rest.first(where: commands.contains) : nil
    lateCommand = late
    let operand = rest.first { !$0.hasPrefix("-") }
    unknownCommand = commands.isEmpty || late != nil ? nil : operand
    // What follows an unknown command may be its options.
    let arguments = rest.first == unknownCommand ? [] : rest.prefix { $0 != "--" }
    unknownOption =
      arguments
      .filter { $0.hasPrefix("--") }
      .map { String($0.prefix { $0 != "=" }) }
      .first { !options.contains($0) }
  }

  /// The long names at the beginning of the lines of the help, the only public list of them.
  private static func options(
    of command: any ParsableCommand.Type, in root: any ParsableCommand.Type
  ) -> [String] {
    let help = root.helpMessage(for: command, includeHidden: true)
    let named = help.split(separator: "\n").flatMap { line -> [Substring] in
      let words = line.split(separator: " ")
      guard words.first?.hasPrefix("-") == true else { return [] }
      return words.prefix { $0.hasPrefix("-") || $0.hasPrefix("<") }
        .flatMap { $0.split { $0 == "/" || $0 == "," } }
        .filter { $0.hasPrefix("--") }
    }
    return named.map(String.init) + ["--help", "--version", "--generate-completion-script"]
  }
}
