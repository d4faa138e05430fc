extension StringProtocol {
  /// The text with everything that could move a cursor, hide or reorder text written out: `\n`, `\r`, `\t`,
  /// `\u{202E}`. A backslash or apostrophe that would read as part of an escape gets a backslash, so two texts never
  /// escape to one.
  package var escapedForTerminal: String {
    var escaper = Escaper()
    for scalar in unicodeScalars { escaper.append(scalar) }
    return escaper.finish()
  }
}

extension String {
  /// The same for bytes that may not be UTF-8, such as arguments and file names; a byte out of place becomes `\xFF`.
  package static func escapedForTerminal(bytes: some Sequence<UInt8>) -> String {
    var escaper = Escaper()
    var decoder = UTF8Decoder(bytes.makeIterator())
    while let next = decoder.next() {
      switch next {
      case .scalar(let scalar): escaper.append(scalar)
      case .stray(let byte): escaper.append(stray: byte)
      }
    }
    return escaper.finish()
  }
}

/// Escapes scalar by scalar. A backslash waits for its successor, which decides whether it must be doubled.
struct Escaper {
  private var text = ""
  private var hasPendingBackslash = false
  /// How many more combining marks may follow; 0 where there is no letter to carry them.
  private var marksAllowed = 0

  /// Enough for pointed Hebrew and Vietnamese, too few for a tower over the lines above.
  private static let marksPerLetter = 4

  mutating func append(_ scalar: Unicode.Scalar) {
    if scalar == "\\" {
      settleBackslash(doubled: true)
      hasPendingBackslash = true
      marksAllowed = 0
      return
    }
    if scalar.value < 0x7F, scalar.value >= 0x20 {
      settleBackslash(doubled: Escaper.escapeLetters.contains(scalar))
      text.unicodeScalars.append(scalar)
      marksAllowed = scalar.carriesMarks ? Escaper.marksPerLetter : 0
      return
    }
    guard scalar.isPrintable else { return append(escape: Escaper.escape(scalar)) }
    if scalar.isCombining {
      guard marksAllowed > 0 else { return append(escape: Escaper.escape(scalar)) }
      marksAllowed -= 1
    } else {
      marksAllowed = scalar.carriesMarks ? Escaper.marksPerLetter : 0
    }
    settleBackslash(doubled: false)
    text.unicodeScalars.append(scalar)
  }

  mutating func append(stray byte: UInt8) {
    append(escape: "\\x" + hexadecimal(UInt32(byte), width: 2))
  }

  /// The text so far; a backslash at its end is doubled, because it is not known what comes behind.
  mutating func finish() -> String {
    settleBackslash(doubled: true)
    return text
  }

  /// What may follow the backslash of an escape; `'` is escaped where a text stands in quotes.
  private static let escapeLetters: [Unicode.Scalar] = ["n", "r", "t", "u", "x", "'"]

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    default: "\\u{" + hexadecimal(scalar.value, width: 2) + "}"
    }
  }

  private mutating func append(escape: String) {
    settleBackslash(doubled: true)
    text += escape
    marksAllowed = 0
  }

  private mutating func settleBackslash(doubled: Bool) {
    if hasPendingBackslash { text += doubled ? "\\\\" : "\\" }
    hasPendingBackslash = false
  }
}

/// Upper-case hexadecimal digits, at least `width` of them.
func hexadecimal(_ value: UInt32, width: Int) -> String {
  let digits = String(value, radix: 16, uppercase: true)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
