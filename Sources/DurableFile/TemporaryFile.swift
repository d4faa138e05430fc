import Glibc

/// A file on its way to its name, in the same directory, removed unless it arrives or is left there.
struct TemporaryFile: ~Copyable {
  let descriptor: Descriptor
  /// The other name under which the bytes are until the file has its own; nil while it has none at all.
  private(set) var path: String?
  private let target: String
  private let directory: String
  private var isLeft = false

  /// A new file without a name, of which a process that is killed leaves nothing: it may be a secret. Where the file
  /// system has no such files, it is one under an unpredictable name.
  /// - Parameter target: the name that the file is for.
  init(for target: String) throws(FileError) {
    let directory = try Place(target).directory
    if let descriptor = Descriptor(namelessIn: directory, for: target) {
      self.init(descriptor, at: nil, for: target, in: directory)
    } else {
      try self.init(namedFor: target)
    }
  }

  /// A new file under an unpredictable name, which whoever made it can open meanwhile.
  init(namedFor target: String) throws(FileError) {
    let place = try Place(target)
    let path = place.temporaryPath
    let descriptor = try TemporaryFile.open(path, in: place.directory, for: target)
    self.init(descriptor, at: path, for: target, in: place.directory)
  }

  private init(
    _ descriptor: consuming Descriptor, at path: String?, for target: String, in directory: String
  ) {
    self.descriptor = descriptor
    self.path = path
    self.target = target
    self.directory = directory
  }

  /// The file that an earlier process left on its way to this name, or a new one. It has a name of its own, so that a
  /// process that is killed leaves it too; the caller makes sure that no other process is writing it.
  /// - Throws: `FileError.notRegular` where something else has that name.
  init(resuming target: String) throws(FileError) {
    let directory = try Place(target).directory
    let path = target + TemporaryFile.unfinishedEnding
    let descriptor: Descriptor
    do {
      descriptor = try Descriptor(
        opening: path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK, mode: 0o600)
    } catch .missing {
      throw .missing(directory)
    }
    guard try descriptor.status().st_mode & S_IFMT == S_IFREG else { throw .notRegular(path) }
    self.init(descriptor, at: path, for: target, in: directory)
  }

  /// How the names of temporary files end; they begin with a dot.
  static let ending = ".tmp"

  /// What follows the name that a file is for, while a later process may go on with it.
  static let unfinishedEnding = ".part"

  private static func open(
    _ path: String, in directory: String, for target: String
  ) throws(FileError) -> Descriptor {
    do {
      return try Descriptor(
        opening: path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600, called: target)
    } catch .missing {
      // The caller knows the directory, not the temporary name.
      throw .missing(directory)
    }
  }

  deinit {
    if !isLeft, let path { unsafe unlink(path) }
  }

  /// From now on the file stays where it is, unless it arrives.
  mutating func leave() { isLeft = true }

  /// Puts the file in the place of what has its name, if anything has, and returns when that is on the disk.
  /// Where only the last step fails, the new file may already be in place.
  consuming func replace(permissions: mode_t) throws(FileError) {
    try refuseSpecialFile()
    try descriptor.setPermissions(permissions)
    try descriptor.synchronize()
    // A file without a name cannot take the place of another; killed between the two calls, the process leaves it
    // complete under a temporary one.
    let path = if let path = self.path { path } else { try linkedToTemporaryPath() }
    guard retrying({ unsafe rename(path, target) }) == 0 else {
      let number = errno
      self.path = path
      throw .system(target, operation: .rename, errno: number)
    }
    self.path = nil
    try synchronizeDirectory()
  }

  private borrowing func linkedToTemporaryPath() throws(FileError) -> String {
    let path = try Place(target).temporaryPath
    guard link(to: path) else { throw .system(target, operation: .link, errno: errno) }
    return path
  }

  /// Gives the file its name where nothing has it; a link, even a dangling one, counts as something.
  /// - Throws: `FileError.exists`; nothing then has changed.
  consuming func claim(permissions: mode_t) throws(FileError) {
    try descriptor.setPermissions(permissions)
    try descriptor.synchronize()
    if !link(to: target) {
      let number = errno
      guard number == EPERM, let path else {
        if number == EEXIST { throw .exists(target) }
        throw .system(target, operation: .link, errno: number)
      }
      try claimWithoutLinks(path)
    } else if let path {
      unsafe unlink(path)
    }
    path = nil
    do {
      try synchronizeDirectory()
    } catch {
      // The name is ours since the link above: a file that may not outlive a power cut is not left to be relied on.
      unsafe unlink(target)
      throw error
    }
  }

  /// False, and a number in `errno`, where the file did not get this further name.
  private borrowing func link(to newPath: String) -> Bool {
    let result =
      if let path { retrying { unsafe Glibc.link(path, newPath) } } else {
        retrying { unsafe linkat(AT_FDCWD, descriptor.linkPath, AT_FDCWD, newPath, AT_SYMLINK_FOLLOW) }
      }
    return result == 0
  }

  /// Many USB sticks have no links. There the name is taken by an empty file of our own, which is then replaced; killed
  /// in between, the empty one stays.
  private borrowing func claimWithoutLinks(_ path: String) throws(FileError) {
    _ = try Descriptor(opening: target, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600)
    guard retrying({ unsafe rename(path, target) }) == 0 else {
      let number = errno
      unsafe unlink(target)
      throw .system(target, operation: .rename, errno: number)
    }
  }

  private borrowing func synchronizeDirectory() throws(FileError) {
    try Descriptor(opening: directory, O_RDONLY | O_DIRECTORY).synchronize()
  }

  /// Renaming over a device or a pipe would remove it: `/dev/null` is not to become a file.
  private borrowing func refuseSpecialFile() throws(FileError) {
    var status = stat()
    if unsafe stat(target, &status) == 0, status.st_mode & S_IFMT != S_IFREG { throw .notRegular(target) }
  }
}

/// A path, divided into the directory and the name in it.
struct Place {
  let directory: String
  let name: String

  init(_ path: String) throws(FileError) {
    guard !path.utf8.contains(0) else { throw .system(path, operation: .open, errno: EINVAL) }
    let slash = UInt8(ascii: "/")
    let bytes = Array(path.utf8)
    guard let last = bytes.lastIndex(of: slash) else {
      directory = "."
      name = path
      if path.isEmpty { throw .missing(path) }
      return
    }
    directory = last == 0 ? "/" : String(decoding: bytes[..<last], as: UTF8.self)
    name = String(decoding: bytes[(last + 1)...], as: UTF8.self)
    if name.isEmpty { throw .notRegular(path) }
  }

  /// Another name in the same directory, which nobody can foretell.
  var temporaryPath: String {
    // A name may have 255 bytes; what is added here takes 22.
    let stem = String(decoding: name.utf8.prefix(100), as: UTF8.self)
    let suffix = String(UInt64.random(in: .min ... .max), radix: 16)
    return "\(directory)/.\(stem).\(suffix)\(TemporaryFile.ending)"
  }
}
