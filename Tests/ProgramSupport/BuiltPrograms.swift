import Foundation

/// The three programs as they were built together with the tests.
package enum BuiltPrograms {
  /// The names of their files.
  package static let names = ["postpass", "postpass-pull", "postpass-verify"]

  /// The directory of the build, which is where the test bundle lies.
  package static let directory: String = {
    let tests = ["/proc/self/exe", CommandLine.arguments[0]].map {
      URL(fileURLWithPath: $0).resolvingSymlinksInPath().deletingLastPathComponent().path
    }
    let found = tests.first { directory in
      names.allSatisfy { FileManager.default.isExecutableFile(atPath: "\(directory)/\($0)") }
    }
    // The test targets depend on the programs, so that they are built before any test runs.
    guard let found else { preconditionFailure("the programs are not beside the tests: \(tests)") }
    return found
  }()

  /// The directory of the release build beside it, which is what gets installed: `make release`.
  package static let releaseDirectory: String = {
    let release = URL(fileURLWithPath: directory).deletingLastPathComponent().appending(path: "release").path
    let isBuilt = names.allSatisfy { FileManager.default.isExecutableFile(atPath: "\(release)/\($0)") }
    precondition(isBuilt, "the programs are not in \(release): make release")
    return release
  }()
}
