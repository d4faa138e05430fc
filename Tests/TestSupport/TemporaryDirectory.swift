import Glibc

/// A new directory under /tmp, removed with what is in it.
package struct TemporaryDirectory: ~Copyable {
  package let path: String

  package init() throws {
    let path = "/tmp/postpass-test-\(UInt64.random(in: .min ... .max))"
    guard unsafe mkdir(path, 0o755) == 0 else { throw TestFileError(errno: errno) }
    self.path = path
  }

  // A directory that cannot be removed fails no test.
  deinit { removeTree(path) }

  package func file(_ name: String) -> String { "\(path)/\(name)" }
}

/// The permission bits of a file; nil where there is none.
package func permissions(of path: String) -> UInt32? {
  var status = stat()
  guard unsafe stat(path, &status) == 0 else { return nil }
  return status.st_mode & 0o7777
}

private func removeTree(_ path: String) {
  // Removes everything but a directory that is not empty; what is opened below is one, and no link to one.
  if unsafe remove(path) == 0 { return }
  guard let directory = unsafe opendir(path) else { return }
  while let entry = unsafe readdir(directory) {
    let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
      unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    if name != ".", name != ".." { removeTree("\(path)/\(name)") }
  }
  _ = unsafe closedir(directory)
  _ = unsafe remove(path)
}
