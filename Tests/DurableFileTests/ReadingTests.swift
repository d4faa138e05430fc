import DurableFile
import Foundation
import Glibc
import TestSupport
import Testing

@Suite struct ReadingTests {
  @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 200_000])
  func `reads up to the limit and not beyond`(count: Int) throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("list")
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try DurableFile.write(bytes, to: path)
    #expect(try DurableFile.read(path, limit: count) == bytes)
    if count > 0 {
      #expect(throws: FileError.tooLarge(path, limit: count - 1)) {
        try DurableFile.read(path, limit: count - 1)
      }
    }
  }

  @Test func `reads an endless device only up to the limit`() {
    #expect(throws: FileError.tooLarge("/dev/zero", limit: 1000)) {
      try DurableFile.readFileOrPipe("/dev/zero", limit: 1000)
    }
  }

  @Test(arguments: [5000, 4999])
  func `reads a pipe to its end, or to the limit`(limit: Int) throws {
    var ends: [Int32] = [0, 0]
    #expect(unsafe pipe(&ends) == 0)
    defer { close(ends[0]) }
    let bytes = [UInt8](repeating: 9, count: 5000)
    let (input, output) = (ends[0], ends[1])
    // A byte, and the rest once that was read: no read gives all of it.
    Thread.detachNewThread {
      _ = unsafe write(output, [9], 1)
      var unread: Int32 = 1
      while unread > 0, unsafe ioctl(input, UInt(FIONREAD), &unread) == 0 { sched_yield() }
      _ = unsafe write(output, [UInt8](repeating: 9, count: 4999), 4999)
      close(output)
    }
    let path = "/dev/fd/\(ends[0])"
    if limit == bytes.count {
      #expect(try DurableFile.readFileOrPipe(path, limit: limit) == bytes)
    } else {
      #expect(throws: FileError.tooLarge(path, limit: limit)) {
        try DurableFile.readFileOrPipe(path, limit: limit)
      }
    }
  }

  @Test func `what is kept is neither a pipe nor a device`() throws {
    let directory = try TemporaryDirectory()
    // Nobody writes into it: whoever waits, waits for ever.
    let pipe = directory.file("head")
    #expect(unsafe mkfifo(pipe, 0o600) == 0)
    for path in [pipe, "/dev/null", "/dev/zero"] {
      #expect(throws: FileError.notRegular(path)) { try DurableFile.read(path, limit: 1000) }
    }
  }

  @Test func `a directory is not read`() {
    #expect(throws: FileError.notRegular("/tmp")) { try DurableFile.read("/tmp", limit: 1000) }
    #expect(throws: FileError.notRegular("/tmp")) { try DurableFile.readFileOrPipe("/tmp", limit: 1000) }
    #expect(throws: FileError.notRegular("/tmp")) { try DurableFile.readSecret("/tmp", limit: 1000) }
  }

  @Test(arguments: [0o604, 0o640, 0o620, 0o601, 0o644] as [UInt32])
  func `a secret that others can reach is refused`(mode: UInt32) throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("key")
    try DurableFile.write([1, 2], to: path, permissions: mode)
    #expect(throws: FileError.tooOpen(path, mode: mode)) { try DurableFile.readSecret(path, limit: 10) }
  }

  @Test func `a secret of its owner is read`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("key")
    for mode: UInt32 in [0o600, 0o400] {
      try DurableFile.write([1, 2], to: path, permissions: mode)
      #expect(try DurableFile.readSecret(path, limit: 2) == [1, 2])
    }
    #expect(throws: FileError.tooLarge(path, limit: 1)) { try DurableFile.readSecret(path, limit: 1) }
  }

  @Test func `a secret is neither a link nor a pipe`() throws {
    let directory = try TemporaryDirectory()
    try DurableFile.createExclusively([1], at: directory.file("key"))
    #expect(unsafe symlink(directory.file("key"), directory.file("link")) == 0)
    #expect(unsafe mkfifo(directory.file("pipe"), 0o600) == 0)
    for path in [directory.file("link"), directory.file("pipe")] {
      #expect(throws: FileError.notRegular(path)) { try DurableFile.readSecret(path, limit: 10) }
    }
  }
}
