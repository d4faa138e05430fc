import PostPass
import TestSupport

/// Codes whose text is right or wrong (SPEC §2.2).
enum CodeTextVectors {
  static var all: [VectorDraft] { prefixes + lengths + characters + digits + checksums }

  private static let good = Demo.codeText()

  private static func vector(
    _ name: String, _ expect: String, _ must: String, _ comment: String, _ text: String
  ) -> VectorDraft {
    VectorDraft("codes/\(name)", kind: "code", expect: expect, must: must, comment, [], .text(text))
  }

  /// For texts that a line cannot hold.
  private static func bytes(
    _ name: String, _ expect: String, _ must: String, _ comment: String, _ text: String
  ) -> VectorDraft {
    VectorDraft(
      "codes/\(name)", kind: "code", expect: expect, must: must, comment, [], .hex(Array(text.utf8)))
  }

  private static var prefixes: [VectorDraft] {
    [
      vector("text-plain", "accepted", "T1,T3,T4,T5,T6", "a numeric post and one numeric brand", good),
      bytes("text-crlf", "accepted", "T1", "a line of a Windows file", good + "\r\n"),
      bytes(
        "text-space-around", "accepted", "T1", "space, tab and line ends around it",
        " \t\r\n" + good + "\n\t "),
      bytes("prefix-only-space", "prefix", "T1", "nothing but white space", " \n"),
      vector("prefix-none", "prefix", "T1", "the digits alone", String(good.dropFirst(4))),
      vector("prefix-upper-case", "prefix", "T1", "prefixes are lower case", "PP1_" + good.dropFirst(4)),
      vector("prefix-next-version", "prefix", "T1", "a later version", "pp2_" + good.dropFirst(4)),
      vector("prefix-cut", "prefix", "T1", "cut short in the prefix", "pp1"),
      vector("prefix-hyphen", "prefix", "T1", "a hyphen for the underscore", "pp1-" + good.dropFirst(4)),
      vector(
        "prefix-authority", "prefix", "T1", "an authority ID is no code", Demo.state.authority.description),
      vector("prefix-key", "prefix", "T1", "a public key is no code", Demo.memberKeys[1].publicKey.text),
      bytes("prefix-byte-order-mark", "prefix", "T1", "U+FEFF is no white space", "\u{FEFF}" + good),
      bytes("prefix-no-break-space", "prefix", "T1", "U+00A0 is no white space", "\u{A0}" + good),
      bytes("prefix-vertical-tab", "prefix", "T1", "0x0B is no white space here", "\u{0B}" + good),
      bytes("prefix-smart-quotes", "prefix", "T1", "pasted with its quotes", "\u{201C}" + good + "\u{201D}"),
    ]
  }

  /// 15 brands and a post of 64 bytes each.
  private static let longest = Demo.codeText { code in
    code.post = .text(String(repeating: "p", count: 64))
    code.brands = (0..<15).map { .text(String(repeating: "b", count: 62) + "\($0 + 10)") }
  }

  private static var lengths: [VectorDraft] {
    [
      vector("longest", "accepted", "T2", "1550 characters", longest),
      vector("too-long", "too-long", "T2", "one character more", longest + "1"),
      vector(
        "too-long-and-character", "too-long", "T2", "the length is looked at before the characters",
        "pp1_" + String(repeating: "0", count: 1547)),
    ]
  }

  private static func replacing(at position: Int, _ character: String) -> String {
    String(good.prefix(position)) + character + String(good.dropFirst(position + 1))
  }

