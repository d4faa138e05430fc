import Foundation

/// The files of the repository that tests read.
package enum RepositoryFiles {
  /// The root of the repository, from the place of this file.
  package static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  package static func read(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: "\(root)/\(path)")))
  }

  package static func text(_ path: String) throws -> String {
    String(decoding: try read(path), as: UTF8.self)
  }

  /// The paths of all files below a folder, sorted, from the root of the repository on.
  package static func paths(below folder: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: "\(root)/\(folder)")
      .map { "\(folder)/\($0)" }
      .filter { path in
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(root)/\(path)")
        return attributes[.type] as? FileAttributeType == .typeRegular
      }
      .sorted()
  }
}
