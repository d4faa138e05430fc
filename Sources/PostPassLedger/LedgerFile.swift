import Glibc

/// The file of a ledger, before SQLite sees it.
enum LedgerFile {
  /// What the header of a ledger says after "application id": `PPL1`.
  static let applicationID: UInt32 = 0x5050_4C31

  /// Makes the file under a temporary name, has it filled, and only then gives it its name: a ledger is never seen
  /// half-made, and never takes the place of another file. The caller makes sure that no other process makes one of this
  /// name: what is under the temporary name was left by one that was killed.
  static func create(at path: String, fill: (String) throws(LedgerError) -> Void) throws(LedgerError) {
    // SQLite would replay a write-ahead log that an earlier ledger of this name left behind.
    for leftover in [path] + companions(of: path) {
      var status = stat()
      if unsafe lstat(leftover, &status) == 0 { throw .exists(leftover) }
    }
    let temporary = "\(path).new"
    let leftovers = [temporary] + companions(of: temporary)
    for leftover in leftovers { unsafe unlink(leftover) }
    try createEmpty(temporary)
    defer { for leftover in leftovers { unsafe unlink(leftover) } }
    try fill(temporary)
    guard unsafe link(temporary, path) == 0 else {
      if errno == EEXIST { throw .exists(path) }
      throw .file(path, errno: errno)
    }
    unsafe unlink(temporary)
    do {
      try synchronizeDirectory(of: path)
    } catch {
      // The name is ours since the link above: a ledger that may not outlive a power cut is not left to be used.
      unsafe unlink(path)
      throw error
    }
  }

  /// Tells a ledger from other files by its first 100 bytes, so that SQLite never opens what is not one: it would
  /// turn an empty file into a database.
  static func checkHeader(of path: String) throws(LedgerError) {
    guard !path.utf8.contains(0) else { throw .missing(path) }
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else {
      if errno == ENOENT { throw .missing(path) }
      throw .file(path, errno: errno)
    }
    defer { close(file) }
    let header = try beginning(of: file, count: 100, path)
    let id = header[68..<72].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    guard header.starts(with: Array("SQLite format 3\0".utf8)), id == applicationID else {
      throw .notALedger(path)
    }
  }

  /// - Throws: `LedgerError.notALedger` where the file ends before.
  private static func beginning(of file: Int32, count: Int, _ path: String) throws(LedgerError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let got = unsafe bytes.withUnsafeMutableBytes {
        unsafe pread(
          file, UnsafeMutableRawBufferPointer(rebasing: $0[filled...]).baseAddress, count - filled, filled)
      }
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw .file(path, errno: errno) }
      guard got > 0 else { throw .notALedger(path) }
      filled += got
    }
    return bytes
  }

  /// True where changes may be in the log that are not in the ledger yet.
  static func hasWriteAheadLog(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path + "-wal", &status) == 0 && status.st_size > 0
  }

  /// The ledger as SQLite is told of a file that does not change.
  static func immutableAddress(of path: String) -> String {
    var address = "file:"
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "%"), UInt8(ascii: "?"), UInt8(ascii: "#"), 0x80...:
        address += "%" + String(byte, radix: 16)
      default: address.unicodeScalars.append(Unicode.Scalar(byte))
      }
    }
    return address + "?immutable=1"
  }

  /// An empty file that only its owner can reach. SQLite gives its two companions the same permissions.
  private static func createEmpty(_ path: String) throws(LedgerError) {
    guard !path.utf8.contains(0) else { throw .file(path, errno: EINVAL) }
    let file = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw .file(path, errno: errno) }
    defer { close(file) }
    // The umask may have taken even the owner's bits away.
    guard fchmod(file, 0o600) == 0 else { throw .file(path, errno: errno) }
  }

  private static func synchronizeDirectory(of path: String) throws(LedgerError) {
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let directory = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let file = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard file >= 0 else { throw .file(directory, errno: errno) }
    defer { close(file) }
    guard fsync(file) == 0 else { throw .file(directory, errno: errno) }
  }

  private static func companions(of path: String) -> [String] {
    ["-wal", "-shm", "-journal"].map { path + $0 }
  }
}
