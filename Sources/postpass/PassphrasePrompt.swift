import Console
import Glibc
import PostPassIssuing

/// The terminal that a process was started from, wherever its standard streams lead. What is typed is not shown.
struct PassphrasePrompt: ~Copyable {
  private let descriptor: Int32

  /// Nil where there is no terminal.
  init?() {
    let descriptor = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { return nil }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Asks once.
  /// - Parameter failure: what a terminal without anybody in front of it means.
  borrowing func ask(_ question: TerminalText, orThrow failure: PassphraseError) throws(PassphraseError)
    -> Passphrase
  {
    let descriptor = descriptor
    return try unsafe Passphrase { buffer throws(PassphraseError) in
      let count = unsafe readLine(from: descriptor, asking: question, into: buffer)
      guard count > 0 else { throw failure }
      return count
    }
  }
}

/// What ends or stops a process from outside. Meanwhile they wait, so that the terminal never stays silent.
private let interruptions = [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP]

/// Reads one line with its line end, or as much of it as there is room for; 0 where nothing can be read.
private func readLine(
  from descriptor: Int32, asking question: TerminalText, into buffer: UnsafeMutableRawBufferPointer
) -> Int {
  var blocked = sigset_t()
  unsafe sigemptyset(&blocked)
  for signal in interruptions { unsafe sigaddset(&blocked, signal) }
  var unblocked = sigset_t()
  unsafe sigprocmask(SIG_BLOCK, &blocked, &unblocked)
  defer { unsafe sigprocmask(SIG_SETMASK, &unblocked, nil) }
  while true {
    guard let shown = silence(descriptor) else { return 0 }
    let count = unsafe readLine(from: descriptor, showing: question, into: buffer)
    restore(descriptor, shown)
    guard count < 0 else { return count }
    // The signal is delivered here. Where the process goes on afterwards, it asks once more.
    unsafe sigprocmask(SIG_SETMASK, &unblocked, nil)
    unsafe sigprocmask(SIG_BLOCK, &blocked, nil)
  }
}

/// - Returns: as above; -1 where a signal waits.
private func readLine(
  from descriptor: Int32, showing question: TerminalText, into buffer: UnsafeMutableRawBufferPointer
) -> Int {
  guard (try? Output(descriptor: descriptor).write(question)) != nil else { return 0 }
  while !isInterrupted {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    // Signals wait, so they do not wake it: it looks for them ten times a second.
    guard unsafe poll(&request, 1, 100) > 0 else { continue }
    // A terminal gives a line at once.
    let count = unsafe read(descriptor, buffer.baseAddress, buffer.count)
    if count >= 0 || (errno != EINTR && errno != EAGAIN) { return max(0, count) }
  }
  return -1
}

private var isInterrupted: Bool {
  var pending = sigset_t()
  unsafe sigpending(&pending)
  return interruptions.contains { unsafe sigismember(&pending, $0) == 1 }
}

/// Shows line ends only, and drops what was typed before.
/// - Returns: how it was; nil for no terminal.
private func silence(_ descriptor: Int32) -> termios? {
  var shown = termios()
  guard unsafe tcgetattr(descriptor, &shown) == 0 else { return nil }
  var silent = shown
  silent.c_lflag &= ~tcflag_t(ECHO)
  silent.c_lflag |= tcflag_t(ICANON | ECHONL)
  return unsafe tcsetattr(descriptor, TCSAFLUSH, &silent) == 0 ? shown : nil
}

private func restore(_ descriptor: Int32, _ shown: termios) {
  var shown = shown
  _ = unsafe tcsetattr(descriptor, TCSAFLUSH, &shown)
}
