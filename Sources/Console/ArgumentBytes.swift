import CArguments
import Glibc

/// The arguments of the process as the system passed them; `CommandLine.arguments` puts U+FFFD for bytes that are not
/// UTF-8, which makes another file name of a file name, and needs `/proc`.
package enum ArgumentBytes {
  /// The arguments without the name of the program.
  package static func ofProcess() -> [[UInt8]] {
    (1..<max(1, postpass_argument_count())).map { index in
      guard let start = unsafe postpass_argument(index) else { return [] }
      return unsafe Array(UnsafeRawBufferPointer(start: start, count: strlen(start)))
    }
  }

  /// The arguments in words, for programs that take words only.
  /// - Throws: `Failure` for bytes that are not UTF-8: a file of another name is another file.
  package static func texts(_ arguments: [[UInt8]]) throws(Failure) -> [String] {
    var texts: [String] = []
    for bytes in arguments {
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw .usage(
          "not-utf-8", "the argument \(quoting: bytes) is not UTF-8",
          hint: "write it in UTF-8; a file needs another name first")
      }
      texts.append(text)
    }
    return texts
  }
}
