import Glibc

/// Takes the bytes of a file that is being written, piece by piece.
package struct FileWriter: ~Copyable {
  private var file: TemporaryFile
  private var pending: [UInt8] = []
  /// How many bytes the file has.
  package private(set) var count = 0

  /// Begins a file for this name. Where the writer goes before `replace`, nothing has changed and nothing is left.
  package init(to path: String) throws(FileError) { file = try TemporaryFile(namedFor: path) }

  /// Goes on with the bytes that an earlier writer left for this name, or begins. Where the writer goes before
  /// `replace` or `leave`, nothing has changed and nothing is left; where the process is killed, the file stays as
  /// far as it came.
  package init(resuming path: String) throws(FileError) {
    let file = try TemporaryFile(resuming: path)
    count = Int(try file.descriptor.status().st_size)
    self.file = file
  }

  /// What follows the name that a file is for, in the name of what `init(resuming:)` goes on with.
  package static var unfinishedEnding: String { TemporaryFile.unfinishedEnding }

  /// Appends to the file. Small pieces are collected before they are handed to the system.
  package mutating func write(_ bytes: [UInt8]) throws(FileError) {
    count += bytes.count
    if pending.count + bytes.count > FileWriter.capacity { try flush() }
    if bytes.count > FileWriter.capacity {
      try file.descriptor.write(bytes)
    } else {
      pending += bytes
    }
  }

  /// Drops all bytes.
  package mutating func restart() throws(FileError) {
    pending.removeAll(keepingCapacity: true)
    try file.descriptor.truncate()
    count = 0
  }

  /// Hands over what is pending. From now on the file stays for a later `init(resuming:)`, unless it is replaced.
  package mutating func leave() throws(FileError) {
    try flush()
    file.leave()
  }

  /// Hands over what is pending and says where it can be read, until the file is in its place: to check what was
  /// written before it gets its name.
  package mutating func temporaryPath() throws(FileError) -> String {
    try flush()
    // Both ways to begin give it one.
    return file.path!
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