  private static var characters: [VectorDraft] {
    [
      vector("character-zero", "character", "T3", "0 is not in the alphabet", replacing(at: 20, "0")),
      vector("character-capital-o", "character", "T3", "O is not in the alphabet", replacing(at: 20, "O")),
      vector("character-capital-i", "character", "T3", "I is not in the alphabet", replacing(at: 20, "I")),
      vector("character-small-l", "character", "T3", "l is not in the alphabet", replacing(at: 20, "l")),
      vector("character-plus", "character", "T3", "+ is base64", replacing(at: 20, "+")),
      vector(
        "character-space", "character", "T3", "white space inside", good.prefix(70) + " " + good.dropFirst(70)
      ),
      bytes(
        "character-line-end", "character", "T3", "wrapped by a mail program",
        good.prefix(70) + "\r\n" + good.dropFirst(70)),
      bytes(
        "character-zero-width", "character", "T3", "U+200B inside",
        good.prefix(70) + "\u{200B}" + good.dropFirst(70)),
      bytes("character-zero-width-last", "character", "T3", "U+200B at the end", good + "\u{200B}"),
      bytes("character-smart-quote-last", "character", "T3", "U+201D at the end", good + "\u{201D}"),
      bytes("character-full-width", "character", "T3", "U+FF11 looks like 1", replacing(at: 20, "\u{FF11}")),
      bytes("character-cyrillic", "character", "T3", "U+0430 looks like a", replacing(at: 20, "\u{430}")),
      bytes("character-nul", "character", "T3", "a zero byte", replacing(at: 20, "\0")),
      VectorDraft(
        "codes/character-high-byte", kind: "code", expect: "character", must: "T3",
        "0xFF, which is in no UTF-8 text", [],
        .hex(Array(good.utf8.prefix(70)) + [0xFF] + Array(good.utf8.dropFirst(71)))),
    ]
  }

  private static var digits: [VectorDraft] {
    let blocks = String(good.prefix(4 + 11 * 2))
    return [
      vector("digits-1", "digits", "T4", "a last block of one digit", blocks + "2"),
      vector("digits-4", "digits", "T4", "a last block of four digits", blocks + "2222"),
      vector("digits-8", "digits", "T4", "a last block of eight digits", blocks + "22222222"),
      vector("digits-cut", "digits", "T4", "the last character is missing", String(good.dropLast(5))),
      vector("overflow-block", "overflow", "T5", "a block of 2^64", "pp1_jpXCZedGfVR" + good.dropFirst(15)),
      vector(
        "overflow-largest", "overflow", "T5", "a block of 58^11 - 1", "pp1_zzzzzzzzzzz" + good.dropFirst(15)),
      vector("overflow-1-byte", "overflow", "T5", "256 in a block of one byte", blocks + "5R"),
      vector("overflow-2-bytes", "overflow", "T5", "2^16 in a block of two bytes", blocks + "LUw"),
      vector(
        "overflow-7-bytes", "overflow", "T5", "58^10 - 1 in a block of seven bytes", blocks + "zzzzzzzzzz"),
      vector(
        "overflow-not-2-to-64", "checksum", "T6", "a block of 2^64 - 1 does not overflow",
        "pp1_jpXCZedGfVQ" + good.dropFirst(15)),
    ]
  }

  private static var checksums: [VectorDraft] {
    let bytes = Array(Demo.state.authority.description.utf8)
    let swapped =
      String(good.prefix(30)) + String(good.dropFirst(30).prefix(2).reversed()) + good.dropFirst(32)
    return [
      vector("checksum-nothing", "checksum", "T6", "no bytes at all", "pp1_"),
      vector("checksum-3-bytes", "checksum", "T6", "a checksum of nothing", RawCode.text(ofBytes: [])),
      vector("checksum-1-byte", "checksum", "T6", "fewer bytes than a checksum has", "pp1_12"),
      vector("checksum-swapped", "checksum", "T6", "two neighbours exchanged", swapped),
      vector(
        "checksum-digit", "checksum", "T6", "one digit mistyped",
        replacing(at: 40, good.dropFirst(40).first == "a" ? "b" : "a")),
      vector("checksum-cut", "checksum", "T6", "cut short by a block", String(good.dropLast(17))),
      vector("checksum-twice", "checksum", "T6", "pasted twice", String(good.prefix(15) + good.dropFirst(4))),
      vector(
        "checksum-of-authority", "checksum", "T6",
        "the digits of an authority ID: the checksum covers the prefix",
        "pp1_" + String(decoding: bytes.dropFirst(5), as: UTF8.self)),
    ]
  }
}
