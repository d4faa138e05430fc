/// Why a file could not be read, written or locked. The texts are paths; a file's content is never in an error.
package enum FileError: Error, Equatable, Sendable {
  /// Nothing has this name, or the directory that it would be in is missing.
  case missing(String)
  /// Something already has this name.
  case exists(String)
  /// A secret that others than its owner may read or write; the permission bits.
  case tooOpen(String, mode: UInt32)
  /// More bytes than the caller allows.
  case tooLarge(String, limit: Int)
  /// A directory, a device, a link or a pipe where only a regular file will do.
  case notRegular(String)
  /// Another process holds the lock.
  case locked(String)
  /// Any other failure of a system call.
  case system(String, operation: FileOperation, errno: Int32)
}

/// What was tried when the system refused.
package enum FileOperation: Equatable, Sendable {
  case open, read, write, setPermissions, inspect, synchronize, rename, link, remove, makeDirectory, list,
    lock
}
