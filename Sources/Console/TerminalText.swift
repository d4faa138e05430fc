/// Text that may be printed. Literals are taken as they are; whatever is interpolated counts as coming from outside,
/// is escaped and, where very long, cut.
///
///     let line: TerminalText = "\(quoting: argument) has no unit"
package struct TerminalText: Sendable, Hashable, ExpressibleByStringInterpolation {
  package private(set) var text: String

  package init(stringLiteral value: String) { text = value }

  package init(stringInterpolation: Interpolation) { text = stringInterpolation.text }

  /// Text of this module, such as colour sequences and tables.
  init(trusted text: String) { self.text = text }

  /// The same without codes.
  var withoutCodes: TerminalText { TerminalText(trusted: text.withoutCodes) }

  package static func + (a: Self, b: Self) -> Self { Self(trusted: a.text + b.text) }

  package static func += (a: inout Self, b: Self) { a.text += b.text }

  /// Collects the literal and the interpolated parts.
  package struct Interpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    package init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity + 16 * interpolationCount)
    }

    package mutating func appendLiteral(_ literal: String) { text += literal }

    /// Text that is safe already.
    package mutating func appendInterpolation(_ value: TerminalText) { text += value.text }

    /// Numbers, names and other values; escaped, and cut after 4096 bytes.
    package mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      text += shown(Array(value.description.utf8), limit: 4096)
    }

    /// Bytes of an argument or a file name, which need not be UTF-8; escaped, and cut after 4096 bytes.
    package mutating func appendInterpolation(bytes: [UInt8]) { text += shown(bytes, limit: 4096) }

    /// A piece of the input in apostrophes, cut after 80 bytes.
    package mutating func appendInterpolation(quoting value: some StringProtocol) {
      appendInterpolation(quoting: Array(value.utf8))
    }

    /// Bytes of the input in apostrophes, cut after 80 bytes.
    package mutating func appendInterpolation(quoting bytes: [UInt8]) {
      text += "'" + withEscapedApostrophes(shown(bytes, limit: 80)) + "'"
    }

    /// A word of a command that somebody may paste into a shell.
    package mutating func appendInterpolation(word value: some StringProtocol) {
      text += ShellWord(Array(value.utf8)).text
    }

    /// A word of a command, such as a file name that need not be UTF-8.
    package mutating func appendInterpolation(word bytes: [UInt8]) { text += ShellWord(bytes).text }
  }
}

/// The escaped text of at most `limit` bytes; of a longer one, the beginning and how long it is.
private func shown(_ bytes: [UInt8], limit: Int) -> String {
  guard bytes.count > limit else { return String.escapedForTerminal(bytes: bytes) }
  var end = limit
  // Not inside a scalar: at most three continuation bytes are given back.
  while end > limit - 3, bytes[end] & 0xC0 == 0x80 { end -= 1 }
  return String.escapedForTerminal(bytes: bytes[..<end]) + "... (\(bytes.count) bytes)"
}

private func withEscapedApostrophes(_ text: String) -> String {
  guard text.utf8.contains(UInt8(ascii: "'")) else { return text }
  return text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "\\'")
}
