import Glibc

/// A program that a test started. Foundation's `Process` would let it inherit descriptors of other threads, and the
/// signals that the threads of tests block.
package struct ChildProcess: Sendable {
  private let process: pid_t

  /// - Parameters:
  ///   - arguments: the path of the program, and what it gets.
  ///   - environment: `NAME=VALUE`, and nothing else.
  ///   - descriptors: which of ours become its standard input, output and error; nil leaves what this process has.
  ///   - terminal: the path of the terminal that it is started from, which is then its standard streams; nil for none,
  ///     also where these tests have one.
  package init(
    _ arguments: [String], environment: [String],
    descriptors: (input: Int32?, output: Int32?, errors: Int32?) = (nil, nil, nil),
    terminal: String? = nil
  ) throws(TestFileError) {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    for (number, ours) in [descriptors.input, descriptors.output, descriptors.errors].enumerated() {
      if let ours { unsafe posix_spawn_file_actions_adddup2(&actions, ours, Int32(number)) }
    }
    if let terminal {
      // The first terminal that the leader of a session opens is the session's.
      unsafe posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
      for number in 1...2 as ClosedRange<Int32> {
        unsafe posix_spawn_file_actions_adddup2(&actions, 0, number)
      }
    }
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    unsafe sigemptyset(&none)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK) | inNewSession)
    var process: pid_t = 0
    let failure = unsafe withCStrings(arguments) { argv in
      unsafe withCStrings(environment) { envp in
        unsafe posix_spawn(&process, arguments[0], &actions, &attributes, argv, envp)
      }
    }
    guard failure == 0 else { throw TestFileError(errno: failure) }
    self.process = process
  }

  package func send(_ signal: Int32) { _ = kill(process, signal) }

  /// Waits for the end, once.
  /// - Returns: the exit code; 128 and the number of the signal that ended it.
  package func exit() throws(TestFileError) -> Int32 {
    var status: Int32 = 0
    while unsafe waitpid(process, &status, 0) == -1 {
      guard errno == EINTR else { throw TestFileError(errno: errno) }
    }
    let signal = status & 0x7F
    return signal == 0 ? status >> 8 & 0xFF : 128 + signal
  }
}

/// A pipe whose ends no child inherits by chance.
package struct TestPipe: ~Copyable {
  package let readEnd: Int32
  package let writeEnd: Int32
  private var isWriteEndOpen = true

  package init() throws(TestFileError) {
    var ends: [Int32] = [0, 0]
    guard unsafe pipe(&ends) == 0 else { throw TestFileError(errno: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    (readEnd, writeEnd) = (ends[0], ends[1])
  }

  package mutating func closeWriteEnd() {
    if isWriteEndOpen { close(writeEnd) }
    isWriteEndOpen = false
  }

  /// Everything until the last holder of the other end closes it; to be called when this process has.
  package borrowing func readAll() -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = unsafe read(readEnd, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return bytes }
      bytes += chunk[..<count]
    }
  }

  deinit {
    if isWriteEndOpen { close(writeEnd) }
    close(readEnd)
  }
}

/// POSIX_SPAWN_SETSID, which the C library shows only to programs with its extensions.
private let inNewSession: Int16 = 0x80

/// Calls with an array of C strings that ends in a null pointer, as `exec` takes it.
private func withCStrings<Result>(
  _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
  var pointers: [UnsafeMutablePointer<CChar>?] = unsafe strings.map { unsafe strdup($0) } + [nil]
  defer {
    for index in unsafe pointers.indices { unsafe free(pointers[index]) }
  }
  return unsafe pointers.withUnsafeMutableBufferPointer { buffer in
    // The array is never empty, so that there is a base address.
    unsafe body(buffer.baseAddress!)
  }
}
