import Glibc

/// A regular file, open for reading until its last user goes.
final class ReadableFile: Sendable {
  let path: StorePath
  /// The length in bytes when it was opened.
  let length: Int
  private let descriptor: Int32

  /// Follows no symbolic link, and never waits for the other end of a pipe.
  /// - Throws: `StoreError.absent`, `.notRegular`, `.unreadable`.
  init(opening path: StorePath) throws(StoreError) {
    guard let name = path.terminated else { throw .unreadable(path, EINVAL) }
    let descriptor = retrying { unsafe open(name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK) }
    guard descriptor >= 0 else { throw ReadableFile.failure(errno, path) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      let number = errno
      _ = close(descriptor)
      throw .unreadable(path, number)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      _ = close(descriptor)
      throw .notRegular(path)
    }
    self.path = path
    self.descriptor = descriptor
    length = status.st_size
  }

  deinit { _ = close(descriptor) }

  /// Fills the whole buffer from an offset; gives 0, or the system's error number, `ENODATA` where the file ends
  /// before.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int32 {
    var filled = 0
    while filled < buffer.count {
      let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
      let count = retrying { unsafe pread(descriptor, rest.baseAddress, rest.count, offset + filled) }
      guard count >= 0 else { return errno }
      guard count > 0 else { return ENODATA }
      filled += count
    }
    return 0
  }

  /// All bytes.
  /// - Throws: `StoreError.tooLarge` above the limit, before anything is read; `.unreadable`.
  func contents(limit: Int) throws(StoreError) -> [UInt8] {
    guard length <= limit else { throw .tooLarge(path, limit: limit) }
    var bytes = [UInt8](repeating: 0, count: length)
    let failure = unsafe bytes.withUnsafeMutableBytes { unsafe read(at: 0, into: $0) }
    guard failure == 0 else { throw .unreadable(path, failure) }
    return bytes
  }

  /// The address of a private, read-only mapping of the file; the file must not be empty.
  /// - Throws: `StoreError.unreadable`.
  func map() throws(StoreError) -> UnsafeMutableRawPointer {
    let address = unsafe mmap(nil, length, PROT_READ, MAP_PRIVATE, descriptor, 0)
    guard let address = unsafe address, unsafe address != MAP_FAILED else { throw .unreadable(path, errno) }
    return unsafe address
  }

  private static func failure(_ number: Int32, _ path: StorePath) -> StoreError {
    switch number {
    case ENOENT, ENOTDIR: .absent(path)
    case ELOOP, EISDIR, ENXIO: .notRegular(path)
    default: .unreadable(path, number)
    }
  }
}

/// The result of a system call, made again for as long as a signal interrupts it.
private func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
  while true {
    let result = call()
    if result != -1 || errno != EINTR { return result }
  }
}
