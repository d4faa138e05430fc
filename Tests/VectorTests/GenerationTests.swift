import TestSupport
import Testing
import VectorGeneration

struct GenerationTests {
  @Test func `the committed files are those that the generator makes`() throws {
    let generated = Generation.files()
    let committed = try Set(Generation.folders.flatMap { try RepositoryFiles.paths(below: $0) })
    #expect(committed.symmetricDifference(generated.map(\.path)).sorted() == [])
    for file in generated {
      #expect(try RepositoryFiles.read(file.path) == file.bytes, "\(file.path)")
    }
  }
}
