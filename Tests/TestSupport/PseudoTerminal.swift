import Glibc

/// A terminal that a test sits at: what a program shows there is read, and what it asks for is typed.
package final class PseudoTerminal {
  private let controller: Int32
  /// What a program opens.
  package let path: String
  /// Everything that was shown so far.
  package private(set) var shown = ""

  package init() throws(TestFileError) {
    controller = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var (locked, number): (Int32, Int32) = (0, 0)
    guard controller >= 0, unsafe ioctl(controller, PseudoTerminal.setLock, &locked) == 0,
      unsafe ioctl(controller, PseudoTerminal.getNumber, &number) == 0
    else { throw TestFileError(errno: errno) }
    path = "/dev/pts/\(number)"
  }

  /// TIOCSPTLCK and TIOCGPTN, which Swift does not import.
  private static let setLock: UInt = 0x4004_5431
  private static let getNumber: UInt = 0x8004_5430

  deinit { close(controller) }

  /// Reads until a text was shown after what was read before.
  /// - Returns: false where the last program ended without showing it.
  package func wait(for text: String) -> Bool {
    var new = ""
    while !new.hasSuffix(text) {
      guard let more = readSome() else { return false }
      new += more
      shown += more
    }
    return true
  }

  /// Reads until the last program has gone.
  package func waitForEnd() {
    while let more = readSome() { shown += more }
  }

  package func type(_ text: String) {
    let bytes = Array(text.utf8)
    _ = unsafe write(controller, bytes, bytes.count)
  }

  /// Whether what is typed is shown now.
  package var isEchoing: Bool {
    var settings = termios()
    return unsafe tcgetattr(controller, &settings) == 0 && settings.c_lflag & tcflag_t(ECHO) != 0
  }

  private func readSome() -> String? {
    var chunk = [UInt8](repeating: 0, count: 1)
    while true {
      let count = unsafe read(controller, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      // EIO: nobody has the terminal open any more.
      return count > 0 ? String(decoding: chunk[..<count], as: UTF8.self) : nil
    }
  }
}
