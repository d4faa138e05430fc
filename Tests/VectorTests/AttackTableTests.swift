import TestSupport
import Testing

/// Tests/ATTACKS.md says of every attack which tests show what becomes of it: those tests are there.
struct AttackTableTests {
  private struct Row {
    let number: Int
    let references: [String]

    /// Nil for a line that is no row: `| 12 | … | … | references |`.
    init?(_ line: Substring) {
      let cells = line.split(separator: "|").map { String($0.drop { $0 == " " }) }
      guard line.hasPrefix("| "), cells.count >= 4, let number = Int(cells[0].prefix { $0 != " " }) else {
        return nil
      }
      self.number = number
      references = cells[3].split(separator: "`").enumerated().filter {
        $0.offset % 2 == 0 && cells[3].hasPrefix("`")
      }
      .map { String($0.element) }
    }
  }

  /// What the programs do not have yet, so that nobody can attack it.
  private static let notBuilt: Set = [42]

  private let rows: [Row]
  private let tests: NamedTests

  init() throws {
    rows = try RepositoryFiles.text("Tests/ATTACKS.md").split(separator: "\n").compactMap(Row.init)
    tests = try NamedTests()
  }

  @Test func `the table has every attack once`() {
    #expect(rows.map(\.number) == Array(1...48))
    #expect(Set(rows.filter(\.references.isEmpty).map(\.number)) == AttackTableTests.notBuilt)
  }

  @Test func `every test that the table names is there`() throws {
    let files = Set(
      try RepositoryFiles.paths(below: "Vectors")
        + RepositoryFiles.paths(below: "Tests/CommandTests/Transcripts").map {
          String($0.dropFirst("Tests/CommandTests/".count))
        })
    for row in rows {
      for reference in row.references {
        #expect(tests.has(reference) ?? files.contains(reference), "row \(row.number): \(reference)")
      }
    }
  }
}
