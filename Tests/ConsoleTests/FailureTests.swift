import Console
import Foundation
import Testing

@Suite struct FailureTests {
  private let withoutUnit = Failure(
    code: "duration-without-unit", message: "\(quoting: "--for 60") has no unit",
    hint: "write 60d, 8w or 12h",
    exit: .usage)

  @Test func `prints as the contract shows it`() {
    #expect(
      withoutUnit.text(program: "postpass", style: .plain).text
        == "postpass: error: '--for 60' has no unit\n  hint: write 60d, 8w or 12h\n")
    #expect(
      String(decoding: withoutUnit.jsonLine, as: UTF8.self)
        == #"{"v":1,"error":{"code":"duration-without-unit","message":"'--for 60' has no unit","#
        + #""hint":"write 60d, 8w or 12h"},"exit":64}"# + "\n")
  }

  @Test func `without a hint there is none`() {
    let failure = Failure(code: "x", message: "y", hint: nil, exit: .bug)
    #expect(failure.text(program: "p", style: .plain).text == "p: error: y\n")
    #expect(
      String(decoding: failure.jsonLine, as: UTF8.self)
        == #"{"v":1,"error":{"code":"x","message":"y"},"exit":1}"# + "\n")
  }

  @Test(arguments: hostileTexts)
  func `outside text cannot add a line or hide one`(text: String) throws {
    let failure = Failure(code: "x", message: "\(text)", hint: "\(quoting: text)", exit: .usage)
    let printed = failure.text(program: "p", style: .plain).text
    #expect(printed.utf8.count { $0 == 10 } == 2)
    #expect(isSafe(String(String.UnicodeScalarView(printed.unicodeScalars.filter { $0 != "\n" }))))
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(failure.jsonLine)) as? [String: Any])
    let error = try #require(object["error"] as? [String: String])
    #expect(error["message"] == failure.message.text)
  }

  @Test(arguments: [true, false])
  func `reports text to one descriptor and JSON to the other`(json: Bool) throws {
    let (output, errors) = (try Pipe2(), try Pipe2())
    let exit = withoutUnit.report(
      program: "postpass", style: .plain, json: json, to: Output(descriptor: output.writeEnd),
      Output(descriptor: errors.writeEnd))
    #expect(exit == .usage)
    #expect(output.drain() == (json ? withoutUnit.jsonLine : []))
    #expect(errors.drain() == Array(withoutUnit.text(program: "postpass", style: .plain).text.utf8))
  }

  @Test func `the table has every code of the contract`() {
    let numbers: [Int32] = [0, 3, 10, 11, 12, 13, 14, 15, 16, 20, 64, 65, 66, 69, 73, 74, 75, 76, 77, 1]
    #expect(ExitCode.allCases.map(\.rawValue) == numbers)
    let lines = ExitCode.table.split(separator: "\n")
    for code in ExitCode.allCases {
      #expect(lines.contains { $0.split(separator: " ").first == "\(code.rawValue)" })
    }
    #expect(lines.allSatisfy { $0.utf8.count <= 80 })
    #expect(lines.contains("  14  for another post, brand or creator"))
    #expect(ExitCode.table.contains("clock behind the newest\n      signed time"))
  }
}
