/// What a traced program did that an offline verifier has no business with (README, "The parts").
struct OfflineProof {
  private(set) var violations: [String] = []
  /// How many files it opened.
  private(set) var opened = 0

  /// - Parameters:
  ///   - trace: all system calls, as strace writes them with the paths of descriptors.
  ///   - readable: what the paths of files that it may open begin with, besides /proc/self.
  init(_ trace: SystemCallTrace, mayOpen readable: [String]) {
    for (number, call) in trace.calls.enumerated() {
      switch call.name {
      case "execve" where number == 0: break
      case "write", "writev":
        if call.descriptor != 1 && call.descriptor != 2 { violations.append("writes: \(call.rest)") }
      case "open", "openat": checkOpening(call, readable)
      case "fcntl": if !OfflineProof.askingCommands.contains(where: call.rest.contains) { add(call) }
      // The filter that it installs on itself.
      case "prctl":
        if !call.rest.contains("PR_SET_NO_NEW_PRIVS") && !call.rest.contains("PR_SET_SECCOMP") { add(call) }
      case "ioctl": if !call.rest.contains("TCGETS") { add(call) }
      case let name: if !OfflineProof.harmless.contains(name) { add(call) }
      }
    }
    if trace.calls.first?.name != "execve" { violations.append("the trace does not begin with the program") }
  }

  private mutating func add(_ call: SystemCallTrace.Call) { violations.append("\(call.name)(\(call.rest)") }

  private mutating func checkOpening(_ call: SystemCallTrace.Call, _ readable: [String]) {
    opened += 1
    let path = call.names.first ?? ""
    let flags = call.rest.components(behind: "\", ").prefix { $0 != ")" && $0 != "," }
    let isReading = flags.split(separator: "|").allSatisfy(OfflineProof.readingFlags.contains)
    let isNamed = (readable + ["/proc/self/"]).contains { path.hasPrefix($0) }
    if !isReading || !isNamed || path.contains("..") { add(call) }
  }

  private static let readingFlags: Set<Substring> = ["O_RDONLY", "O_CLOEXEC", "O_NOFOLLOW", "O_NONBLOCK"]
  private static let askingCommands = ["F_GETFD", "F_GETFL"]

  /// Memory, the clock, randomness, and reading of what is open.
  private static let harmless: Set = [
    "arch_prctl", "brk", "clock_gettime", "close", "exit", "exit_group", "fstat", "futex", "getpid",
    "getrandom",
    "gettid", "madvise", "mmap", "mprotect", "mremap", "munmap", "newfstatat", "poll", "ppoll", "pread64",
    "prlimit64",
    "read", "readlink", "readlinkat", "rseq", "rt_sigaction", "rt_sigprocmask", "set_robust_list",
    "set_tid_address",
    "sched_getaffinity", "sigaltstack",
  ]
}

extension Substring {
  /// What is behind the first occurrence of a text; nothing where there is none.
  fileprivate func components(behind text: String) -> Substring {
    firstRange(of: text).map { self[$0.upperBound...] } ?? ""
  }
}
