import Console
import Glibc
import PostPass

/// Where a command's answer goes, and in which form.
struct Terminal {
  let json: Bool
  let quiet: Bool
  let style: Style
  /// The one reference time of the command.
  let now: UnixTime

  init(_ options: OutputOptions) {
    json = options.json
    quiet = options.quiet
    style = Style(ColorChoice(noColor: options.noColor, output: .standard))
    now = Clock.now()
  }

  /// The result: the text, or one JSON line.
  func result(_ text: TerminalText, _ members: (inout JSONObject) -> Void) throws(Failure) {
    guard json else {
      try Output.standard.line(text)
      return
    }
    try line(members)
  }

  /// One JSON line, which begins with its version.
  func line(_ members: (inout JSONObject) -> Void) throws(Failure) {
    var line: [UInt8] = []
    JSONObject.line(into: &line) { object in
      object.add("v", 1)
      members(&object)
    }
    try Output.standard.write(line)
  }

  /// What helps a person and is not the result: to standard error, not under `--quiet` or `--json`.
  func note(_ text: TerminalText) throws(Failure) {
    if quiet || json { return }
    try Output.error.line(text)
  }

  /// Something that the person should look at, however quiet the command is to be.
  func warn(_ text: TerminalText) throws(Failure) {
    try Output.error.line("\(PostPassProgram.name): warning: \(text)")
  }

  /// Asks before more than one code is affected, or something is done that cannot be undone. Without a terminal, `--yes`
  /// is needed.
  /// - Parameter refusal: where nobody can be asked.
  func confirm(
    _ question: TerminalText, _ options: ConfirmationOptions, noInput: Bool, orThrow refusal: Failure? = nil
  ) throws(Failure) {
    if options.yes { return }
    guard !noInput, Output.error.isTerminal, isatty(0) == 1 else {
      throw refusal
        ?? Failure(
          code: "needs-yes", message: "\(question) needs a confirmation", hint: "add --yes", exit: .usage)
    }
    // What was typed before the question is no answer to it.
    _ = tcflush(0, TCIFLUSH)
    try Output.error.write("\(question)? [y/N] ")
    let answer = readLine()
    // Ctrl-D leaves the cursor behind the question.
    if answer == nil { try Output.error.write("\n") }
    guard let answer, ["y", "yes"].contains(answer.lowercased()) else {
      throw Failure(
        code: "not-confirmed", message: "not confirmed, so nothing was changed",
        hint: "answer y, or add --yes",
        exit: .usage)
    }
  }
}

/// A table with a head; columns two spaces apart, each as wide as its widest cell.
struct Table {
  private var rows: [[TerminalText]]

  init(_ head: [TerminalText]) { rows = [head] }

  mutating func add(_ row: [TerminalText]) { rows.append(row) }

  var text: TerminalText {
    let columns = rows[0].count
    let widths = (0..<columns).map { column in rows.map { $0[column].text.count }.max() ?? 0 }
    var lines: TerminalText = ""
    for (number, row) in rows.enumerated() {
      if number > 0 { lines += "\n" }
      for (column, cell) in row.enumerated() {
        let padding = column == columns - 1 ? 0 : widths[column] - cell.text.count + 2
        lines += "\(cell)\(String(repeating: " ", count: padding))"
      }
    }
    return lines
  }
}
