import Console
import Foundation
import Testing

@Suite struct JSONTests {
  private func line(_ members: (inout JSONObject) -> Void) -> String {
    var buffer: [UInt8] = []
    JSONObject.line(into: &buffer, members)
    return String(decoding: buffer, as: UTF8.self)
  }

  @Test func `members keep their order and nil ones are left out`() {
    let text = line {
      $0.add("v", 1)
      $0.add("line", nil as Int?)
      $0.add("verdict", "denied")
      $0.add("hint", nil as String?)
      $0.add("largest", UInt64.max)
      $0.add("least", Int.min)
      $0.add("ok", false)
      $0.add("none", nil as Bool?)
      $0.add("brands", ["1", "a\"b"])
      $0.add("waived", [])
      $0.add("absent", nil as [String]?)
      $0.add("list") { $0.add("number", UInt64(2)) }
      $0.add("empty") { _ in }
      $0.add("events", forEach: [1, 2]) { $0.add("n", $1) }
      $0.add("no_events", forEach: [Int]()) { $0.add("n", $1) }
      $0.add("last", true)
    }
    #expect(
      text
        == #"{"v":1,"verdict":"denied","largest":18446744073709551615,"least":-9223372036854775808,"ok":false,"#
        + #""brands":["1","a\"b"],"waived":[],"list":{"number":2},"empty":{},"events":[{"n":1},{"n":2}],"#
        + #""no_events":[],"last":true}"# + "\n")
  }

  @Test func `lines follow each other in one buffer`() {
    var buffer: [UInt8] = []
    for number in 1...3 { JSONObject.line(into: &buffer) { $0.add("line", number) } }
    JSONObject.line(into: &buffer) { _ in }
    #expect(String(decoding: buffer, as: UTF8.self) == "{\"line\":1}\n{\"line\":2}\n{\"line\":3}\n{}\n")
  }

  @Test(arguments: [
    ("\u{1B}\0\u{7F}", #"\u001B\u0000\u007F"#), ("\n\r\t\"\\/", #"\n\r\t\"\\/"#),
    ("\u{202E}\u{2028}", #"\u202E\u2028"#),
    ("\u{E0041}", #"\uDB40\uDC41"#), ("é日🙂", "é日🙂"), ("\u{10FFFF}\u{E000}", #"\uDBFF\uDFFF\uE000"#),
  ])
  func `escapes strings`(text: String, expected: String) {
    #expect(line { $0.add("k", text) } == "{\"k\":\"\(expected)\"}\n")
  }

  @Test(arguments: hostileTexts)
  func `a parser reads back the same string, as value and as key`(text: String) throws {
    let written = line { $0.add(text, text) }
    #expect(isSafe(String(written.dropLast())))
    let object = try #require(try JSONSerialization.jsonObject(with: Data(written.utf8)) as? [String: String])
    let (key, value) = try #require(object.first)
    #expect(Array(key.unicodeScalars) == Array(text.unicodeScalars))
    #expect(Array(value.unicodeScalars) == Array(text.unicodeScalars))
  }

  @Test func `every assigned scalar is read back, and samples of the rest`() throws {
    var all = String.UnicodeScalarView()
    for value in Array(0...0x323FF) + Array(stride(from: 0x32400, through: UInt32(0x10FFFF), by: 97)) {
      if let scalar = Unicode.Scalar(value) { all.append(scalar) }
    }
    let written = line { $0.add("k", String(all)) }
    #expect(isSafe(String(written.dropLast())))
    let object = try #require(try JSONSerialization.jsonObject(with: Data(written.utf8)) as? [String: String])
    #expect(object["k"]?.unicodeScalars.elementsEqual(all) == true)
  }
}
