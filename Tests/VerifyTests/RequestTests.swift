import Console
import PostPass
import PostPassStore
import Testing

@testable import postpass_verify

private let now = UnixTime(seconds: 1_795_332_600)

private func request(_ arguments: [String]) throws -> Request {
  try Request(parsing: arguments.map { Array($0.utf8) }, at: now)
}

private func question(_ arguments: String...) throws -> Question {
  guard case .check(_, let question, _, _) = try request(arguments) else { throw NotACheck() }
  return question
}

private struct NotACheck: Error {}

/// The failure of a command line; its exit must be 64.
private func failure(_ arguments: [String]) -> Failure? {
  do {
    _ = try request(arguments)
    return nil
  } catch let failure as Failure {
    #expect(failure.exit == .usage)
    #expect(failure.hint != nil)
    return failure
  } catch {
    return nil
  }
}

@Suite struct RequestTests {
  @Test func `reads a whole command line`() throws {
    let request = try request([
      "@acme.code", "--post", "741", "--brand=ACME Inc", "--creator", "@nora", "--until", "2026-12-31",
      "--running-since", "2026-11-01", "--max-list-age", "48h", "--store", "/s", "--json", "--no-color",
    ])
    guard case .check(let code, let question, let source, let presentation) = request else {
      throw NotACheck()
    }
    #expect(code == .named(.file(Array("acme.code".utf8))))
    #expect(
      question
        == Question(
          post: .exactly(.number(741)), brand: .exactly(try Identifier(parsing: "ACME Inc")),
          creator: .exactly(try #require(Account(parsing: "@nora"))),
          moment: .runningSince(try UnixTime(parsing: "2026-11-01T00:00:00Z", bareDateMeans: .end)),
          until: try UnixTime(parsing: "2026-12-31T23:59:59Z", bareDateMeans: .start),
          maximalListAge: TimeSpan(seconds: 48 * 3600)))
    #expect(source == .store(StorePath("/s"), nil))
    #expect(presentation == Presentation(form: .json, noColor: true))
  }

  /// Every subset of the options that say what is asked: none that leaves out post or brand becomes a question.
  @Test func `no subset of missing options is a waiver`() throws {
    let options: [(arguments: [String], isPost: Bool, isBrand: Bool)] = [
      (["--post", "741"], true, false), (["--any-post"], true, false), (["--brand", "719"], false, true),
      (["--any-brand"], false, true), (["--creator", "@nora"], false, false),
      (["--any-creator"], false, false),
      (["--until", "2026-12-31"], false, false), (["--at", "2026-11-01"], false, false),
      (["--running-since", "2026-11-01"], false, false), (["--max-list-age", "2d"], false, false),
      (["pp1_x"], false, false),
    ]
    for subset in 0..<(1 << options.count) {
      let chosen = options.indices.filter { subset >> $0 & 1 == 1 }
      let posts = chosen.count { options[$0].isPost }
      let brands = chosen.count { options[$0].isBrand }
      let contradicts = [[4, 5], [7, 8]].contains { $0.allSatisfy(chosen.contains) }
      let arguments = chosen.flatMap { options[$0].arguments }
      let isAnswerable = posts == 1 && brands == 1 && !contradicts
      #expect((failure(arguments) == nil) == isAnswerable, "\(arguments)")
    }
  }

  @Test func `a creator that is left out is never any creator`() throws {
    #expect(try question("--any-post", "--any-brand").creator == .sole)
    #expect(try question("--any-post", "--any-brand", "--any-creator").creator == .any)
  }

  @Test(arguments: [
    ["--pots", "741"], ["--brnd", "719"], ["--any-posts"], ["--creater=@nora"], ["-x"], ["--post-id", "1"],
  ])
  func `unknown options are refused with a suggestion`(_ arguments: [String]) {
    #expect(failure(arguments)?.code == "unknown-option")
  }

  @Test func `did you mean`() {
    #expect(failure(["--pots", "741"])?.hint == "did you mean --post?")
    #expect(failure(["--max-list-ag=1d"])?.hint == "did you mean --max-list-age?")
  }

