import Glibc

/// The lock of a file whose only purpose is to be locked; released when the value goes, or the process ends.
package struct FileLock: ~Copyable {
  private let descriptor: Descriptor

  /// Makes the lock file where it is missing; it is never removed, because a second process may just have opened it.
  /// - Parameter patience: how long to wait for another holder.
  /// - Throws: `FileError.locked` when that time has passed.
  package init(_ path: String, waiting patience: Duration = .zero) throws(FileError) {
    let descriptor = try Descriptor(opening: path, O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o600)
    let deadline = ContinuousClock.now + patience
    while try !descriptor.tryLock() {
      guard ContinuousClock.now < deadline else { throw .locked(path) }
      usleep(FileLock.pause)
    }
    self.descriptor = descriptor
  }

  /// Microseconds between two attempts.
  private static let pause: UInt32 = 20_000
}
