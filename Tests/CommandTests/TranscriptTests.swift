import Foundation
import ProgramSupport
import Testing

/// The programs, used as people and scripts use them.
struct TranscriptTests {
  @Test(arguments: try Transcript.all())
  func `a transcript is followed line by line`(_ transcript: Transcript) throws {
    let shell = try Shell()
    var wildcards = Wildcards(work: shell.work, home: shell.home)
    for step in transcript.steps {
      let outcome = try shell.run(wildcards.filled(step.command), merged: transcript.streamsAreMerged)
      let isExpected =
        outcome.exit == step.exit && wildcards.match(lines(of: outcome.output), step.output)
        && wildcards.match(lines(of: outcome.errors), step.errors)
      // What follows would fail because of this.
      try #require(
        isExpected, "line \(step.lineNumber) of \(transcript.name) came to:\n\(text(step.command, outcome))")
      if step.command.contains("--json") { try checkJSON(outcome, of: step, in: transcript) }
    }
  }

  /// Every line is an object of version 1 with one meaning for every reader; the last one's exit code is that of the
  /// program.
  private func checkJSON(
    _ outcome: Shell.Outcome, of step: Transcript.Step, in transcript: Transcript
  ) throws {
    let place: Comment = "line \(step.lineNumber) of \(transcript.name)"
    for line in lines(of: outcome.output) {
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      let members = try #require(object, place)
      #expect(members["v"] as? Int == 1, place)
      if let exit = members["exit"] { #expect(exit as? Int == Int(outcome.exit), place) }
    }
  }

  /// Bytes that are not UTF-8 match nothing.
  private func lines(of bytes: [UInt8]) -> [String] {
    guard let text = String(validating: bytes, as: UTF8.self) else { return ["(not UTF-8)"] }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    // A last line without its newline shows as such.
    if lines.last == "" { lines.removeLast() } else { lines[lines.count - 1] += "(no newline)" }
    return lines
  }

  /// The step as it should be written if this outcome is right.
  private func text(_ command: String, _ outcome: Shell.Outcome) -> String {
    let all =
      ["$ \(command)"] + lines(of: outcome.output) + lines(of: outcome.errors).map { "! \($0)" }
      + (outcome.exit == 0 ? [] : ["? \(outcome.exit)"])
    return all.joined(separator: "\n")
  }
}
