/// The arguments of the process as the system passed them; `CommandLine.arguments` puts U+FFFD for bytes that are not
/// UTF-8, which makes another file name of a file name.
package enum ArgumentBytes {
  /// The arguments without the name of the program.
  package static func ofProcess() -> [[UInt8]] {
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
