import Glibc

/// A descriptor that results or messages are written to, without buffering.
package struct Output: Sendable {
  let descriptor: Int32

  package init(descriptor: Int32) { self.descriptor = descriptor }

  package static let standard = Output(descriptor: 1)
  package static let error = Output(descriptor: 2)

  /// What became of a write.
  package enum Delivery: Sendable {
    case written
    /// The reader of a pipe has gone; there is no use in writing more, and nothing to complain about.
    case readerGone
  }

  package var isTerminal: Bool { isatty(descriptor) == 1 }

  /// To be called once, first of all. A vanished reader becomes an answer of `write` instead of a signal, so that the
  /// exit code stays the verdict. Closed standard descriptors are taken, so that no file opened later gets the number
  /// of one of them and receives its output.
  package static func prepare() {
    _ = signal(SIGPIPE, SIG_IGN)
    // Open in the wrong direction: to use a closed descriptor stays an error.
    for (descriptor, mode) in [(Int32(0), O_WRONLY), (1, O_RDONLY), (2, O_RDONLY)]
    where fcntl(descriptor, F_GETFD) == -1 {
      // The lowest free number is taken, which is this one.
      _ = unsafe open("/dev/null", mode)
    }
  }

  /// Writes all bytes, however many calls that takes.
  /// - Throws: `Failure` with exit 74, e.g. on a full disk.
  @discardableResult
  package func write(_ bytes: [UInt8]) throws(Failure) -> Delivery {
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { all in
        let rest = unsafe UnsafeRawBufferPointer(rebasing: all[written...])
        return unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
      }
      if count > 0 {
        written += count
        continue
      }
      switch errno {
      case EINTR: continue
      case EAGAIN: waitUntilWritable()
      case EPIPE: return .readerGone
      case let number: throw failure(number)
      }
    }
    return .written
  }

  @discardableResult
  package func write(_ text: TerminalText) throws(Failure) -> Delivery { try write(Array(text.text.utf8)) }

  /// Writes the text and a newline.
  @discardableResult
  package func line(_ text: TerminalText) throws(Failure) -> Delivery { try write("\(text)\n") }

  /// A pipe shared with a program that made it non-blocking.
  private func waitUntilWritable() {
    var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    _ = unsafe poll(&request, 1, -1)
  }

  private func failure(_ number: Int32) -> Failure {
    let name: TerminalText =
      switch descriptor {
      case 1: "standard output"
      case 2: "standard error"
      default: "descriptor \(descriptor)"
      }
    return Failure(
      code: "write-failed", message: "cannot write to \(name): \(systemMessage(number))",
      hint: number == ENOSPC ? "free some space and run the command again" : "check where the output goes",
      exit: .inputOutput)
  }
}

/// The system's words for an error number, in lower case as in our messages: `no space left on device`.
package func systemMessage(_ number: Int32) -> TerminalText {
  var buffer = [CChar](repeating: 0, count: 256)
  _ = unsafe strerror_r(number, &buffer, buffer.count)
  let text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  guard let first = text.unicodeScalars.first else { return "error \(number)" }
  return "\(String(first).lowercased() + text.dropFirst())"
}
