import Console
import Testing

@Suite struct StyleTests {
  @Test func `colour needs a terminal and nobody against it`() {
    func choice(_ noColor: Bool, _ variable: String?, _ term: String?, _ isTerminal: Bool) -> ColorChoice {
      ColorChoice(noColor: noColor, variable: variable, term: term, isTerminal: isTerminal)
    }
    #expect(choice(false, nil, "xterm", true) == .on)
    #expect(choice(false, "", nil, true) == .on)
    #expect(choice(true, nil, "xterm", true) == .off)
    #expect(choice(false, "1", "xterm", true) == .off)
    #expect(choice(false, "0", "xterm", true) == .off)
    #expect(choice(false, nil, "dumb", true) == .off)
    #expect(choice(false, nil, "xterm", false) == .off)
  }

  @Test func `a pipe is not coloured`() throws {
    let pipe = try Pipe2()
    #expect(ColorChoice(noColor: false, output: Output(descriptor: pipe.writeEnd)) == .off)
  }

  @Test func `sets off words, and what they hold stays escaped`() {
    #expect(Style(.on).red("\("\u{1B}x")").text == "\u{1B}[31m\\u{1B}x\u{1B}[0m")
    #expect(Style(.on).bold("x").text == "\u{1B}[1mx\u{1B}[0m")
    #expect(Style.plain.red("x").text == "x")
    let line: TerminalText = "\(Style(.on).green("ok")) done"
    #expect(line.text == "\u{1B}[32mok\u{1B}[0m done")
  }
}
