import Foundation

/// The three programs as they were built together with these tests.
enum BuiltPrograms {
  static let names = ["postpass", "postpass-pull", "postpass-verify"]

  /// The directory of the build, which is where the test bundle lies.
  static let directory: String = {
    let tests = ["/proc/self/exe", CommandLine.arguments[0]].map {
      URL(fileURLWithPath: $0).resolvingSymlinksInPath().deletingLastPathComponent().path
    }
    let found = tests.first { directory in
      names.allSatisfy { FileManager.default.isExecutableFile(atPath: "\(directory)/\($0)") }
    }
    // The test target depends on the programs, so that they are built before any test runs.
    guard let found else { preconditionFailure("the programs are not beside the tests: \(tests)") }
    return found
  }()
}
