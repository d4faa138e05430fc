/// Takes the bytes of a file that is being written, piece by piece.
package struct FileWriter: ~Copyable {
  private let file: TemporaryFile
  private var pending: [UInt8] = []

  init(_ file: consuming TemporaryFile) { self.file = file }

  /// Begins a file for this name. Where the writer goes before `replace`, nothing has changed and nothing is left.
  package init(to path: String) throws(FileError) { file = try TemporaryFile(for: path) }

  /// Appends to the file. Small pieces are collected before they are handed to the system.
  package mutating func write(_ bytes: [UInt8]) throws(FileError) {
    if pending.count + bytes.count > FileWriter.capacity { try flush() }
    if bytes.count > FileWriter.capacity {
      try file.descriptor.write(bytes)
    } else {
      pending += bytes
    }
  }

  /// Hands over what is pending and says where it can be read, until the file is in its place: to check what was
  /// written before it gets its name.
  package mutating func temporaryPath() throws(FileError) -> String {
    try flush()
    return file.path
  }

  /// Hands over what is pending and puts the file in its place.
  package consuming func replace(permissions: UInt32 = 0o644) throws(FileError) {
    try flush()
    try file.replace(permissions: permissions)
  }

  private mutating func flush() throws(FileError) {
    try file.descriptor.write(pending)
    pending.removeAll(keepingCapacity: true)
  }

  private static let capacity = 65_536
}
