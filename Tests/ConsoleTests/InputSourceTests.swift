import Console
import Foundation
import Testing

@Suite struct InputSourceTests {
  private func withFile<R>(_ contents: [UInt8], _ body: (InputSource, String) throws -> R) throws -> R {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    try Data(contents).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(InputSource("@" + path), path)
  }

  @Test func `reads the three forms`() {
    #expect(InputSource("pp1_x") == .argument(Array("pp1_x".utf8)))
    #expect(InputSource("@acme.code") == .file(Array("acme.code".utf8)))
    #expect(InputSource("-") == .standardInput)
    #expect(InputSource("@-") == .standardInput)
    #expect(InputSource("--") == .argument([0x2D, 0x2D]))
    #expect(InputSource([0x40, 0xFF]) == .file([0xFF]))
  }

  @Test func `drops the white space around, and only that`() throws {
    #expect(try InputSource(" \t\r\na b\r\n").read() == Array("a b".utf8))
    for other in ["\u{0B}a", "a\u{0C}", "\u{1F}a", "\u{08}a"] {
      #expect(try InputSource(other).read() == Array(other.utf8))
    }
    #expect(try InputSource("\u{A0}a").read() == [0xC2, 0xA0, 0x61])
    let read = try withFile(Array("\n pp1_code\r\n".utf8)) { source, _ in try source.read() }
    #expect(read == Array("pp1_code".utf8))
  }

  @Test func `reads exactly up to the limit`() throws {
    let full = [UInt8](repeating: 0x61, count: InputSource.codeLimit)
    #expect(try withFile(full) { source, _ in try source.read() } == full)
    try withFile(full + [0x61]) { source, path in
      let failure = #expect(throws: Failure.self) { try source.read() }
      #expect(failure?.exit == .damaged)
      #expect(failure?.message.text == "\(path) is longer than 65536 bytes")
    }
  }

  @Test func `endless and huge inputs are refused`() {
    for source in [InputSource("@/dev/zero"), InputSource(String(repeating: "a", count: 10_000_000))] {
      let failure = #expect(throws: Failure.self) { try source.read() }
      #expect(failure?.code == "input-too-large")
      #expect(failure.map { $0.message.text.utf8.count < 100 } == true)
    }
  }

  @Test(arguments: [InputSource(""), InputSource(" \n"), InputSource("@/dev/null")])
  func `nothing is not a code`(source: InputSource) {
    let failure = #expect(throws: Failure.self) { try source.read() }
    #expect(failure?.code == "empty-input")
    #expect(failure?.exit == .inputMissing)
  }

  @Test(arguments: [
    ("@no-such.code", "no-such-file", "no-such.code does not exist"),
    ("@/dev/null/x", "no-such-file", "/dev/null/x does not exist"),
    ("@/", "is-a-directory", "/ is a directory"),
    ("@/dev/null\0x", "no-such-file", "/dev/null\\u{00}x does not exist"),
    ("@\u{202E}\n", "no-such-file", "\\u{202E}\\n does not exist"),
  ])
  func `says what is wrong with a file`(argument: String, code: String, message: String) {
    let failure = #expect(throws: Failure.self) { try InputSource(argument).read() }
    #expect(failure?.code == code)
    #expect(failure?.message.text == message)
    #expect(failure?.exit == .inputMissing)
    #expect(failure?.hint != nil)
  }

  @Test func `a name that is not UTF-8 opens that file and no other`() throws {
    let failure = #expect(throws: Failure.self) { try InputSource([0x40, 0x61, 0xFF]).read() }
    #expect(failure?.message.text == "a\\xFF does not exist")
  }

  @Test func `a name that is too long says so shortly`() {
    let failure = #expect(throws: Failure.self) {
      try InputSource("@" + String(repeating: "a", count: 10_000_000)).read()
    }
    #expect(failure?.exit == .inputMissing)
    #expect(failure.map { $0.message.text.utf8.count < 5000 } == true)
  }

  @Test func `a lone at sign is a usage error`() {
    let failure = #expect(throws: Failure.self) { try InputSource("@").read() }
    #expect(failure?.exit == .usage)
  }
}
