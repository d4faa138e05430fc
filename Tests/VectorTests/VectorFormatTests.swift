import TestSupport
import Testing

/// The reader of vectors is strict: a vector that it does not understand is a broken test.
struct VectorFormatTests {
  private static let good = "kind: code\nexpect: prefix\nmust: T1\ncomment: why\npayload: text\n\npp2_\n"

  private static func broken(_ text: String) -> BrokenVector? {
    do {
      _ = try Vector("test", parsing: text)
      return nil
    } catch { return error as? BrokenVector }
  }

  @Test func `a whole vector is read`() throws {
    let vector = try Vector("test", parsing: VectorFormatTests.good)
    #expect(vector.expect == "prefix" && vector.must == ["T1"] && vector.payload == Array("pp2_".utf8))
    #expect(!vector.isPositive)
  }

  @Test func `header lines that do not belong are broken`() {
    let good = VectorFormatTests.good
    #expect(VectorFormatTests.broken("surprise: 1\n" + good) == .unknownKey("surprise"))
    #expect(VectorFormatTests.broken("must: T1\n" + good) == .repeatedKey("must"))
    #expect(VectorFormatTests.broken("now: 5\n" + good) == .strangeKey(.now))
    #expect(VectorFormatTests.broken("no colon\n" + good) == .line("no colon"))
    #expect(
      VectorFormatTests.broken("kind: thing\n" + good.dropFirst("kind: code\n".count))
        == .value(.kind, "thing"))
  }

  @Test(arguments: ["kind", "expect", "must", "comment", "payload"])
  func `header lines that everything needs are missed`(_ key: String) {
    let lines = VectorFormatTests.good.split(separator: "\n", omittingEmptySubsequences: false)
    let without = lines.filter { !$0.hasPrefix("\(key): ") }.joined(separator: "\n")
    #expect(VectorFormatTests.broken(without) == VectorKey(rawValue: key).map { .missingKey($0) })
    let empty = lines.map { $0.hasPrefix("\(key): ") ? "\(key): " : String($0) }.joined(separator: "\n")
    #expect(VectorFormatTests.broken(empty) != nil)
  }

  @Test(arguments: ["", "\n", "one\ntwo\n", "no line end"])
  func `text payloads are one line`(_ payload: String) {
    let header = "kind: code\nexpect: prefix\nmust: T1\ncomment: why\npayload: text\n\n"
    #expect(VectorFormatTests.broken(header + payload) == .payload)
  }

  @Test(arguments: ["", "0\n", "0g\n", "AB\n", "00", "00\n00\n", "00\n\n"])
  func `hexadecimal payloads are lines of 64 digits`(_ payload: String) {
    let header = "kind: code\nexpect: prefix\nmust: T1\ncomment: why\npayload: hex\n\n"
    #expect(VectorFormatTests.broken(header + payload) == .payload)
  }
}
