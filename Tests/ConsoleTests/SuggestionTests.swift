import Console
import Testing

@Suite struct SuggestionTests {
  private let commands = [
    "init", "keygen", "join", "keyring", "root", "sign", "issue", "inspect", "show", "list", "expiring",
    "renew",
    "revoke", "notice", "publish", "log", "status", "key", "backup", "restore", "report",
  ]
  private let options = [
    "--post", "--any-post", "--brand", "--any-brand", "--until", "--at", "--json", "--quiet",
  ]

  @Test(arguments: [
    ("isue", "issue"), ("isseu", "issue"), ("revok", "revoke"), ("rewoke", "revoke"), ("pubilsh", "publish"),
    ("Status", "status"), ("lst", "list"), ("exp", "expiring"), ("insp", "inspect"), ("keyrng", "keyring"),
    ("reprot", "report"), ("lgo", "log"), ("ini", "init"),
  ])
  func `finds the command that was meant`(word: String, expected: String) {
    #expect(Suggestion.nearest(to: word, among: commands) == expected)
  }

  @Test(arguments: [
    ("-post", "--post"), ("--brands", "--brand"), ("--unitl", "--until"), ("--jsn", "--json"),
    ("--qui", "--quiet"),
  ])
  func `finds the option that was meant`(word: String, expected: String) {
    #expect(Suggestion.nearest(to: word, among: options) == expected)
  }

  @Test(arguments: ["", "-", "--", "x", "delete", "verify", "help-me-out", "re", "\u{1B}[2J", "日本"])
  func `does not guess`(word: String) {
    #expect(Suggestion.nearest(to: word, among: commands) == nil)
    #expect(Suggestion.nearest(to: word, among: []) == nil)
  }

  @Test func `a single letter is not a misspelling of another`() {
    #expect(Suggestion.nearest(to: "-x", among: ["-v", "-h"]) == nil)
    #expect(Suggestion.nearest(to: "-V", among: ["-v", "-h"]) == "-v")
  }

  @Test func `prefers the longer common beginning`() {
    #expect(Suggestion.nearest(to: "cat", among: ["bat", "car"]) == "car")
    #expect(Suggestion.nearest(to: "cat", among: ["car", "bat"]) == "car")
    #expect(Suggestion.nearest(to: "cat", among: ["cab", "car"]) == "cab")
  }

  @Test func `a word of ten megabytes is not compared`() {
    #expect(Suggestion.nearest(to: String(repeating: "a", count: 10_000_000), among: commands) == nil)
  }
}
