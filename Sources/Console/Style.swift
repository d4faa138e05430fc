import Glibc

/// Whether a program may colour what it prints.
package enum ColorChoice: Sendable {
  case on, off

  /// Off for `--no-color`, for a `NO_COLOR` that is not empty (no-color.org), for `TERM=dumb`, and away from a
  /// terminal.
  package init(noColor: Bool, variable: String?, term: String?, isTerminal: Bool) {
    let refused = noColor || variable.map { !$0.isEmpty } == true || term == "dumb"
    self = isTerminal && !refused ? .on : .off
  }

  /// The choice for one output by its descriptor and the environment.
  package init(noColor: Bool, output: Output) {
    self.init(
      noColor: noColor, variable: environment("NO_COLOR"), term: environment("TERM"),
      isTerminal: output.isTerminal)
  }
}

/// The few ways to set off a word; where colour is off, each leaves it as it is.
package struct Style: Sendable {
  private let color: ColorChoice

  package init(_ color: ColorChoice) { self.color = color }

  package static let plain = Style(.off)

  package func bold(_ text: TerminalText) -> TerminalText { set("1", text) }
  package func dim(_ text: TerminalText) -> TerminalText { set("2", text) }
  package func red(_ text: TerminalText) -> TerminalText { set("31", text) }
  package func green(_ text: TerminalText) -> TerminalText { set("32", text) }
  package func yellow(_ text: TerminalText) -> TerminalText { set("33", text) }

  private func set(_ rendition: String, _ text: TerminalText) -> TerminalText {
    guard color == .on else { return text }
    return TerminalText(trusted: "\u{1B}[\(rendition)m\(text.text)\u{1B}[0m")
  }
}

private func environment(_ name: String) -> String? {
  unsafe getenv(name).map { unsafe String(cString: $0) }
}
