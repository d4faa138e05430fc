import Console
import Testing

@Suite struct TerminalTextTests {
  @Test(arguments: hostileTexts)
  func `whatever is interpolated is escaped`(text: String) {
    let line: TerminalText = "a \(text) b \(quoting: text) c \(bytes: Array(text.utf8)) d \(word: text)"
    #expect(isSafe(line.text))
  }

  @Test func `text is escaped once`() {
    let inner: TerminalText = "\("\u{1B}")"
    let outer: TerminalText = "x \(inner)"
    #expect(outer.text == "x \\u{1B}")
  }

  @Test func `quotes cannot be closed from inside`() {
    let line: TerminalText = "\(quoting: "' is fine, '") has no unit"
    #expect(line.text == "'\\' is fine, \\'' has no unit")
    let slash: TerminalText = "\(quoting: "\\")"
    #expect(slash.text == "'\\\\'")
  }

  @Test func `a long text is cut at a scalar, and its length told`() {
    let quoted: TerminalText = "\(quoting: String(repeating: "a", count: 10_000_000))"
    #expect(quoted.text == "'" + String(repeating: "a", count: 80) + "... (10000000 bytes)'")
    let plain: TerminalText = "\(String(repeating: "é", count: 5_000_000))"
    #expect(plain.text.utf8.count == 4096 + "... (10000000 bytes)".utf8.count)
    for count in 0..<4 {
      let odd: TerminalText =
        "\(quoting: String(repeating: "x", count: count) + String(repeating: "🙂", count: 30))"
      #expect(!odd.text.contains("\\x"))
    }
    let stray: TerminalText = "\(quoting: [UInt8](repeating: 0x80, count: 200))"
    #expect(stray.text.hasPrefix("'\\x80") && stray.text.hasSuffix("... (200 bytes)'"))
  }

  @Test(arguments: [
    ("keys/issuer-1.key", "keys/issuer-1.key"), ("@acme.code", "@acme.code"), ("my key", "'my key'"),
    ("", "''"),
    ("it's", "'it'\\''s'"), ("$(reboot)", "'$(reboot)'"), ("~/x", "'~/x'"), ("日本", "'日本'"),
    ("a\u{1B}b", "$'a\\033b'"), ("\u{202E}'", "$'\\342\\200\\256\\047'"), ("\\n\n", "$'\\134n\\012'"),
  ])
  func `words of commands are quoted for a shell`(word: String, expected: String) {
    #expect(ShellWord(Array(word.utf8)).text == expected)
  }

  @Test func `a shell word need not be UTF-8`() {
    #expect(ShellWord([0x61, 0xFF, 0x31]).text == "$'a\\3771'")
  }
}
