import Foundation
import Testing

/// One scenario at the command line, in a file of `Transcripts/`:
///
///     comment: why this is tested
///     streams: merged
///
///     $ postpass inspect @nothing.code
///     ! postpass: error: nothing.code does not exist
///     !   hint: check the name after @; a code itself is written without @
///     ? 66
///
/// After the headers come commands of `sh`, each with the lines that it prints to standard output, those that it
/// prints to standard error behind `! `, and its exit code behind `? ` where that is not 0. `...` stands for any
/// number of lines. `streams: merged` expects both streams in one, in the order of writing and without marks. Lines
/// that begin with `# ` explain.
struct Transcript: CustomTestStringConvertible {
  let name: String
  let streamsAreMerged: Bool
  let steps: [Step]

  struct Step {
    /// Counted from 1.
    let lineNumber: Int
    let command: String
    var output: [String] = []
    var errors: [String] = []
    var exit: Int32 = 0
  }

  var testDescription: String { name }

  /// A file that is no transcript.
  struct Malformed: Error {
    let name: String
    let lineNumber: Int
  }

  static func all() throws -> [Transcript] {
    let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Transcripts")
    let files = try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil)
    return try files.sorted { $0.path < $1.path }.map { file in
      try Transcript(
        parsing: try String(contentsOf: file, encoding: .utf8),
        name: file.deletingPathExtension().lastPathComponent)
    }
  }

  init(parsing text: String, name: String) throws(Malformed) {
    self.name = name
    var headers: [String: String] = [:]
    var steps: [Step] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let malformed = Malformed(name: name, lineNumber: index + 1)
      if line.hasPrefix("# ") { continue }
      if line.hasPrefix("$ ") {
        steps.append(Step(lineNumber: index + 1, command: String(line.dropFirst(2))))
      } else if steps.isEmpty {
        guard !line.isEmpty else { continue }
        let parts = line.split(separator: ": ", maxSplits: 1).map(String.init)
        guard parts.count == 2, headers.updateValue(parts[1], forKey: parts[0]) == nil else {
          throw malformed
        }
      } else if line.hasPrefix("! ") {
        steps[steps.count - 1].errors.append(String(line.dropFirst(2)))
      } else if line.hasPrefix("? ") {
        guard let exit = Int32(line.dropFirst(2)) else { throw malformed }
        steps[steps.count - 1].exit = exit
      } else {
        steps[steps.count - 1].output.append(String(line))
      }
    }
    // Empty lines before the next command are there for the reader.
    for index in steps.indices {
      while steps[index].output.last == "" { steps[index].output.removeLast() }
    }
    let merged = headers["streams"]
    guard !steps.isEmpty, headers["comment"] != nil, merged == nil || merged == "merged",
      Set(headers.keys).isSubset(of: ["comment", "streams"])
    else { throw Malformed(name: name, lineNumber: 1) }
    streamsAreMerged = merged != nil
    self.steps = steps
  }
}
