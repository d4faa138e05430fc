import DurableFile
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
