import DurableFile
import Glibc
import TestSupport
import Testing

/// Secrets that a person names: files and pipes that nobody else can read.
@Suite struct SecretReadingTests {
  @Test func `a file and a pipe are read to their end, or as far as there is room`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("p")
    try DurableFile.write([1, 2, 3], to: path, permissions: 0o600)
    #expect(try read(path, room: 5) == [1, 2, 3])
    #expect(try read(path, room: 2) == [1, 2])
    var pipe = try TestPipe()
    #expect(unsafe write(pipe.writeEnd, [4, 5] as [UInt8], 2) == 2)
    pipe.closeWriteEnd()
    #expect(try read("/dev/fd/\(pipe.readEnd)", room: 5) == [4, 5])
  }

  @Test(arguments: [0o644, 0o640, 0o604, 0o620, 0o601] as [mode_t])
  func `what others can reach is refused`(mode: mode_t) throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("p")
    try DurableFile.write([1], to: path, permissions: mode)
    #expect(throws: FileError.tooOpen(path, mode: mode)) { try read(path, room: 5) }
    #expect(throws: FileError.notRegular("/dev/null")) { try read("/dev/null", room: 5) }
  }

  private func read(_ path: String, room: Int) throws(FileError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: room)
    let count = try unsafe bytes.withUnsafeMutableBufferPointer { buffer throws(FileError) in
      try unsafe DurableFile.readSecretFileOrPipe(path, into: UnsafeMutableRawBufferPointer(buffer))
    }
    return Array(bytes[..<count])
  }
}
