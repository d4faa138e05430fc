import DurableFile
import Glibc
import TestSupport
import Testing

@Suite struct FileLockTests {
  @Test func `a lock has one holder`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("lock")
    try holding(path) {
      #expect(throws: FileError.locked(path)) { try holding(path) {} }
      #expect(throws: FileError.locked(path)) { try holding(path, waiting: .milliseconds(50)) {} }
    }
    #expect(permissions(of: path) == 0o600)
    try holding(path) {}
  }

  @Test func `who waits gets the lock when it is released`() async throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("lock")
    async let released: Void = hold(path, for: .milliseconds(100))
    for _ in 0..<3 { try holding(path, waiting: .seconds(60)) {} }
    try await released
  }

  @Test(arguments: [
    (0o755, 0o600), (0o700, 0o600), (0o775, 0o660), (0o2775, 0o660), (0o777, 0o666), (0o1777, 0o666),
  ]) func `who may write the directory may hold the lock, and nobody else`(
    directoryMode: mode_t, lockMode: mode_t
  ) throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("lock")
    try #require(unsafe chmod(directory.path, directoryMode) == 0)
    try holding(path) { #expect(permissions(of: path) == lockMode) }
    // One that an earlier version, or a careless umask, made otherwise.
    for mode: mode_t in [0o644, 0o666] {
      try #require(unsafe chmod(path, mode) == 0)
      try holding(path) { #expect(permissions(of: path) == lockMode) }
    }
  }

  /// Only root may give a file away.
  @Test(.enabled(if: geteuid() == 0)) func `made by root, it belongs to who has the directory`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("lock")
    try #require(unsafe chown(directory.path, 1234, 5678) == 0)
    try holding(path) {}
    var status = stat()
    try #require(unsafe stat(path, &status) == 0)
    #expect(status.st_uid == 1234 && status.st_gid == 5678)
  }

  @Test func `a pipe or a link is no lock, and nobody waits for one`() throws {
    let directory = try TemporaryDirectory()
    let (pipe, link) = (directory.file("pipe"), directory.file("link"))
    try #require(unsafe mkfifo(pipe, 0o600) == 0)
    try #require(unsafe symlink(directory.file("elsewhere"), link) == 0)
    #expect(throws: FileError.notRegular(pipe)) { try holding(pipe) {} }
    #expect(throws: FileError.notRegular(link)) { try holding(link) {} }
    #expect(permissions(of: directory.file("elsewhere")) == nil)
  }

  private func holding(_ path: String, waiting: Duration = .zero, _ body: () throws -> Void) throws {
    let lock = try FileLock(path, waiting: waiting)
    try body()
    _ = consume lock
  }

  private func hold(_ path: String, for span: Duration) async throws {
    let lock = try FileLock(path, waiting: .seconds(60))
    try await Task.sleep(for: span)
    _ = consume lock
  }
}
