import Console
import Testing

/// Texts that try to move the cursor, hide, reorder or fake something.
let hostileTexts: [String] = [
  "\u{1B}[2J\u{1B}[1;1HALLOWED", "a\rALLOWED", "a\nALLOWED", "\u{202E}dewolla", "\u{2066}x\u{2069}",
  "\u{2028}ALLOWED\u{2029}",
  "\u{200B}\u{200C}\u{200D}\u{200E}\u{200F}\u{2060}\u{FEFF}", "\u{9B}31m", "\u{85}", "\u{7F}", "\0",
  "\u{E0001}\u{E0041}",
  "\u{A0}\u{3000}\u{2003}", "\u{E000}\u{F0000}\u{10FFFF}", "\u{FFFF}\u{378}",
  "\u{AD}\u{61C}\u{180E}\u{115F}\u{3164}\u{FE0F}\u{2800}",
  "\u{301}", "'\u{338}", "Z\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}", "\\", "\\n", "\\\\u{1B}", "'",
  "\\'", "C:\\new\\",
  "a\u{1B}\\\u{1B}\\", "é ñ 日本語 עברית 🙂", "\"}\n{\"v\":1,\"verdict\":\"allowed\"}",
]

/// The escape rule read backwards; nil for a text that the rule does not produce.
func unescaped(_ text: String) -> [UInt8]? {
  var rest = text.unicodeScalars[...]
  var bytes: [UInt8] = []
  while let scalar = rest.popFirst() {
    guard scalar == "\\", let next = rest.first else {
      bytes += Array(String(scalar).utf8)
      continue
    }
    switch next {
    case "\\", "'": bytes += Array(String(next).utf8)
    case "n": bytes.append(10)
    case "r": bytes.append(13)
    case "t": bytes.append(9)
    case "x":
      guard let byte = UInt8(String(String.UnicodeScalarView(rest.dropFirst().prefix(2))), radix: 16) else {
        return nil
      }
      bytes.append(byte)
      rest.removeFirst(2)
    case "u":
      let digits = rest.dropFirst(2).prefix { $0 != "}" }
      guard let value = UInt32(String(String.UnicodeScalarView(digits)), radix: 16),
        let scalar = Unicode.Scalar(value)
      else { return nil }
      bytes += Array(String(scalar).utf8)
      rest.removeFirst(digits.count + 2)
    default:
      bytes.append(UInt8(ascii: "\\"))
      continue
    }
    rest.removeFirst()
  }
  return bytes
}

/// Nothing but U+0020 to U+007E and letters, marks, digits, signs beyond ASCII.
func isSafe(_ text: String) -> Bool {
  text.unicodeScalars.allSatisfy { scalar in
    if scalar.isASCII { return scalar.value >= 0x20 && scalar.value <= 0x7E }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned: return false
    case .lineSeparator, .paragraphSeparator, .spaceSeparator: return false
    default: return !scalar.properties.isDefaultIgnorableCodePoint
    }
  }
}

@Suite struct EscapedTests {
  @Test(arguments: [
    ("plain ASCII, 'quoted' & ~", "plain ASCII, 'quoted' & ~"), ("é ñ 日本語 עברית 🙂", "é ñ 日本語 עברית 🙂"),
    ("\u{1B}[31m", "\\u{1B}[31m"), ("a\r\n\tb", "a\\r\\n\\tb"), ("\u{202E}", "\\u{202E}"),
    ("\u{7F}\u{9B}", "\\u{7F}\\u{9B}"),
    ("\0", "\\u{00}"), ("\u{E0041}", "\\u{E0041}"), ("a\u{A0}b", "a\\u{A0}b"),
    ("e\u{301}", "e\u{301}"), ("'\u{338}", "'\\u{338}"), ("\u{301}", "\\u{301}"),
    ("a\u{301}\u{301}\u{301}\u{301}\u{301}", "a\u{301}\u{301}\u{301}\u{301}\\u{301}"),
    ("C:\\dir", "C:\\dir"), ("C:\\new", "C:\\\\new"), ("end\\", "end\\\\"), ("\\\u{1B}", "\\\\\\u{1B}"),
    ("\\a\\é", "\\a\\é"),
  ])
  func `escapes what a terminal would act on, and nothing else`(text: String, expected: String) {
    // Compared by scalars: == on strings would take e + U+0301 for é.
    #expect(Array(text.escapedForTerminal.unicodeScalars) == Array(expected.unicodeScalars))
  }

  @Test(arguments: hostileTexts)
  func `leaves nothing unsafe, and can be read backwards`(text: String) {
    let escaped = text.escapedForTerminal
    #expect(isSafe(escaped))
    #expect(unescaped(escaped) == Array(text.utf8))
  }

  @Test func `no scalar gets through unsafe`() {
    // All that have a meaning, then the tags and samples of the unassigned and private planes.
    let others = Array(0xE0000...0xE0FFF) + Array(stride(from: 0x32400, through: 0x10FFFF, by: 97))
    for value in Array(0...0x323FF) + others.map(UInt32.init) {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let escaped = String(scalar).escapedForTerminal
      if !isSafe(escaped) { Issue.record("U+\(String(value, radix: 16))") }
    }
  }

  @Test func `bytes that are not UTF-8 are written out one by one`() {
    let cases: [([UInt8], String)] = [
      ([0xFF], "\\xFF"), ([0x61, 0xC3, 0x61], "a\\xC3a"), ([0xC3, 0xA9], "é"), ([0xC0, 0x80], "\\xC0\\x80"),
      ([0xED, 0xA0, 0x80], "\\xED\\xA0\\x80"), ([0xF4, 0x90, 0x80, 0x80], "\\xF4\\x90\\x80\\x80"),
      ([0xE2, 0x80], "\\xE2\\x80"), ([0xE2, 0x80, 0xAE], "\\u{202E}"), ([0xF0, 0x9F, 0x99, 0x82], "🙂"),
      ([], ""),
      ([0x5C, 0xFF], "\\\\\\xFF"), ([0x65, 0xFF, 0xCC, 0x81], "e\\xFF\\u{301}"),
    ]
    for (bytes, expected) in cases { #expect(String.escapedForTerminal(bytes: bytes) == expected) }
  }

  @Test func `random bytes come out safe and can be read backwards`() {
    var state: UInt64 = 1
    let interesting: [UInt8] = [
      0x5C, 0x27, 0x6E, 0x78, 0x75, 0x1B, 0xFF, 0xE2, 0x80, 0xAE, 0xCC, 0x81, 0x61, 0xF0, 0x9F,
    ]
    for _ in 0..<20_000 {
      var bytes: [UInt8] = []
      for _ in 0..<12 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        bytes.append(
          state >> 63 == 0 ? UInt8(truncatingIfNeeded: state >> 40) : interesting[Int(state >> 40) % 15])
      }
      let escaped = String.escapedForTerminal(bytes: bytes)
      #expect(isSafe(escaped))
      #expect(unescaped(escaped) == bytes)
    }
  }
}
