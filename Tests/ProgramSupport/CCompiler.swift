import Foundation

/// The C compiler of this machine: that of the Swift toolchain, or the system's.
package enum CCompiler {
  /// The first of those on the path of the tests; nil for none.
  package static let path: String? = {
    let directories = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return ["clang", "cc"].lazy.flatMap { name in directories.map { "\($0)/\(name)" } }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }()
}
