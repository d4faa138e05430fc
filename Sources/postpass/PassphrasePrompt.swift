import Console
import Glibc
import PostPassIssuing
import Synchronization

/// The terminal that a process was started from, wherever its standard streams lead. From the first question to the end
/// of the last derivation what is typed is not shown, also while nobody is asked: it may be the next passphrase.
final class PassphrasePrompt: Sendable {
  private struct State {
    /// How many have begun and not ended.
    var depth = 0
    var silence: TerminalSilence?
  }

  private let state = Mutex(State())

  static var isPossible: Bool {
    guard let descriptor = openTerminal() else { return false }
    close(descriptor)
    return true
  }

  func begin() { state.withLock { $0.depth += 1 } }

  /// Shows again what is typed, where nobody else has begun.
  func end() {
    state.withLock { state in
      state.depth -= 1
      guard state.depth == 0, let silence = state.silence else { return }
      state.silence = nil
      silence.end()
    }
  }

  /// Asks once.
  /// - Parameter failure: what no terminal means.
  /// - Throws: `PassphraseError.ended` where the answer is none, as after Ctrl-D.
  func ask(_ question: TerminalText, orThrow failure: PassphraseError) throws(PassphraseError) -> Passphrase {
    begin()
    defer { end() }
    return try unsafe Passphrase { buffer throws(PassphraseError) in
      guard let count = unsafe readLine(asking: question, into: buffer) else { throw failure }
      guard count > 0 else { throw .ended }
      return count
    }
  }

  /// Reads one line with its line end, or as much of it as there is room for; nil where there is no terminal.
  private func readLine(asking question: TerminalText, into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    while true {
      guard let silence = silence() else { return nil }
      if let count = unsafe silence.readLine(asking: question, into: buffer) { return count }
      // The signal is delivered here. Where the process goes on afterwards, it asks once more.
      state.withLock { $0.silence = nil }
      silence.end()
    }
  }

  private func silence() -> TerminalSilence? {
    state.withLock { state in
      if state.silence == nil { state.silence = TerminalSilence() }
      return state.silence
    }
  }
}

private func openTerminal() -> Int32? {
  let descriptor = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
  return descriptor >= 0 ? descriptor : nil
}

/// What ends or stops a process from outside. In the silence they wait, so that the terminal is never left in it. Those of
/// a crash do not wait where they are its own.
private let interruptions: [Int32] =
  [
    SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGALRM, SIGVTALRM, SIGPROF,
    SIGUSR1, SIGUSR2, SIGXCPU, SIGXFSZ, SIGIO, SIGPWR, SIGSTKFLT,
    SIGABRT, SIGTRAP, SIGSYS, SIGBUS, SIGFPE, SIGILL, SIGSEGV,
  ] + Array(__libc_current_sigrtmin()...__libc_current_sigrtmax())

/// A terminal that shows line ends only, until `end`.
private struct TerminalSilence {
  private let descriptor: Int32
  private let shown: termios
  private let unblocked: sigset_t

  /// Nil where there is no terminal.
  init?() {
    guard let descriptor = openTerminal() else { return nil }
    var shown = termios()
    guard unsafe tcgetattr(descriptor, &shown) == 0 else {
      close(descriptor)
      return nil
    }
    var blocked = sigset_t()
    unsafe sigemptyset(&blocked)
    for signal in interruptions { unsafe sigaddset(&blocked, signal) }
    var unblocked = sigset_t()
    unsafe sigprocmask(SIG_BLOCK, &blocked, &unblocked)
    self.descriptor = descriptor
    self.shown = shown
    self.unblocked = unblocked
    var silent = shown
    silent.c_lflag &= ~tcflag_t(ECHO)
    silent.c_lflag |= tcflag_t(ICANON | ECHONL)
    guard unsafe tcsetattr(descriptor, TCSAFLUSH, &silent) == 0 else {
      end()
      return nil
    }
  }

  /// Shows again what is typed, drops what was, and lets signals through that waited.
  func end() {
    var (shown, unblocked) = (shown, unblocked)
    _ = unsafe tcsetattr(descriptor, TCSAFLUSH, &shown)
    close(descriptor)
    unsafe sigprocmask(SIG_SETMASK, &unblocked, nil)
  }

  /// - Returns: as above, 0 where nothing can be read; nil where a signal waits.
  func readLine(asking question: TerminalText, into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    // What was typed before the question is no answer to it.
    _ = tcflush(descriptor, TCIFLUSH)
    let output = Output(descriptor: descriptor)
    guard (try? output.write(question)) != nil else { return 0 }
    while !isInterrupted {
      var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      // Signals wait, so they do not wake it: it looks for them ten times a second.
      guard unsafe poll(&request, 1, 100) > 0 else { continue }
      // A terminal gives a line at once.
      let count = unsafe read(descriptor, buffer.baseAddress, buffer.count)
      guard count >= 0 || (errno != EINTR && errno != EAGAIN) else { continue }
      let hasLineEnd = unsafe count > 0 && buffer[count - 1] == UInt8(ascii: "\n")
      // Ctrl-D ends a line and shows nothing: what comes next is not to stand behind the question.
      if !hasLineEnd { _ = try? output.write("\n") }
      return max(0, count)
    }
    return nil
  }

  private var isInterrupted: Bool {
    var pending = sigset_t()
    unsafe sigpending(&pending)
    return interruptions.contains { unsafe sigismember(&pending, $0) == 1 }
  }
}
