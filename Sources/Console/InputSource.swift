import Glibc

/// Where a code is read from: `CODE`, `@FILE`, or `-` (also `@-`) for standard input.
package enum InputSource: Sendable, Hashable {
  case argument([UInt8])
  /// A path in the bytes of the argument, which need not be UTF-8.
  case file([UInt8])
  case standardInput

  package init(_ argument: [UInt8]) {
    if argument.elementsEqual("-".utf8) || argument.elementsEqual("@-".utf8) {
      self = .standardInput
    } else if argument.first == UInt8(ascii: "@") {
      self = .file(Array(argument.dropFirst()))
    } else {
      self = .argument(argument)
    }
  }

  package init(_ argument: String) { self.init(Array(argument.utf8)) }

  /// True where a person would have to type what is read.
  package static var standardInputIsTerminal: Bool { isatty(0) == 1 }

  /// Many times the longest code; a file above is not one.
  package static let codeLimit = 65_536

  /// The bytes without the spaces, tabs, CRs and LFs around them (SPEC §2.2); never none.
  /// - Throws: `Failure` with exit 66 where nothing can be read or nothing is there, 65 above the limit, 74 for an
  ///   I/O error.
  package func read(limit: Int = codeLimit) throws(Failure) -> [UInt8] {
    let bytes: [UInt8]
    switch self {
    case .argument(let argument): bytes = argument
    case .file(let path):
      let descriptor = try open(path)
      defer { _ = close(descriptor) }
      bytes = try contents(of: descriptor, limit: limit)
    case .standardInput: bytes = try contents(of: 0, limit: limit)
    }
    guard bytes.count <= limit else { throw tooLarge(limit) }
    let trimmed = trimmed(bytes)
    guard !trimmed.isEmpty else { throw empty }
    return trimmed
  }

  private func open(_ path: [UInt8]) throws(Failure) -> Int32 {
    guard !path.isEmpty else {
      throw Failure(
        code: "no-file-name", message: "'@' needs a file name", hint: "write @FILE, or - for standard input",
        exit: .usage)
    }
    // C would read a path up to its first zero byte only, which names another file.
    guard !path.contains(0) else { throw cannotOpen(ENOENT) }
    let name = path.map { CChar(bitPattern: $0) } + [0]
    while true {
      let descriptor = unsafe Glibc.open(name, O_RDONLY | O_CLOEXEC)
      if descriptor >= 0 { return descriptor }
      if errno != EINTR { throw cannotOpen(errno) }
    }
  }

  /// What to say about an argument that is no code but the name of a file; nil where no file has the name.
  package var fileHint: TerminalText? {
    guard case .argument(let path) = self, !path.isEmpty, !path.contains(0) else { return nil }
    let name = path.map { CChar(bitPattern: $0) } + [0]
    // A pipe of that name is not waited for.
    let descriptor = unsafe Glibc.open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { _ = close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    let hint: TerminalText = "write \(word: Array("@".utf8) + path) for the code in the file of that name"
    return hint.withoutCodes
  }

  /// Everything up to the end, or one byte more than the limit.
  private func contents(of descriptor: Int32, limit: Int) throws(Failure) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while bytes.count <= limit {
      let count = unsafe Glibc.read(descriptor, &chunk, min(chunk.count, limit + 1 - bytes.count))
      if count == 0 { break }
      if count > 0 {
        bytes += chunk[..<count]
        continue
      }
      switch errno {
      case EINTR: continue
      case EAGAIN: waitUntilReadable(descriptor)
      case EISDIR: throw cannotOpen(EISDIR)
      case let number:
        throw Failure(
          code: "read-failed", message: "cannot read \(name): \(systemMessage(number))",
          hint: "check that it can be read, or give the code as an argument", exit: .inputOutput)
      }
    }
    return bytes
  }

  /// A pipe or terminal shared with a program that made it non-blocking.
  private func waitUntilReadable(_ descriptor: Int32) {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    _ = unsafe poll(&request, 1, -1)
  }

  private func trimmed(_ bytes: [UInt8]) -> [UInt8] {
    func isWhite(_ byte: UInt8) -> Bool { " \t\r\n".utf8.contains(byte) }
    guard let first = bytes.firstIndex(where: { !isWhite($0) }),
      let last = bytes.lastIndex(where: { !isWhite($0) })
    else { return [] }
    return Array(bytes[first...last])
  }

  private var name: TerminalText {
    switch self {
    case .argument: "the argument"
    case .file(let path): "\(bytes: path)"
    case .standardInput: "standard input"
    }
  }

  private func cannotOpen(_ number: Int32) -> Failure {
    switch number {
    case ENOENT, ENOTDIR:
      Failure(
        code: "no-such-file", message: "\(name) does not exist",
        hint: "check the name after @; a code itself is written without @", exit: .inputMissing)
    case EISDIR:
      Failure(
        code: "is-a-directory", message: "\(name) is a directory",
        hint: "name the file in it that holds the code",
        exit: .inputMissing)
    default:
      Failure(
        code: "cannot-read-file", message: "cannot open \(name): \(systemMessage(number))",
        hint: "check who may read it, or give the code on standard input with -", exit: .inputMissing)
    }
  }

  private func tooLarge(_ limit: Int) -> Failure {
    Failure(
      code: "input-too-large", message: "\(name) is longer than \(limit) bytes",
      hint: "a code is one unbroken word that starts with pp1_; check what was passed", exit: .damaged)
  }

  private var empty: Failure {
    Failure(
      code: "empty-input", message: "\(name) is empty",
      hint: "pass the code as CODE, @FILE or - for standard input", exit: .inputMissing)
  }
}
