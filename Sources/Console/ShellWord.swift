/// One word of a command line, quoted for a shell only where that is needed, so that hints can be pasted.
/// `$'…'`, which bash, zsh and ksh read, stands for words that hold unprintable scalars or bytes that are not UTF-8.
package struct ShellWord: Sendable, Hashable {
  package let text: String

  package init(_ bytes: [UInt8]) {
    if !bytes.isEmpty, bytes.allSatisfy(ShellWord.isPlain) {
      text = String(decoding: bytes, as: UTF8.self)
    } else if let printable = String(validating: bytes, as: UTF8.self),
      printable.unicodeScalars.allSatisfy({ $0.isPrintable && !$0.isCombining })
    {
      text =
        "'" + printable.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
        + "'"
    } else {
      var quoted = "$'"
      for byte in bytes {
        // Three octal digits end by themselves; `\x` would take a following hexadecimal digit in some shells.
        quoted += ShellWord.isPlain(byte) ? String(Unicode.Scalar(byte)) : "\\" + ShellWord.octal(byte)
      }
      text = quoted + "'"
    }
  }

  private static func octal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 8)
    return String(repeating: "0", count: 3 - digits.utf8.count) + digits
  }

  /// Bytes that no shell gives a meaning to anywhere in a word.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "@"), UInt8(ascii: "."), UInt8(ascii: "_"),
      UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "+"), UInt8(ascii: ","):
      true
    default: false
    }
  }
}
