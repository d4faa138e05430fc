import Console
import Foundation
import PostPass
import PostPassStore
import TestSupport
import Testing

@testable import postpass_verify

private let start = TestAuthority.start

@Suite struct AnswerJSONTests {
  @Test func `a revoked code, member by member`() throws {
    let story = try Story.ofOneCreator()
    #expect(
      try story.json(story.authority.code(serial: 7))
        == #"{"v":1,"verdict":"denied","reason":"revoked","exit":13,"id":"1-7","issuer":1,"creator":"@nora","#
        + #""post":"7412345678901234567","brands":["7198765432109876543"],"not_before":"2026-11-22T07:25:00Z","#
        + #""not_after":"2027-01-21T07:30:00Z","on_end":"keep-running","revoked":{"effective_from":"2026-11-22T07:30:00Z","#
        + #""published_at":"2026-11-22T07:30:00Z","reason":"cancelled","list":1},"#
        + #""checked":["format","issuer","signature","post","brand","revocation"],"waived":["creator"],"#
        + #""list":{"number":1,"issued":"2026-11-22T07:30:00Z","age_seconds":120,"fresh_until":"2026-11-29T07:30:00Z"},"#
        + #""hint":"ask @nora for a new code; this one cannot be restored"}"# + "\n")
  }

  @Test func `an allowed code has no reason and no hint`() throws {
    let story = try Story.ofOneCreator()
    var question = Story.question
    question.until = start.adding(.days(2))
    let object = try object(story.json(story.authority.code(), question))
    #expect(object["verdict"] as? String == "allowed")
    #expect(object["exit"] as? Int == 0)
    #expect(object["reason"] == nil && object["hint"] == nil && object["revoked"] == nil)
    #expect(object["until"] as? String == "2026-11-24T07:30:00Z")
    #expect(
      object["checked"] as? [String] == [
        "format", "issuer", "signature", "post", "brand", "revocation", "window", "until", "freshness",
      ])
  }

  @Test func `the times that were asked about are named`() throws {
    let story = try Story.ofOneCreator()
    var question = Story.question
    question.moment = .at(start)
    #expect(
      try object(story.json(story.authority.code(), question))["at"] as? String == "2026-11-22T07:30:00Z")
    question.moment = .runningSince(start)
    let running = try object(story.json(story.authority.code(), question))
    #expect(running["running_since"] as? String == "2026-11-22T07:30:00Z")
    #expect(running["vouched_until"] as? String == "2027-02-20T07:30:00Z")
  }

  @Test func `what a code says is left out where its signature does not verify`() throws {
    let story = try Story.ofOneCreator()
    let object = try object(story.json(story.authority.code(by: TestAuthority.kim)))
    #expect(object["reason"] as? String == "not-genuine")
    #expect(object["id"] as? String == "1-1")
    for member in ["creator", "post", "brands", "not_before", "not_after", "on_end"] {
      #expect(object[member] == nil)
    }
  }

  @Test func `a text that is no code has nothing but its reason`() throws {
    do {
      _ = try UnverifiedCode(parsing: "pp1_111")
    } catch {
      var line: [UInt8] = []
      Answer.notACode(error).appendJSON(to: &line, hint: nil, at: start)
      #expect(
        String(decoding: line, as: UTF8.self)
          == #"{"v":1,"verdict":"invalid","reason":"mistyped","exit":65}"# + "\n")
    }
  }

  @Test func `without files the code is named and nothing of it believed`() throws {
    let id = CodeID(issuer: TestAuthority.noraNumber, serial: 1)
    let reasons: [(MissingTrust, String, String, Int)] = [
      (.noList, "unknown", "no-list", 20), (.oldKeyring, "unknown", "old-keyring", 20),
      (.malformed, "invalid", "malformed", 65),
    ]
    for (missing, verdict, reason, exit) in reasons {
      var line: [UInt8] = []
      Answer.withoutTrust(id, Story.question, missing).appendJSON(to: &line, hint: nil, at: start)
      #expect(
        String(decoding: line, as: UTF8.self)
          == #"{"v":1,"verdict":"\#(verdict)","reason":"\#(reason)","exit":\#(exit),"id":"1-1","issuer":1,"checked":["format"],"waived":["creator"]}"#
          + "\n")
    }
  }

  @Test func `a list from the future has a negative age`() throws {
    var story = try Story.ofOneCreator()
    story.now = start.subtracting(TimeSpan(seconds: 60))
    let list = try object(story.json(story.authority.code()))["list"] as? [String: Any]
    #expect(list?["age_seconds"] as? Int == -60)
  }

  private func object(_ line: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
  }
}
