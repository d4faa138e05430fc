import Foundation
import Testing

/// Every drill of RUNBOOK.md, with what comes before it, such as a theft, and what must be true afterwards: in a file of
/// `Drills/` that is a transcript but for the line `# RUNBOOK.md`, where the block of the runbook belongs.
struct RunbookTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

  /// The one block of each section, by the words of its heading as a link has them.
  private static func blocks() throws -> [String: String] {
    let runbook = try String(contentsOf: folder.appending(path: "../../RUNBOOK.md"), encoding: .utf8)
    var blocks: [String: String] = [:]
    for section in runbook.components(separatedBy: "\n## ").dropFirst() {
      let parts = section.components(separatedBy: "\n```\n")
      let heading = try #require(section.split(separator: "\n").first)
      try #require(parts.count == 3, "\(heading) has one block")
      blocks[heading.lowercased().replacing(" ", with: "-")] = parts[1]
    }
    return blocks
  }

  private static func drills() throws -> [String] {
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "Drills").path)
    return files.sorted().map { String($0.dropLast(".txt".count)) }
  }

  @Test func `every drill of the runbook is played`() throws {
    let blocks = try RunbookTests.blocks()
    #expect(try RunbookTests.drills() == blocks.keys.sorted())
    #expect(blocks.count == 14)
  }

  @Test(arguments: try drills())
  func `a drill ends well`(_ name: String) throws {
    let file = RunbookTests.folder.appending(path: "Drills/\(name).txt")
    let parts = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "# RUNBOOK.md\n")
    try #require(parts.count == 2)
    let block = try #require(try RunbookTests.blocks()[name])
    let transcript = try Transcript(parsing: "\(parts[0])\(block)\n\(parts[1])", name: name)
    try TranscriptTests().`a transcript is followed line by line`(transcript)
  }
}
