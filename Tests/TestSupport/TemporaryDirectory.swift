import Foundation

/// A new directory under /tmp, removed with what is in it.
package struct TemporaryDirectory: ~Copyable {
  package let path: String

  package init() throws {
    path = "/tmp/postpass-test-\(UInt64.random(in: .min ... .max))"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  // A directory that cannot be removed fails no test.
  deinit { try? FileManager.default.removeItem(atPath: path) }

  package func file(_ name: String) -> String { "\(path)/\(name)" }
}

/// The permission bits of a file; nil where there is none.
package func permissions(of path: String) -> UInt32? {
  let attributes = try? FileManager.default.attributesOfItem(atPath: path)
  return (attributes?[.posixPermissions] as? NSNumber)?.uint32Value
}
