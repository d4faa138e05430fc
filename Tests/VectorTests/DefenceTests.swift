import Foundation
import TestSupport
import Testing

/// Tests/Defences takes defences out of the sources, for `make defences`: what it takes out is there, once, and so
/// are the tests that are to notice.
struct DefenceTests {
  struct Patch: CustomTestStringConvertible {
    let name: String
    let lines: [Substring]

    static func all() throws -> [Patch] {
      try RepositoryFiles.paths(below: "Tests/Defences").filter { $0.hasSuffix(".patch") }.map {
        Patch(
          name: "\($0.split(separator: "/").last ?? "")",
          lines: try RepositoryFiles.text($0).split(separator: "\n", omittingEmptySubsequences: false))
      }
    }

    var testDescription: String { name }

    /// The row of Tests/ATTACKS.md: the digits that the name begins with.
    var row: Int? { Int(name.prefix { $0 != "-" }) }

    var shownBy: [String] { values(of: "Shown by: ") }

    /// The file that is changed.
    var source: String? { values(of: "--- a/").first }

    /// What each hunk replaces, with the lines around.
    var replaced: [String] {
      lines.split { $0.hasPrefix("@@ ") }.dropFirst().map { hunk in
        hunk.filter { $0.hasPrefix(" ") || $0.hasPrefix("-") }.map { $0.dropFirst() + "\n" }.joined()
      }
    }

    private func values(of key: String) -> [String] {
      lines.filter { $0.hasPrefix(key) }.map { String($0.dropFirst(key.count)) }
    }
  }

  @Test(arguments: try Patch.all())
  func `what is taken out is there`(_ patch: Patch) throws {
    let source = try RepositoryFiles.text(try #require(patch.source))
    #expect(!patch.replaced.isEmpty)
    for text in patch.replaced {
      #expect(source.components(separatedBy: text).count == 2, "\(text)")
    }
  }

  @Test(arguments: try Patch.all())
  func `its attack is in the table, and the tests that are to notice are there`(_ patch: Patch) throws {
    let row = try #require(patch.row)
    let table = try RepositoryFiles.text("Tests/ATTACKS.md")
    #expect(table.contains("\n| \(row) | "))
    #expect(!patch.shownBy.isEmpty)
    let tests = try NamedTests()
    for name in patch.shownBy { #expect(tests.has(name) == true, "\(name)") }
  }
}
