import TestSupport
import Testing

/// The specification and its vectors belong together.
struct CoverageTests {
  /// The requirement numbers that SPEC.md defines, for example `C4`.
  private static func requirements() throws -> Set<String> {
    let spec = try RepositoryFiles.text("Vectors/SPEC.md")
    return Set(spec.matches(of: /\[([A-Z][0-9]+)\]/).map { String($0.1) })
  }

  /// Without the example of what a number looks like, every number is a requirement.
  @Test func `every requirement has a negative and a positive vector`() throws {
    let vectors = try Vector.all()
    let refused = Set(vectors.filter { !$0.isPositive }.flatMap(\.must))
    let accepted = Set(vectors.filter(\.isPositive).flatMap(\.must))
    let requirements = try CoverageTests.requirements()
    #expect(requirements.count >= 95)
    #expect(requirements.subtracting(refused).sorted() == [])
    #expect(requirements.subtracting(accepted).sorted() == [])
  }

  @Test func `vectors name requirements that exist`() throws {
    let requirements = try CoverageTests.requirements()
    for vector in try Vector.all() {
      #expect(!vector.must.isEmpty && requirements.isSuperset(of: vector.must), "\(vector)")
    }
  }

  @Test func `requirements are numbered without gaps`() throws {
    let byLetter = Dictionary(grouping: try CoverageTests.requirements(), by: \.first)
    for (letter, numbers) in byLetter {
      #expect(
        numbers.compactMap { Int($0.dropFirst()) }.sorted() == Array(1...numbers.count),
        "\(letter.map(String.init) ?? "")")
    }
  }

  @Test func `every outcome that a vector expects is named in the specification`() throws {
    let spec = try RepositoryFiles.text("Vectors/SPEC.md")
    for vector in try Vector.all() where !vector.isPositive {
      let isNamed = spec.contains("`\(vector.expect)`")
      #expect(isNamed, "\(vector)")
    }
  }

  @Test func `more vectors are refused than accepted`() throws {
    let vectors = try Vector.all()
    let positive = vectors.count(where: \.isPositive)
    #expect(vectors.count - positive > positive)
  }

  @Test func `vectors lie in folders that the generator writes`() throws {
    let paths = try RepositoryFiles.paths(below: "Vectors").filter { !$0.hasPrefix("Vectors/ed25519/") }
    #expect(paths.allSatisfy { $0.hasSuffix(".txt") || $0.hasSuffix(".bundle") || $0.hasSuffix(".md") })
  }
}