  @Test(arguments: [
    (["--post", "1", "--post", "1"], "repeated-option"), (["--json", "--json"], "repeated-option"),
    (["--post", "1", "--any-post", "--any-brand"], "contradicting-options"),
    (["--any-post", "--brand", "1", "--any-brand"], "contradicting-options"),
    (["--any-post", "--any-brand", "--creator", "@a", "--any-creator"], "contradicting-options"),
    (["--any-post", "--any-brand", "--json", "--quiet"], "contradicting-options"),
    (["--any-post", "--any-brand", "--store", "a", "--mirror", "b"], "contradicting-options"),
    (
      ["--any-post", "--any-brand", "--at", "2026-01-01", "--running-since", "2026-01-01"],
      "contradicting-options"
    ),
    (["--status", "--post", "1"], "contradicting-options"), (["--status", "pp1_x"], "contradicting-options"),
    (["--any-post=1"], "unexpected-value"), (["--post"], "missing-value"),
    (["--post", "--brand", "1"], "missing-value"),
    (["--any-post", "--any-brand", "a", "b"], "too-many-arguments"), (["--any-post"], "missing-brand"),
    (["--any-brand"], "missing-post"), ([], "missing-options"),
    (["--any-post", "--any-brand", "--mirror", "m"], "missing-option"),
    (["--any-post", "--any-brand", "--mirror", "m", "--authority", "ppa1_x"], "malformed-authority"),
    (["--any-post", "--any-brand", "--store="], "empty-value"),
    (["--post=", "--any-brand"], "malformed-id"), (["--post", " 1", "--any-brand"], "malformed-id"),
    (["--any-post", "--brand", "caf\u{E9}"], "malformed-id"),
    (["--any-post", "--brand", "a\u{202E}b"], "malformed-id"),
    (["--any-post", "--brand", String(repeating: "a", count: 65)], "malformed-id"),
    (["--any-post", "--any-brand", "--creator", "no ra"], "malformed-creator"),
    (["--any-post", "--any-brand", "--creator="], "malformed-creator"),
  ])
  func `mistakes are usage errors of their own`(_ arguments: [String], _ code: String) {
    #expect(failure(arguments)?.code == code)
  }

  @Test(arguments: [
    ("--until", "tomorrow", "malformed-date"), ("--until", "2026-02-29", "no-such-day"),
    ("--at", "2026-11-22T07:30", "malformed-date"), ("--at", "2026-11-22T07:30:01Z", "future-date"),
    ("--at", "2026-11-23", "future-date"), ("--running-since", "9999-12-31", "future-date"),
    ("--max-list-age", "48", "duration-without-unit"), ("--max-list-age", "two days", "malformed-duration"),
    ("--max-list-age", "+5d", "malformed-duration"), ("--max-list-age", "0d", "empty-duration"),
    ("--max-list-age", "99999999999999999999d", "malformed-duration"),
    ("--max-list-age", "9999999999999999999s", "duration-too-long"),
  ])
  func `dates and durations are read strictly`(_ option: String, _ value: String, _ code: String) {
    #expect(failure(["--any-post", "--any-brand", option, value])?.code == code)
  }

  @Test func `dates mean what the options ask for`() throws {
    let base = ["--any-post", "--any-brand"]
    guard case .check(_, let leap, _, _) = try request(base + ["--until", "2028-02-29"]) else {
      throw NotACheck()
    }
    #expect(leap.until?.iso8601 == "2028-02-29T23:59:59Z")
    #expect(
      try question("--any-post", "--any-brand", "--at", "2026-11-22").moment
        == .at(UnixTime(seconds: 1_795_305_600)))
    #expect(try question("--any-post", "--any-brand", "--at", "2026-11-22T07:30Z").moment == .at(now))
    #expect(
      try question("--any-post", "--any-brand", "--until", "2106-02-08").until?.seconds == 4_295_116_799)
  }

  @Test func `no message repeats a code that stands in a wrong place`() {
    let code = "pp1_" + String(repeating: "Q", count: 138)
    for option in [
      "--post", "--brand", "--creator", "--until", "--at", "--max-list-age", "--authority", "--x\(code)",
    ] {
      for arguments in [
        ["--any-post", "--any-brand", option, code], ["--any-post", "--any-brand", "\(option)=\(code)"],
      ] {
        guard let failure = failure(arguments) else {
          #expect(option == "--post" || option == "--brand")
          continue
        }
        #expect(!failure.message.text.contains("QQQ"), "\(failure.message.text)")
        #expect(failure.hint?.text.contains("QQQ") == false)
      }
    }
    #expect(failure(["--any-post", "--any-brand", code, code])?.message.text.contains("QQQ") == false)
  }

  @Test func `help and version need nothing else`() throws {
    for arguments in [["--help"], ["-h"], ["--post", "--help"]] {
      guard arguments.count == 1, case .help = try request(arguments) else {
        #expect(failure(arguments)?.code == "missing-value")
        continue
      }
    }
    guard case .version = try request(["--version"]) else { throw NotACheck() }
    #expect(helpText.utf8.split(separator: UInt8(ascii: "\n")).allSatisfy { $0.count <= 104 })
    for option in OptionName.allCases { #expect(helpText.contains(option.rawValue)) }
  }

  @Test func `after two dashes everything is an operand`() throws {
    guard case .check(let code, _, _, _) = try request(["--any-post", "--any-brand", "--", "--post"]) else {
      throw NotACheck()
    }
    #expect(code == .named(.argument(Array("--post".utf8))))
  }

  @Test func `random arguments never trap`() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      let arguments = (0..<Int.random(in: 0...5, using: &generator)).map { _ -> [UInt8] in
        let option =
          OptionName.allCases.randomElement(using: &generator).map { Array($0.rawValue.utf8) } ?? []
        let noise = (0..<Int.random(in: 0...8, using: &generator)).map { _ in
          UInt8.random(in: 1...255, using: &generator)
        }
        return Bool.random(using: &generator) ? option + noise : noise
      }
      do { _ = try Request(parsing: arguments, at: now) } catch { #expect(error.exit == .usage) }
    }
  }
}
