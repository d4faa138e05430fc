import Glibc

/// Files that are there whole or not at all, also after a power cut: a temporary file in the same directory, without a
/// name where the file system has such files, fsync, link or rename, fsync of the directory.
package enum DurableFile {
  /// Replaces the file, or makes it. After a failure the old file is as it was and no temporary file is left; only
  /// where the last fsync fails may the new file already be in place. A link is replaced, not followed.
  /// - Parameter permissions: what the file gets, whatever the umask.
  package static func write(
    _ bytes: [UInt8], to path: String, permissions: UInt32 = 0o644
  ) throws(FileError) {
    let file = try TemporaryFile(for: path)
    try file.descriptor.write(bytes)
    try file.replace(permissions: permissions)
  }

  /// Replaces the file, or makes it, with what `body` writes. Where `body` throws, nothing has changed.
  package static func write(
    to path: String, permissions: UInt32 = 0o644, _ body: (inout FileWriter) throws -> Void
  ) throws {
    var writer = try FileWriter(to: path)
    try body(&writer)
    try writer.replace(permissions: permissions)
  }

  /// Makes a file that must not be there yet: for secrets, and for what may be the only copy. It appears under its
  /// name only when it is complete. Nothing is overwritten and no link is followed.
  /// - Throws: `FileError.exists` where anything has the name, even a dangling link.
  package static func createExclusively(
    _ bytes: [UInt8], at path: String, permissions: UInt32 = 0o600
  ) throws(FileError) {
    let file = try TemporaryFile(for: path)
    try file.descriptor.write(bytes)
    try file.claim(permissions: permissions)
  }

  /// The same for content that is made last: it is not asked for where the name is taken or its directory cannot be
  /// written.
  package static func createExclusively(
    at path: String, permissions: UInt32 = 0o600, _ content: () throws -> [UInt8]
  ) throws {
    let file = try TemporaryFile(for: path)
    try file.descriptor.write(try content())
    try file.claim(permissions: permissions)
  }

  /// Makes a directory and its missing parents, all with these permissions. One that is there stays as it is.
  /// - Throws: `FileError.exists` where something else has the name.
  package static func createDirectory(_ path: String, permissions: UInt32 = 0o700) throws(FileError) {
    // "a/b/" and "a/b" are the same directory; "/" and "." are there.
    let end = path.utf8.lastIndex { $0 != UInt8(ascii: "/") }.map(path.utf8.index(after:))
    let trimmed = String(path[..<(end ?? path.startIndex)])
    guard !trimmed.isEmpty else {
      if path.isEmpty { throw .missing(path) }
      return
    }
    var status = stat()
    if unsafe stat(trimmed, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFDIR else { throw .exists(trimmed) }
      return
    }
    let parent = try Place(trimmed).directory
    try createDirectory(parent, permissions: permissions)
    guard unsafe mkdir(trimmed, 0o700) == 0 else {
      // Another process made it a moment ago; what it made is looked at once more.
      if errno == EEXIST, unsafe stat(trimmed, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
      if errno == EEXIST { throw .exists(trimmed) }
      throw .system(trimmed, operation: .makeDirectory, errno: errno)
    }
    try Descriptor(opening: trimmed, O_RDONLY | O_DIRECTORY | O_NOFOLLOW).setPermissions(permissions)
    try Descriptor(opening: parent, O_RDONLY | O_DIRECTORY).synchronize()
  }

  /// Reads a regular file: what a program keeps is no pipe that could make it wait, and no device without an end.
  /// - Throws: `FileError.tooLarge` for more than `limit` bytes; `.notRegular`.
  package static func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
    try read(path, O_RDONLY, limit: limit)
  }

  /// The same of a file that is to be replaced: not through a link, whose other end would stay as it is.
  package static func readWithoutLinks(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
    try read(path, O_RDONLY | O_NOFOLLOW, limit: limit)
  }

  private static func read(_ path: String, _ flags: Int32, limit: Int) throws(FileError) -> [UInt8] {
    // Without O_NONBLOCK a pipe under this name would keep the program waiting before it is told apart.
    let file = try Descriptor(opening: path, flags | O_NONBLOCK)
    let status = try file.status()
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular(path) }
    guard status.st_size <= limit else { throw .tooLarge(path, limit: limit) }
    return try file.readAll(expecting: Int(status.st_size), limit: limit)
  }

  /// Reads what a person names on a command line to its end: a file, or a pipe such as `<(ssh office cat kim.pub)`,
  /// and waits for who writes into it.
  /// - Throws: `FileError.tooLarge` for more than `limit` bytes, however many more there are; `.notRegular` for a
  ///   directory.
  package static func readFileOrPipe(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
    try Descriptor(opening: path, O_RDONLY).readAll(expecting: 0, limit: limit)
  }

  /// Reads a file that nobody but its owner may read or write. What is inspected is the file that is read.
  /// - Throws: `FileError.notRegular` also for a link; `FileError.tooOpen`.
  package static func readSecret(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
    // Without O_NONBLOCK a pipe under this name would keep the program waiting before it is told apart.
    let file = try Descriptor(opening: path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
    let status = try file.status()
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular(path) }
    guard status.st_mode & 0o077 == 0 else { throw .tooOpen(path, mode: status.st_mode & 0o7777) }
    guard status.st_size <= limit else { throw .tooLarge(path, limit: limit) }
    // One array from the beginning: one that grows leaves copies behind.
    var bytes = [UInt8](repeating: 0, count: limit + 1)
    let count = try unsafe bytes.withUnsafeMutableBufferPointer { buffer throws(FileError) in
      try unsafe file.read(into: UnsafeMutableRawBufferPointer(buffer))
    }
    guard count <= limit else { throw .tooLarge(path, limit: limit) }
    bytes.removeLast(bytes.count - count)
    return bytes
  }

  /// Reads a secret that a person names on a command line: a file that nobody but its owner may read or write, or a
  /// pipe such as `<(pass show postpass)`, until its end or until the buffer is full.
  /// - Returns: how many bytes.
  /// - Throws: `FileError.tooOpen`; `.notRegular` for anything else than a file or a pipe.
  package static func readSecretFileOrPipe(
    _ path: String, into buffer: UnsafeMutableRawBufferPointer
  ) throws(FileError) -> Int {
    let file = try Descriptor(opening: path, O_RDONLY | O_NOCTTY)
    let status = try file.status()
    guard [S_IFREG, S_IFIFO].contains(status.st_mode & S_IFMT) else { throw .notRegular(path) }
    guard status.st_mode & 0o077 == 0 else { throw .tooOpen(path, mode: status.st_mode & 0o7777) }
    return try unsafe file.read(into: buffer)
  }

  /// The same from a descriptor that the process was started with: who opened it has decided that it may be read.
  package static func readSecret(
    from descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer
  ) throws(FileError) -> Int {
    try unsafe Descriptor(duplicating: descriptor, path: "descriptor \(descriptor)").read(into: buffer)
  }

  /// When a file was last modified, in whole seconds since 1970.
  package static func modificationTime(of path: String) throws(FileError) -> UInt64 {
    UInt64(max(0, try Descriptor(opening: path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).status().st_mtim.tv_sec))
  }

  /// Says of a file that it was last modified then: a mark that costs no rewriting.
  package static func setModificationTime(_ seconds: UInt64, of path: String) throws(FileError) {
    try Descriptor(opening: path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).setModificationTime(seconds)
  }

  /// Gives a file another name in the same directory. One that has the new name already is not replaced; where it is
  /// the same file, because an earlier call was cut off, only the old name goes.
  /// - Throws: `FileError.exists`, `.missing`.
  package static func rename(_ path: String, to newPath: String) throws(FileError) {
    if retrying({ unsafe link(path, newPath) }) != 0 {
      if errno == ENOENT { throw .missing(path) }
      guard errno == EEXIST else { throw .system(newPath, operation: .link, errno: errno) }
      var (old, new) = (stat(), stat())
      guard unsafe lstat(path, &old) == 0, unsafe lstat(newPath, &new) == 0, old.st_ino == new.st_ino,
        old.st_dev == new.st_dev
      else { throw .exists(newPath) }
    }
    try remove(path)
  }

  /// Removes the temporary files that a process left in a directory when it was killed. The caller makes sure that
  /// no other process is writing there.
  package static func removeTemporaryFiles(in directory: String) throws(FileError) {
    for name in try names(in: directory) where isTemporary(name) { try remove("\(directory)/\(name)") }
  }

  /// True for the name of a file that was being written when its process was killed.
  package static func isTemporary(_ name: String) -> Bool {
    name.hasPrefix(".") && name.hasSuffix(TemporaryFile.ending)
  }

  /// True for a file in a directory or below it, whatever links lead there. The file need not be there.
  package static func contains(_ directory: String, _ path: String) -> Bool {
    guard let place = try? Place(path), let parent = realPath(of: place.directory),
      let top = realPath(of: directory)
    else { return false }
    return parent == top || parent.hasPrefix(top == "/" ? top : top + "/")
  }

  /// Nil for what is not there.
  private static func realPath(of path: String) -> String? {
    guard let real = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }

  /// Removes a file, and returns when that is on the disk.
  package static func remove(_ path: String) throws(FileError) {
    let directory = try Place(path).directory
    guard retrying({ unsafe unlink(path) }) == 0 else {
      if errno == ENOENT { throw .missing(path) }
      throw .system(path, operation: .remove, errno: errno)
    }
    try Descriptor(opening: directory, O_RDONLY | O_DIRECTORY).synchronize()
  }

  /// The path from the root of the file system, so that it means the same from every working directory.
  package static func absolute(_ path: String) throws(FileError) -> String {
    if path.hasPrefix("/") { return path }
    guard let current = unsafe getcwd(nil, 0) else {
      throw .system(".", operation: .inspect, errno: errno)
    }
    defer { unsafe free(current) }
    let relative = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
    return unsafe "\(String(cString: current))/\(relative)"
  }

  /// The names in a directory, sorted by their bytes. Names that are not UTF-8 are left out: no path here can say
  /// them.
  package static func names(in directory: String) throws(FileError) -> [String] {
    guard !directory.utf8.contains(0) else { throw .system(directory, operation: .list, errno: EINVAL) }
    guard let stream = unsafe opendir(directory) else {
      if errno == ENOENT { throw .missing(directory) }
      throw .system(directory, operation: .list, errno: errno)
    }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while true {
      // The end and an error look alike but for this.
      errno = 0
      guard let entry = unsafe readdir(stream) else { break }
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if let name, name != ".", name != ".." { names.append(name) }
    }
    guard errno == 0 else { throw .system(directory, operation: .list, errno: errno) }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
