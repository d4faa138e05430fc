import Glibc

/// The lock of a file; released when the value goes, or the process ends.
package struct FileLock: ~Copyable {
  private let descriptor: Descriptor

  /// Makes the lock file where it is missing; it is never removed, because a second process may just have opened it.
  /// - Parameters:
  /// - patience: how long to wait for another holder.
  /// - permissions: of a new lock file, less what the umask takes. Whoever may read it may hold the lock.
  /// - Throws: `FileError.locked` when that time has passed.
  package init(
    _ path: String, waiting patience: Duration = .zero, permissions: UInt32 = 0o600
  ) throws(FileError) {
    let descriptor = try FileLock.open(path, permissions)
    let deadline = ContinuousClock.now + patience
    while try !descriptor.tryLock() {
      guard ContinuousClock.now < deadline else { throw .locked(path) }
      usleep(FileLock.pause)
    }
    self.descriptor = descriptor
  }

  /// The lock of a file that its holders replace: whoever gets it holds the one that has the name now.
  /// - Throws: `FileError.locked` when that time has passed; `.missing`, `.notRegular`.
  package init(ofReplaced path: String, waiting patience: Duration) throws(FileError) {
    let deadline = ContinuousClock.now + patience
    while true {
      let descriptor = try Descriptor(opening: path, O_RDWR | O_NOFOLLOW | O_NONBLOCK)
      if try descriptor.tryLock(), try descriptor.hasName(path) {
        self.descriptor = descriptor
        return
      }
      guard ContinuousClock.now < deadline else { throw .locked(path) }
      usleep(FileLock.pause)
    }
  }

  private static func open(_ path: String, _ permissions: UInt32) throws(FileError) -> Descriptor {
    do {
      // Network file systems lock only what is open for writing.
      return try Descriptor(opening: path, O_RDWR | O_CREAT | O_NOFOLLOW, mode: permissions)
    } catch .system(_, operation: .open, errno: EACCES) {
      // Another user's file.
      return try Descriptor(opening: path, O_RDONLY | O_NOFOLLOW)
    }
  }

  /// Microseconds between two attempts.
  private static let pause: UInt32 = 20_000
}
