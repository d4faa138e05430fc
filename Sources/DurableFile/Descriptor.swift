import Glibc

/// An open file, closed when it goes. The path is for errors only.
struct Descriptor: ~Copyable {
  private let number: Int32
  private let path: String

  /// Opens without the file staying open in programs that are started later.
  /// - Parameters:
  ///   - mode: the permissions of a new file, before the umask.
  ///   - name: what errors of the system call it, where that is not the path.
  init(
    opening path: String, _ flags: Int32, mode: mode_t = 0, called name: String? = nil
  ) throws(FileError) {
    // The C library would take the part before a NUL for the whole path.
    guard !path.utf8.contains(0) else { throw .system(path, operation: .open, errno: EINVAL) }
    let number = retrying { unsafe open(path, flags | O_CLOEXEC, mode) }
    guard number >= 0 else {
      switch errno {
      case ENOENT: throw .missing(path)
      case EEXIST: throw .exists(path)
      case ELOOP where flags & O_NOFOLLOW != 0: throw .notRegular(path)
      // ENXIO: a socket, or a device that is not there.
      case EISDIR, ENXIO: throw .notRegular(path)
      default: throw .system(name ?? path, operation: .open, errno: errno)
      }
    }
    self.number = number
    self.path = name ?? path
  }

  /// Opens a new file without a name in a directory: nothing of it is left when the process ends before it has one.
  /// Nil where the file system has no such files, and where nothing else than a name could give them one.
  /// - Parameter target: what errors call it.
  init?(namelessIn directory: String, for target: String) {
    // What Linux calls O_TMPFILE; the C library's macro is not one that Swift reads.
    let flags = 0o20_000_000 | O_DIRECTORY | O_WRONLY
    guard let file = try? Descriptor(opening: directory, flags, mode: 0o600, called: target),
      unsafe access(file.linkPath, F_OK) == 0
    else { return nil }
    self = file
  }

  /// Where the system shows the open file: a link that leads to it, also where it has no name.
  var linkPath: String { "/proc/self/fd/\(number)" }

  /// A descriptor of its own for what the process was started with.
  /// - Parameter path: what errors call it.
  init(duplicating other: Int32, path: String) throws(FileError) {
    number = fcntl(other, F_DUPFD_CLOEXEC, 0)
    self.path = path
    guard number >= 0 else { throw failure(of: .read) }
  }

  deinit { close(number) }

  /// Sets the permissions to exactly these, whatever the umask.
  borrowing func setPermissions(_ permissions: mode_t) throws(FileError) {
    guard retrying({ fchmod(number, permissions) }) == 0 else { throw failure(of: .setPermissions) }
  }

  /// False where the system does not allow it.
  /// - Parameter user: nil for whoever has it.
  borrowing func setOwner(_ user: uid_t?, _ group: gid_t) -> Bool {
    retrying { fchown(number, user ?? uid_t.max, group) } == 0
  }

  /// The time of the last access stays as it is.
  borrowing func setModificationTime(_ seconds: UInt64) throws(FileError) {
    let times = [try status().st_atim, timespec(tv_sec: Int(clamping: seconds), tv_nsec: 0)]
    guard unsafe futimens(number, times) == 0 else { throw failure(of: .inspect) }
  }

  borrowing func status() throws(FileError) -> stat {
    var status = stat()
    guard unsafe fstat(number, &status) == 0 else { throw failure(of: .inspect) }
    return status
  }

  /// False where the name has gone to another file.
  borrowing func hasName(_ path: String) throws(FileError) -> Bool {
    let own = try status()
    var named = stat()
    return unsafe lstat(path, &named) == 0 && named.st_ino == own.st_ino && named.st_dev == own.st_dev
  }

  /// Returns when the content, or the entries of a directory, are on the disk.
  borrowing func synchronize() throws(FileError) {
    guard retrying({ fsync(number) }) == 0 else { throw failure(of: .synchronize) }
  }

  /// Writes all bytes, however many calls the system needs for it.
  borrowing func write(_ bytes: [UInt8]) throws(FileError) {
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        retrying {
          unsafe Glibc.write(
            number, UnsafeRawBufferPointer(rebasing: buffer[written...]).baseAddress, buffer.count - written)
        }
      }
      guard count > 0 else { throw failure(of: .write) }
      written += count
    }
  }

  /// Drops all bytes of the file.
  borrowing func truncate() throws(FileError) {
    guard retrying({ ftruncate(number, 0) }) == 0 else { throw failure(of: .write) }
  }

  /// Reads to the end of the file or pipe.
  /// - Parameter expected: how many bytes to make room for at first; only a guess.
  borrowing func readAll(expecting expected: Int, limit: Int) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    // One more than the file has: the read that finds the end needs room, and a secret is not moved about.
    bytes.reserveCapacity(max(0, min(expected, limit)) + Descriptor.chunk)
    var filled = 0
    while true {
      // However little a read gives, room is made only when there is none.
      if filled == bytes.count { bytes.append(contentsOf: repeatElement(0, count: Descriptor.chunk)) }
      let count = unsafe bytes.withUnsafeMutableBytes { buffer in
        let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
        return retrying { unsafe Glibc.read(number, rest.baseAddress, rest.count) }
      }
      guard count >= 0 else {
        if errno == EISDIR { throw .notRegular(path) }
        throw failure(of: .read)
      }
      filled += count
      guard filled <= limit else { throw .tooLarge(path, limit: limit) }
      if count == 0 {
        bytes.removeLast(bytes.count - filled)
        return bytes
      }
    }
  }

  /// Reads to the end of the file or pipe, or until the buffer is full: without any copy of what is a secret.
  /// - Returns: how many bytes.
  borrowing func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    var filled = 0
    while filled < buffer.count {
      let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
      let count = retrying { unsafe Glibc.read(number, rest.baseAddress, rest.count) }
      guard count >= 0 else { throw failure(of: .read) }
      if count == 0 { break }
      filled += count
    }
    return filled
  }

  /// Reads from a place in the file; fewer bytes than asked for only at its end.
  borrowing func read(at offset: Int, upTo limit: Int) throws(FileError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: limit)
    var filled = 0
    while filled < limit {
      let count = unsafe bytes.withUnsafeMutableBytes { buffer in
        retrying {
          unsafe pread(
            number, UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]).baseAddress, limit - filled,
            offset + filled)
        }
      }
      guard count >= 0 else { throw failure(of: .read) }
      if count == 0 { break }
      filled += count
    }
    bytes.removeLast(limit - filled)
    return bytes
  }

  /// Takes the lock of this open file; false where another open file has it.
  borrowing func tryLock() throws(FileError) -> Bool {
    if retrying({ flock(number, LOCK_EX | LOCK_NB) }) == 0 { return true }
    guard errno == EWOULDBLOCK else { throw failure(of: .lock) }
    return false
  }

  private borrowing func failure(of operation: FileOperation) -> FileError {
    .system(path, operation: operation, errno: errno)
  }

  private static let chunk = 65_536
}

/// The result of a system call, made again for as long as a signal interrupts it.
func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
  while true {
    let result = call()
    if result != -1 || errno != EINTR { return result }
  }
}
