import Testing

/// A transcript that would match anything shows nothing.
struct WildcardTests {
  private let wildcards = Wildcards(work: "/work", home: "/home")

  private func matches(_ lines: [String], _ expected: [String]) -> Bool {
    var copy = wildcards
    return copy.match(lines, expected)
  }

  @Test func `literal lines match themselves only`() {
    #expect(matches(["a.b (c)"], ["a.b (c)"]))
    #expect(!matches(["axb (c)"], ["a.b (c)"]))
    #expect(!matches(["a.b (c) "], ["a.b (c)"]))
    #expect(!matches([], ["a"]))
    #expect(!matches(["a"], []))
    #expect(matches(["a <b> c"], ["a <b> c"]))
  }

  @Test func `a name stands for one text`() {
    #expect(matches(["1-2 1-2", "1-2"], ["<id> <id>", "<id>"]))
    #expect(!matches(["1-2", "1-3"], ["<id>", "<id>"]))
    #expect(!matches(["1-2 1-3"], ["<id> <id>"]))
    #expect(matches(["1-2", "1-3"], ["<id>", "<id two>"]))
    #expect(!matches(["abc"], ["<id>"]))
  }

  @Test func `learned names go into commands`() {
    var copy = wildcards
    let isMatch = copy.match(["revoked 7-123."], ["revoked <id>."])
    #expect(isMatch)
    #expect(copy.filled("show <id> < file") == "show 7-123 < file")
    #expect(copy.filled("cd <work>") == "cd /work")
  }

  @Test func `three dots stand for any lines`() {
    #expect(matches(["a", "b", "c"], ["a", "...", "c"]))
    #expect(matches(["a", "c"], ["a", "...", "c"]))
    #expect(!matches(["a", "b"], ["a", "...", "c"]))
  }

  @Test func `a transcript with an unknown header is broken`() {
    #expect(throws: Transcript.Malformed.self) { try Transcript(parsing: "coment: x\n\n$ true\n", name: "t") }
    #expect(throws: Transcript.Malformed.self) { try Transcript(parsing: "comment: x\n", name: "t") }
    #expect(throws: Transcript.Malformed.self) {
      try Transcript(parsing: "comment: x\n$ true\n? x\n", name: "t")
    }
  }
}
