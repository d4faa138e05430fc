import DurableFile
import Glibc
import TestSupport
import Testing

@Suite struct DurableFileTests {
  private let old = Array("old".utf8)
  private let new = Array("new content".utf8)

  @Test func `writes, replaces and reads`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("list")
    try DurableFile.write(old, to: path)
    try DurableFile.write(new, to: path, permissions: 0o640)
    #expect(try DurableFile.read(path, limit: 100) == new)
    #expect(permissions(of: path) == 0o640)
    #expect(try DurableFile.names(in: directory.path) == ["list"])
  }

  @Test func `writes what comes in pieces`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("list")
    let large = [UInt8](repeating: 7, count: 200_000)
    try DurableFile.write(to: path) { writer in
      for byte in UInt8.min ... .max { try writer.write([byte]) }
      try writer.write(large)
      try writer.write(new)
    }
    #expect(try DurableFile.read(path, limit: 1_000_000) == Array(UInt8.min ... .max) + large + new)
  }

  @Test func `renames without replacing, and finishes what was cut off`() throws {
    let directory = try TemporaryDirectory()
    let (a, b) = (directory.file("a"), directory.file("b"))
    #expect(throws: FileError.missing(a)) { try DurableFile.rename(a, to: b) }
    try DurableFile.write(old, to: a)
    try DurableFile.write(new, to: b)
    #expect(throws: FileError.exists(b)) { try DurableFile.rename(a, to: b) }
    try DurableFile.remove(b)
    // As after a crash between the two steps: both names are there.
    let linked = unsafe link(a, b)
    #expect(linked == 0)
    try DurableFile.rename(a, to: b)
    #expect(try DurableFile.names(in: directory.path) == ["b"])
    #expect(try DurableFile.read(b, limit: 100) == old)
  }

  @Test func `a body that throws changes nothing`() throws {
    struct Interrupted: Error {}
    let directory = try TemporaryDirectory()
    let path = directory.file("list")
    try DurableFile.write(old, to: path)
    #expect(throws: Interrupted.self) {
      try DurableFile.write(to: path) { writer in
        try writer.write(new)
        throw Interrupted()
      }
    }
    #expect(try DurableFile.read(path, limit: 100) == old)
    #expect(try DurableFile.names(in: directory.path) == ["list"])
  }

  @Test func `permissions are exact whatever the umask`() async {
    await #expect(processExitsWith: .success) {
      for mask: mode_t in [0o000, 0o777] {
        let directory = try TemporaryDirectory()
        let before = umask(mask)
        try DurableFile.createExclusively([1], at: directory.file("key"))
        try DurableFile.write([1], to: directory.file("list"), permissions: 0o644)
        // Whoever is not root cannot open a directory that the umask took from its owner: no program leaves it so.
        umask(mask & 0o077)
        try DurableFile.createDirectory(directory.file("a/b"), permissions: 0o700)
        umask(before)
        precondition(permissions(of: directory.file("key")) == 0o600)
        precondition(permissions(of: directory.file("list")) == 0o644)
        precondition(permissions(of: directory.file("a")) == 0o700)
        precondition(permissions(of: directory.file("a/b")) == 0o700)
      }
    }
  }

  @Test func `a write that the system cuts short leaves the old file and nothing else`() async {
    await #expect(processExitsWith: .success) {
      let directory = try TemporaryDirectory()
      let path = directory.file("list")
      try DurableFile.write([1], to: path)
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 70_000, rlim_max: 70_000)
      precondition(unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
      let tooMuch = [UInt8](repeating: 2, count: 100_000)
      for attempt in [
        { try DurableFile.write(tooMuch, to: path) },
        { try DurableFile.write(to: path) { for _ in 0..<100_000 { try $0.write([2]) } } },
        { try DurableFile.createExclusively(tooMuch, at: directory.file("key")) },
      ] as [() throws -> Void] {
        do {
          try attempt()
          preconditionFailure("nothing was thrown")
        } catch let error as FileError {
          // What is named is the file that was asked for, and none on the way to it.
          guard case .system(let named, operation: .write, errno: EFBIG) = error,
            [path, directory.file("key")].contains(named)
          else { preconditionFailure("\(error)") }
        }
        let (content, names) = (
          try DurableFile.read(path, limit: 10), try DurableFile.names(in: directory.path)
        )
        precondition(content == [1] && names == ["list"])
      }
    }
  }

  @Test func `a directory that may not be written is left alone`() async {
    await #expect(processExitsWith: .success) {
      let directory = try TemporaryDirectory()
      try DurableFile.write([1], to: directory.file("list"))
      unsafe chmod(directory.path, 0o555)
      // The superuser may write everywhere.
      if getuid() == 0 { precondition(setegid(65_534) == 0 && seteuid(65_534) == 0) }
      do {
        try DurableFile.write([2], to: directory.file("list"))
        preconditionFailure("nothing was thrown")
      } catch let error as FileError {
        guard error == .system(directory.file("list"), operation: .open, errno: EACCES) else {
          preconditionFailure("\(error)")
        }
      }
      if getuid() == 0 { precondition(seteuid(0) == 0) }
      unsafe chmod(directory.path, 0o755)
      let content = try DurableFile.read(directory.file("list"), limit: 10)
      let names = try DurableFile.names(in: directory.path)
      precondition(content == [1] && names == ["list"])
    }
  }

  @Test func `an exclusive file overwrites nothing`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("key")
    try DurableFile.createExclusively(old, at: path)
    #expect(throws: FileError.exists(path)) { try DurableFile.createExclusively(new, at: path) }
    #expect(try DurableFile.read(path, limit: 100) == old)
    #expect(permissions(of: path) == 0o600)
    #expect(try DurableFile.names(in: directory.path) == ["key"])
  }

  @Test func `an exclusive file follows no link`() throws {
    let directory = try TemporaryDirectory()
    let (victim, path) = (directory.file("victim"), directory.file("key"))
    for victimExists in [false, true] {
      if victimExists { try DurableFile.write(old, to: victim) }
      unsafe unlink(path)
      #expect(unsafe symlink(victim, path) == 0)
      #expect(throws: FileError.exists(path)) { try DurableFile.createExclusively(new, at: path) }
    }
    #expect(try DurableFile.read(victim, limit: 100) == old)
    #expect(try DurableFile.names(in: directory.path) == ["key", "victim"])
  }

  @Test func `a link is replaced and what it points to is not written`() throws {
    let directory = try TemporaryDirectory()
    let (victim, path) = (directory.file("victim"), directory.file("list"))
    try DurableFile.write(old, to: victim)
    #expect(unsafe symlink(victim, path) == 0)
    try DurableFile.write(new, to: path)
    #expect(try DurableFile.read(victim, limit: 100) == old)
    #expect(try DurableFile.read(path, limit: 100) == new)
  }

  @Test func `directories and devices are not replaced`() throws {
    let directory = try TemporaryDirectory()
    try DurableFile.createDirectory(directory.file("d"))
    #expect(unsafe mkfifo(directory.file("pipe"), 0o600) == 0)
    for path in [directory.file("d"), directory.file("pipe"), "\(directory.path)/"] {
      #expect(throws: FileError.notRegular(path)) { try DurableFile.write(new, to: path) }
    }
    #expect(try DurableFile.names(in: directory.path) == ["d", "pipe"])
  }

  @Test func `a missing directory is named`() throws {
    let directory = try TemporaryDirectory()
    #expect(throws: FileError.missing(directory.file("none"))) {
      try DurableFile.write(new, to: directory.file("none/list"))
    }
  }

  @Test func `a path with a NUL is refused, not cut`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("key\0.txt")
    #expect(throws: FileError.self) { try DurableFile.createExclusively(new, at: path) }
    #expect(throws: FileError.self) { try DurableFile.read(path, limit: 1) }
    #expect(throws: FileError.self) { try DurableFile.remove(path) }
    #expect(throws: FileError.self) { try DurableFile.createDirectory(path) }
    #expect(throws: FileError.self) { try DurableFile.names(in: path) }
    #expect(permissions(of: directory.file("key")) == nil)
  }

  @Test func `the longest name is written`() throws {
    let directory = try TemporaryDirectory()
    let name = String(repeating: "é", count: 127)
    try DurableFile.write(new, to: directory.file(name))
    #expect(try DurableFile.names(in: directory.path) == [name])
  }

  @Test func `directories are made with their parents, and may be there`() throws {
    let directory = try TemporaryDirectory()
    try DurableFile.createDirectory(directory.file("a/b/c/"))
    try DurableFile.createDirectory(directory.file("a/b/c"))
    #expect(permissions(of: directory.file("a/b")) == 0o700)
    try DurableFile.write(old, to: directory.file("a/file"))
    #expect(throws: FileError.exists(directory.file("a/file"))) {
      try DurableFile.createDirectory(directory.file("a/file"))
    }
    #expect(throws: FileError.exists(directory.file("a/file"))) {
      try DurableFile.createDirectory(directory.file("a/file/d"))
    }
    try DurableFile.createDirectory("/")
    try DurableFile.createDirectory(".")
  }

  @Test func `removes`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("list")
    try DurableFile.write(old, to: path)
    try DurableFile.remove(path)
    #expect(throws: FileError.missing(path)) { try DurableFile.remove(path) }
    #expect(throws: FileError.missing(path)) { try DurableFile.read(path, limit: 1) }
  }
}
