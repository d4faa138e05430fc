import Console
import Glibc
import PostPass
import PostPassStore
import TestSupport
import Testing

@testable import postpass_verify

private let start = TestAuthority.start

@Suite struct ReportTests {
  @Test func `an allowed code, as in the session`() throws {
    var question = Story.question
    question.until = try UnixTime(parsing: "2026-12-31", bareDateMeans: .end)
    let story = try Story.ofOneCreator()
    #expect(
      try story.line(story.authority.code(), question)
        == "ALLOWED  1-1  @nora  post 7412345678901234567  brand 7198765432109876543  covers 2026-12-31  (list #1, 2 min old)"
    )
    #expect(try story.answer(story.authority.code(), question).report.hint == nil)
    question.until = try UnixTime(parsing: "2026-12-31T10:00Z", bareDateMeans: .end)
    #expect(
      try story.line(story.authority.code(), question)?.contains("  covers 2026-12-31 10:00 UTC  ") == true)
    question.until = nil
    #expect(
      try story.line(story.authority.code(), question)?.contains(
        "  until 2027-01-21 07:30 UTC (in 60 days)  (list") == true)
  }

  @Test func `a revoked code, as in the session`() throws {
    let story = try Story.ofOneCreator()
    let report = try story.answer(story.authority.code(serial: 7)).report
    #expect(
      report.statement
        == .verdict("DENIED   1-7  revoked 2026-11-22 07:30 UTC (cancelled)  (list #1, 2 min old)"))
    #expect(report.hint == "ask @nora for a new code; this one cannot be restored")
  }

  @Test func `a code that ends before the campaign`() throws {
    var question = Story.question
    question.until = try UnixTime(parsing: "2027-02-01", bareDateMeans: .end)
    let story = try Story.ofOneCreator()
    let report = try story.answer(story.authority.code(), question).report
    #expect(
      report.statement
        == .verdict("DENIED   1-1  ends 2027-01-21 07:30 UTC, before the campaign ends 2027-02-01"))
    #expect(report.hint == "ask @nora for a new code, until 2027-02-01 or later")
  }

  @Test func `a stale list`() throws {
    var story = try Story.ofOneCreator()
    story.now = start.adding(.days(10))
    let report = try story.answer(story.authority.code()).report
    #expect(
      report.statement
        == .verdict("UNKNOWN  1-1  cannot tell: list #1 was fresh until 2026-11-29 07:30 UTC, 3 days ago"))
    #expect(report.hint == "run postpass-pull")
    var question = Story.question
    question.maximalListAge = TimeSpan(seconds: 60)
    story.now = start.adding(TimeSpan(seconds: 120))
    #expect(
      try story.line(story.authority.code(), question)
        == "UNKNOWN  1-1  cannot tell: list #1 is 2 min old, more than --max-list-age allows")
  }

  @Test(arguments: [
    (
      "pp1_111", "this code was mistyped or cut short (its checksum does not match)",
      "copy it again; it is one unbroken word that starts with pp1_"
    ),
    (
      "acme.code", "this is not a code: it does not start with pp1_",
      "a code is one unbroken word that starts with pp1_; write @FILE for a file that holds one"
    ),
    (
      "pp1_0", "this code was mistyped (character 5 is not one that codes are written with)",
      "copy it again; it is one unbroken word that starts with pp1_"
    ),
  ])
  func `a text that is no code`(_ text: String, _ sentence: String, _ hint: String) throws {
    do {
      _ = try UnverifiedCode(parsing: text)
      Issue.record("a code")
    } catch {
      let report = Report(error)
      guard case .error(let message) = report.statement else {
        Issue.record("a verdict")
        return
      }
      #expect(message.text == sentence)
      #expect(report.hint?.text == hint)
    }
  }

  /// The other refusals, a line each.
  @Test func `every refusal has its line and a hint`() throws {
    let story = try Story.ofOneCreator()
    let authority = story.authority
    let kim = Question.AskedCreator.exactly(try #require(Account(parsing: "@kim")))
    let cases: [(code: String, question: Question, line: String)] = [
      (
        try authority.code(issuer: TestAuthority.number(9)), Story.question,
        "DENIED   9-1  issuer 9 is not in keyring #1"
      ),
      (
        try authority.code(issuer: TestAuthority.publisherNumber), Story.question,
        "DENIED   2-1  key 2 is for a publisher, not for an issuer"
      ),
      (
        try authority.code(by: TestAuthority.kim), Story.question,
        "DENIED   1-1  not genuine: issuer 1 of this authority did not sign it"
      ),
      (
        try authority.code(post: "5"), Story.question,
        "DENIED   1-1  for post 5, not for the post asked about"
      ),
      (
        try authority.code(brands: ["5", "ACME Inc"]), Story.question,
        "DENIED   1-1  for brands 5, 'ACME Inc', not for the brand asked about"
      ),
      (
        try authority.code(), Question(post: Story.post, brand: Story.brand, creator: kim),
        "DENIED   1-1  signed for @nora, not for the creator asked about"
      ),
      (
        try authority.code(from: start.adding(.days(3)), until: start.adding(.days(9))), Story.question,
        "DENIED   1-1  starts 2026-11-25 07:30 UTC, in 3 days"
      ),
      (
        try authority.code(from: start.subtracting(.days(9)), until: start.subtracting(.days(3))),
        Story.question,
        "DENIED   1-1  expired 2026-11-19 07:30 UTC, 3 days ago"
      ),
    ]
    for (code, question, line) in cases {
      #expect(try story.line(code, question) == line)
      #expect(try story.answer(code, question).report.hint != nil)
    }
  }

  @Test func `what is waived is not said to be checked`() throws {
    let story = try Story.ofOneCreator()
    let question = Question(post: .any, brand: .any, creator: .any)
    #expect(
      try story.line(story.authority.code(), question)?.hasPrefix(
        "ALLOWED  1-1  @nora (not checked)  post 7412345678901234567 (not checked)  brand 7198765432109876543 (not checked)  until "
      )
        == true)
    #expect(try story.line(story.authority.code(brands: []), question)?.contains("  any brand  ") == true)
  }

  @Test func `an ID that imitates a verdict stays in quotes`() throws {
    let story = try Story.ofOneCreator()
    let question = Question(post: .any, brand: Story.brand, creator: .sole)
    let line = try story.line(story.authority.code(post: "1  brand 2  covers 2099-12-31"), question)
    #expect(line?.contains("  post '1  brand 2  covers 2099-12-31' (not checked)  ") == true)
  }

  @Test func `a keyring of several accounts asks for the creator`() throws {
    let story = Story(try TestAuthority())
    do {
      _ = try story.line(story.authority.code())
      Issue.record("an answer without a creator")
    } catch let failure as Failure {
      #expect(failure.code == "missing-creator")
      #expect(failure.exit == .usage)
    }
  }

  @Test func `revocations that reach back are told with both times`() throws {
    let event = TestAuthority.event(.leaked, published: start, effective: start.subtracting(.days(2)))
    let id = CodeID(issuer: TestAuthority.noraNumber, serial: 7)
    let story = try Story.ofOneCreator(RevocationListContent(codes: [(id, event)]))
    let code = try story.authority.code(serial: 7, from: start.subtracting(.days(9)))
    var question = Story.question
    question.moment = .at(start.subtracting(.days(1)))
    #expect(
      try story.line(code, question)
        == "DENIED   1-7  at 2026-11-21 07:30 UTC: revoked retroactively: effective from 2026-11-20 07:30 UTC, published 2026-11-22 07:30 UTC (leaked)  (list #1, 2 min old)"
    )
    question.moment = .now
    #expect(
      try story.line(code, question)
        == "DENIED   1-7  revoked 2026-11-22 07:30 UTC (leaked), effective from 2026-11-20 07:30 UTC  (list #1, 2 min old)"
    )
    question.moment = .at(start.subtracting(.days(3)))
    #expect(
      try story.line(code, question)?.hasSuffix(
        "  at 2026-11-19 07:30 UTC  revoked later, 2026-11-22 07:30 UTC  (list #1, 2 min old)") == true)
  }

  @Test func `an ad that runs past the end of its code`() throws {
    let story = try Story.ofOneCreator()
    var question = Story.question
    question.moment = .runningSince(start.subtracting(.days(5)))
    let window = (from: start.subtracting(.days(9)), until: start.subtracting(.days(3)))
    #expect(
      try story.line(story.authority.code(from: window.from, until: window.until), question)?.hasSuffix(
        "  running since 2026-11-17 07:30 UTC  ended 2026-11-19 07:30 UTC, running ads may finish  vouched for until 2026-12-19 07:30 UTC  (list #1, 2 min old)"
      ) == true)
    #expect(
      try story.line(story.authority.code(from: window.from, until: window.until, onEnd: .stop), question)
        == "DENIED   1-1  running since 2026-11-17 07:30 UTC: ended 2026-11-19 07:30 UTC, and its ads must stop at the end"
    )
    #expect(
      try story.line(story.authority.code(serial: 7, from: window.from, onEnd: .stop), question)
        == "DENIED   1-7  running since 2026-11-17 07:30 UTC: revoked 2026-11-22 07:30 UTC (cancelled), and its ads must stop at once  (list #1, 2 min old)"
    )
    let old = try story.authority.code(
      from: start.subtracting(.days(99)), until: start.subtracting(.days(40)))
    question.moment = .at(start.subtracting(.days(50)))
    #expect(
      try story.line(old, question)
        == "UNKNOWN  1-1  at 2026-10-03 07:30 UTC: cannot tell: list #1 vouches only for codes that ended after 2026-10-23 07:30 UTC"
    )
  }

  @Test func `a key that was removed is told from one that nobody knows`() throws {
    var records = TestAuthority.records
    records[2] = records[2].removed
    let story = Story(try TestAuthority(records: records))
    let code = try story.authority.code(issuer: TestAuthority.number(3), by: TestAuthority.kim)
    let (answer, report) = try story.answer(code)
    #expect(answer.reason == "unknown-issuer" && answer.exit == .issuerRefused)
    #expect(
      report.statement
        == .verdict(
          "DENIED   3-1  the key of issuer 3, @kim, was removed (keyring #1, 2026-11-22 07:30 UTC)"))
    #expect(report.hint == "ask @kim for a new code; none by this key is good any more")
  }

  @Test func `an absent file is unknown and a refused one an error`() throws {
    let directory = try TemporaryDirectory()
    let authority = try TestAuthority()
    try authority.writeStore(to: directory.path)
    let check = Check(Story.question, .store(StorePath(directory.path), nil), Presentation(), at: start)
    let code = try UnverifiedCode(parsing: authority.code())
    let body = TestAuthority.bodyPath(authority.list, in: directory.path)
    try write([0], to: body)
    let refused = try check.decide(code)
    #expect(refused.answer.exit == .damaged)
    #expect(refused.answer.reason == "malformed")
    #expect(refused.report.statement == .error("the list is damaged: it is not the signed one"))
    #expect(unsafe remove(body) == 0)
    let absent = try check.decide(code)
    #expect(absent.answer.exit == .cannotTell)
    #expect(absent.answer.reason == "no-list")
    #expect(
      absent.report.statement == .verdict("UNKNOWN  1-1  cannot tell: \(bytes: Array(body.utf8)) is missing"))
    #expect(unsafe remove(directory.file("state")) == 0)
    #expect { _ = try check.decide(code) } throws: { ($0 as? Failure)?.exit == .inputMissing }
  }

  @Test func `every way in which nothing can be told`() throws {
    var story = try Story.ofOneCreator()
    let authority = story.authority
    let code = try authority.code(until: start.adding(.days(3000)))
    func line(after days: UInt64, _ change: (inout TestAuthority) throws -> Void) throws -> String? {
      story.authority = authority
      try change(&story.authority)
      story.now = start.adding(.days(days))
      let report = try story.answer(code).report
      #expect(report.hint != nil)
      guard case .verdict(let line) = report.statement else { return nil }
      return line.text
    }
    func list(_ authority: inout TestAuthority, at days: UInt64) throws {
      authority.list = try TestAuthority.list(
        authority.list.body, under: authority.keyring.head, issuedAt: start.adding(.days(days)))
    }
    #expect(
      try line(after: 2000) { try list(&$0, at: 2000) }
        == "UNKNOWN  1-1  cannot tell: root #1 was fresh until 2031-11-22 07:30 UTC, 174 days ago")
    #expect(
      try line(after: 401) { try list(&$0, at: 401) }
        == "UNKNOWN  1-1  cannot tell: keyring #1 was fresh until 2027-12-27 07:30 UTC, 1 day ago")
    #expect(
      try line(after: 0) { try list(&$0, at: 2) }
        == "UNKNOWN  1-1  cannot tell: the clock of this machine is behind: it says 2026-11-22 07:30 UTC, and a file was signed 2026-11-24 07:30 UTC"
    )
    let newer = try TestAuthority.keyring(
      Array(TestAuthority.records.prefix(2)), number: 2, under: authority.roots[0].signed.head)
    #expect(
      try line(after: 0) { $0.list = try TestAuthority.list($0.list.body, under: newer.head) }
        == "UNKNOWN  1-1  cannot tell: list #1 was made for a newer keyring than #1")
    #expect(
      try line(after: 0) {
        $0.list = try TestAuthority.list(
          $0.list.body, under: $0.keyring.head, signer: TestAuthority.noraNumber, by: TestAuthority.nora)
      } == "UNKNOWN  1-1  cannot tell: list #1 was signed by a key that may not publish, or may no longer")
    #expect(
      try line(after: 0) {
        $0.list = try TestAuthority.list(
          $0.list.body, under: newer.head, signer: TestAuthority.number(9), by: TestAuthority.nora)
      } == "UNKNOWN  1-1  cannot tell: the list was signed by a key that is newer than the keyring")
  }

  @Test func `a revoked key, and keys outside their windows`() throws {
    let event = TestAuthority.event(.keyCompromise, effective: start.subtracting(.days(1)))
    let revoked = try Story.ofOneCreator(RevocationListContent(keys: [(TestAuthority.noraNumber, event)]))
    #expect(
      try revoked.line(revoked.authority.code())
        == "DENIED   1-1  key of issuer 1 revoked 2026-11-22 07:30 UTC (key-compromise), effective from 2026-11-21 07:30 UTC  (list #1, 2 min old)"
    )
    let windows: [(from: UnixTime, until: UnixTime, line: String)] = [
      (
        start.adding(.days(2)), .distantFuture,
        "DENIED   1-1  the key of issuer 1 starts 2026-11-24 07:30 UTC"
      ),
      (
        start.subtracting(.days(9)), start.subtracting(.days(2)),
        "DENIED   1-1  the key of issuer 1 expired 2026-11-20 07:30 UTC, 2 days ago"
      ),
    ]
    for (from, until, line) in windows {
      let records = [
        TestAuthority.issuer("@nora", TestAuthority.nora, from: from, until: until),
        TestAuthority.record(.publisher, TestAuthority.publisher),
      ]
      let story = Story(try TestAuthority(records: records))
      #expect(try story.line(story.authority.code()) == line)
    }
  }
}
