import Glibc

/// An open regular file of which pieces are read: for files that may be larger than memory.
package struct FileReader: ~Copyable {
  private let descriptor: Descriptor
  /// In bytes, when the file was opened.
  package let length: Int

  /// - Throws: `FileError.notRegular` for a directory, a device or a pipe.
  package init(_ path: String) throws(FileError) {
    // Without O_NONBLOCK a pipe under this name would keep the program waiting before it is told apart.
    let descriptor = try Descriptor(opening: path, O_RDONLY | O_NONBLOCK)
    let status = try descriptor.status()
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular(path) }
    length = Int(status.st_size)
    self.descriptor = descriptor
  }

  /// The bytes from an offset on; fewer than asked for only at the end of the file.
  package borrowing func read(at offset: Int, upTo limit: Int) throws(FileError) -> [UInt8] {
    try descriptor.read(at: offset, upTo: limit)
  }
}
