import Glibc

/// How a process that was run to its end went.
struct ChildProcess {
  /// From before it was started until it was gone.
  let nanoseconds: UInt64
  let exitStatus: Int32
  /// Most memory resident at one time. Never below what this process has: until the child runs its own program it is
  /// in ours.
  let peakKibibytes: Int

  /// Runs a program with its output thrown away, and waits for it.
  init(running path: String, _ arguments: [String]) throws(ChildProcessError) {
    var actions = unsafe posix_spawn_file_actions_t()
    _ = unsafe posix_spawn_file_actions_init(&actions)
    defer { _ = unsafe posix_spawn_file_actions_destroy(&actions) }
    _ = unsafe posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    var words = unsafe ([path] + arguments).map { unsafe strdup($0) } + [nil]
    defer { for index in unsafe words.indices { unsafe free(words[index]) } }

    let watch = Stopwatch(.wall)
    var child: pid_t = 0
    let failure = unsafe posix_spawn(&child, path, &actions, nil, &words, environ)
    guard failure == 0 else { throw ChildProcessError(program: path, errno: failure) }
    var status: Int32 = 0
    var usage = rusage()
    while unsafe wait4(child, &status, 0, &usage) != child {
      guard errno == EINTR else { throw ChildProcessError(program: path, errno: errno) }
    }
    nanoseconds = watch.nanoseconds
    // As WIFEXITED and WEXITSTATUS say; 128 and the signal otherwise, as shells do.
    exitStatus = status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f
    peakKibibytes = usage.ru_maxrss
  }
}

/// A program that cannot be run.
struct ChildProcessError: Error {
  let program: String
  let errno: Int32
}
