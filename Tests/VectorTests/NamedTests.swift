import TestSupport

/// The tests of the repository by the name that tables and patches call them: `RefusalTests.swift: an older list`.
struct NamedTests {
  private let files: [String: String]

  init() throws {
    let paths = try RepositoryFiles.paths(below: "Tests").filter { $0.hasSuffix("Tests.swift") }
    files = Dictionary(
      try paths.map { ("\($0.split(separator: "/").last ?? "")", try RepositoryFiles.text($0)) },
      // Two targets have a file of this name: a test may be in either.
      uniquingKeysWith: +)
  }

  /// Nil for what is no name of a test, but of a vector or a transcript.
  func has(_ name: String) -> Bool? {
    let parts = name.split(separator: ": ", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return nil }
    return files[parts[0]]?.contains("`\(parts[1])`") == true
  }
}
