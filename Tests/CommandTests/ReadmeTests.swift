import Foundation
import Testing

/// The README shows what the programs print: its session is run, with only times, keys and serials as wildcards.
struct ReadmeTests {
  private static let replacements = [
    ("ppa1_[1-9A-HJ-NP-Za-km-z]+", "<authority>"),
    ("[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2} UTC", "<time>"),
    ("(?<![-0-9])1-[0-9]+(?![-0-9])", "<id>"),
    ("under 1 min old", "<age>"),
  ]

  @Test func `the session of the README is followed line by line`() throws {
    let readme = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(path: "../../README.md")
    let parts = try String(contentsOf: readme, encoding: .utf8).components(separatedBy: "\n```\n")
    try #require(parts.count > 2)
    var session = parts[1]
    for (pattern, wildcard) in ReadmeTests.replacements {
      session = session.replacingOccurrences(of: pattern, with: wildcard, options: .regularExpression)
    }
    let transcript = try Transcript(
      parsing: "comment: what the README shows\nstreams: merged\n\n\(session)\n", name: "README.md")
    #expect(transcript.steps.count == 7)
    try TranscriptTests().`a transcript is followed line by line`(transcript)
  }
}
