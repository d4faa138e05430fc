/// Why a program ends without a result, in the words that its user reads.
package struct Failure: Error, Hashable, Sendable {
  /// The kind of failure for scripts, e.g. `duration-without-unit`.
  package let code: String
  /// What is wrong: lower case, no full stop, one line.
  package let message: TerminalText
  /// What to do next; one line.
  package let hint: TerminalText?
  package let exit: ExitCode

  /// Codes in the texts, such as one that was passed as a file name, are left out.
  package init(code: String, message: TerminalText, hint: TerminalText?, exit: ExitCode) {
    self.code = code
    self.message = message.withoutCodes
    self.hint = hint?.withoutCodes
    self.exit = exit
  }

  /// A mistake in the command line: exit 64.
  package static func usage(_ code: String, _ message: TerminalText, hint: TerminalText) -> Failure {
    Failure(code: code, message: message, hint: hint, exit: .usage)
  }

  /// `PROGRAM: error: MESSAGE`, then `  hint: HINT`, each with its newline.
  package func text(program: String, style: Style) -> TerminalText {
    var text: TerminalText = "\(program): \(style.red("error:")) \(message)\n"
    if let hint { text += "  hint: \(hint)\n" }
    return text
  }

  /// The line of `--json`.
  package var jsonLine: [UInt8] {
    var line: [UInt8] = []
    JSONObject.line(into: &line) { object in
      object.add("v", 1)
      object.add("error") { error in
        error.add("code", code)
        error.add("message", message.text)
        error.add("hint", hint?.text)
      }
      object.add("exit", exit.rawValue)
    }
    return line
  }

  /// Prints the text to standard error and, for `--json`, the line to standard output; gives the code to exit with.
  /// What cannot be printed any more is let go: the exit code still says it.
  package func report(
    program: String, style: Style, json: Bool, to output: Output = .standard, _ errors: Output = .error
  ) -> ExitCode {
    _ = try? errors.write(text(program: program, style: style))
    if json { _ = try? output.write(jsonLine) }
    return exit
  }

  /// The same where only the arguments say how: they may be what is wrong, so that they are asked word by word.
  package func report(program: String, arguments: [[UInt8]]) -> ExitCode {
    let says = { (option: String) in arguments.contains { $0.elementsEqual(option.utf8) } }
    let style = Style(ColorChoice(noColor: says("--no-color"), output: .error))
    return report(program: program, style: style, json: says("--json"))
  }
}
