import Glibc

/// The arguments of the process as the system passed them; `CommandLine.arguments` puts U+FFFD for bytes that are not
/// UTF-8, which makes another file name of a file name.
package enum ArgumentBytes {
  /// The arguments without the name of the program.
  package static func ofProcess() -> [[UInt8]] { fromSystem() ?? fromRuntime() }

  /// The same in words; a byte out of place becomes U+FFFD.
  package static func textsOfProcess() -> [String] { ofProcess().map { String(decoding: $0, as: UTF8.self) } }

  /// What Linux says; nil where `/proc` is not mounted.
  private static func fromSystem() -> [[UInt8]]? {
    let descriptor = unsafe open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { _ = close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = unsafe read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { break }
      bytes += chunk[..<count]
    }
    // Every argument ends with a zero byte.
    return bytes.split(separator: 0, omittingEmptySubsequences: false).dropFirst().dropLast().map(Array.init)
  }

  /// What the runtime finds by way of the environment: nothing, once a preloaded library has set a variable.
  private static func fromRuntime() -> [[UInt8]] {
    var arguments: [[UInt8]] = []
    for index in 1..<max(1, Int(CommandLine.argc)) {
      guard let start = unsafe CommandLine.unsafeArgv[index] else { break }
      var argument: [UInt8] = []
      var position = 0
      while true {
        // The system ends every argument with a zero byte.
        let byte = unsafe UInt8(bitPattern: start[position])
        if byte == 0 { break }
        argument.append(byte)
        position += 1
      }
      arguments.append(argument)
    }
    return arguments
  }
}
