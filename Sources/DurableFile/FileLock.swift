import Glibc

/// The lock of a file; released when the value goes, or the process ends.
package struct FileLock: ~Copyable {
  private let descriptor: Descriptor

  /// Makes the lock file where it is missing; it is never removed, because a second process may just have opened it.
  /// Whoever may write the directory may hold the lock, and nobody else: who may only read could stop all others.
  /// - Parameter patience: how long to wait for another holder.
  /// - Throws: `FileError.locked` when that time has passed.
  package init(_ path: String, waiting patience: Duration = .zero) throws(FileError) {
    let descriptor = try FileLock.open(path)
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

  private static func open(_ path: String) throws(FileError) -> Descriptor {
    // Network file systems lock only what is open for writing.
    let file = try Descriptor(opening: path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK, mode: 0o600)
    let status = try file.status()
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular(path) }
    let directory = try Descriptor(opening: try Place(path).directory, O_RDONLY | O_DIRECTORY).status()
    let writers = directory.st_mode & (S_IWGRP | S_IWOTH)
    let permissions = 0o600 | writers | writers << 1
    let isAsItShouldBe =
      status.st_mode & 0o777 == permissions && status.st_uid == directory.st_uid
      && status.st_gid == directory.st_gid
    if status.st_uid == geteuid(), !isAsItShouldBe {
      // Made by root in a directory of somebody else, it is theirs; otherwise it stays whose it is, and its group, where
      // that is not the directory's, gets nothing.
      let isShared =
        file.setOwner(directory.st_uid, directory.st_gid) || file.setOwner(nil, directory.st_gid)
      try file.setPermissions(isShared ? permissions : permissions & ~S_IRWXG)
    }
    return file
  }

  /// Microseconds between two attempts.
  private static let pause: UInt32 = 20_000
}
