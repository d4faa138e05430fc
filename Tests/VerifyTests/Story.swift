import Console
import PostPass
import PostPassStore
import TestSupport

@testable import postpass_verify

/// One check against a small authority in memory of the disk, and what is said about it.
struct Story {
  var authority: TestAuthority
  var now = TestAuthority.start.adding(TimeSpan(seconds: 120))

  init(_ authority: TestAuthority) { self.authority = authority }

  /// With one account, so that no creator has to be named.
  static func ofOneCreator(_ revocations: RevocationListContent = TestAuthority.revocations) throws -> Story {
    Story(try TestAuthority(records: Array(TestAuthority.records.prefix(2)), revocations: revocations))
  }

  static let post = Question.Asked<PostID>.exactly(.number(7_412_345_678_901_234_567))
  static let brand = Question.Asked<Brand>.exactly(.number(7_198_765_432_109_876_543))
  static let question = Question(post: post, brand: brand, creator: .sole)

  func answer(_ code: String, _ question: Question = question) throws -> (answer: Answer, report: Report) {
    let directory = try TemporaryDirectory()
    try authority.writeStore(to: directory.path)
    let check = Check(question, .store(StorePath(directory.path), nil), Presentation(), at: now)
    return try check.decide(UnverifiedCode(parsing: code))
  }

  func line(_ code: String, _ question: Question = question) throws -> String? {
    guard case .verdict(let line) = try answer(code, question).report.statement else { return nil }
    return line.text
  }

  func json(_ code: String, _ question: Question = question) throws -> String {
    let (answer, report) = try answer(code, question)
    var line: [UInt8] = []
    answer.appendJSON(to: &line, hint: report.hint, at: now)
    return String(decoding: line, as: UTF8.self)
  }
}
