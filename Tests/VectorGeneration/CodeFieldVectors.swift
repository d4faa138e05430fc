import PostPass

/// Codes whose fields are right or wrong behind a matching checksum (SPEC §2.1).
enum CodeFieldVectors {
  static var all: [VectorDraft] { accepted + lengths + heads + posts + brands }

  private static func accepted(
    _ name: String, _ must: String, _ comment: String, _ change: (inout RawCode) -> Void
  ) -> VectorDraft {
    var code = RawCode()
    change(&code)
    return VectorDraft(
      "codes/\(name)", kind: "code", expect: "accepted", must: must, comment,
      [("id", "\(code.issuer)-\(code.serial)")],
      .text(code.text(by: Demo.memberKeys[1], in: Demo.state.authority)))
  }

  private static func refused(
    _ name: String, _ expect: String, _ must: String, _ comment: String, _ change: (inout RawCode) -> Void
  ) -> VectorDraft {
    VectorDraft(
      "codes/\(name)", kind: "code", expect: expect, must: must, comment, [], .text(Demo.codeText(change)))
  }

  private static var accepted: [VectorDraft] {
    [
      accepted("any-brand", "C2,C8", "no brand is named") { $0.brands = [] },
      accepted("shortest", "C1", "any brand and a post of one byte: 123 characters") {
        $0.post = .text("x")
        $0.brands = []
      },
      accepted("brands-15", "C7", "as many brands as there can be") {
        $0.brands = (1...15).map { .number(UInt64($0)) }
      },
      accepted("stop", "C2", "running ads must stop when the code ends") { $0.stop = true },
      accepted("issuer-largest", "C3", "issuer 2^32 - 2, serial 2^32 - 1") {
        ($0.issuer, $0.serial) = (.max - 1, .max)
      },
      accepted("issuer-smallest", "C3", "issuer 1, serial 0") { ($0.issuer, $0.serial) = (1, 0) },
      accepted("window-longest", "C4", "from 0 to 2^32 - 1") { ($0.notBefore, $0.notAfter) = (0, .max) },
      accepted("window-shortest", "C4", "one second") { $0.notAfter = $0.notBefore + 1 },
      accepted("post-zero", "C5", "number 0") { $0.post = .number(0) },
      accepted("post-largest", "C5", "number 2^64 - 1") { $0.post = .number(.max) },
      accepted("post-text", "C5", "a text with a space inside") { $0.post = .text("post 1/a~") },
      accepted("post-leading-zero", "C5", "007 has no numeric form") { $0.post = .text("007") },
      accepted("post-2-to-64", "C5", "2^64 has no numeric form") { $0.post = .text("18446744073709551616") },
      accepted("post-one-byte", "C5", "the shortest text") { $0.post = .text("!") },
      accepted("post-64-bytes", "C5", "the longest text") {
        $0.post = .text(String(repeating: "~", count: 64))
      },
      accepted("brand-text", "C6", "one brand by its name") { $0.brands = [.text("Acme, Inc.")] },
      accepted("brand-mixed", "C6,C7", "one name makes all brands text; bytewise 10 is before 9") {
        $0.brands = [.text("10"), .text("9"), .text("acme")]
      },
      accepted("brand-prefix-first", "C7", "a prefix comes before what it begins") {
        $0.brands = [.text("acme"), .text("acme-2")]
      },
      accepted("brand-numbers-by-value", "C7", "9 before 10, and 255 before 256") {
        $0.brands = [.number(9), .number(10), .number(255), .number(256), .number(.max)]
      },
    ]
  }

  /// A text of any bytes with a matching checksum.
  private static func bytes(
    _ name: String, _ expect: String, _ must: String, _ comment: String, _ bytes: [UInt8]
  ) -> VectorDraft {
    VectorDraft(
      "codes/\(name)", kind: "code", expect: expect, must: must, comment, [],
      .text(RawCode.text(ofBytes: bytes)))
  }

  private static var lengths: [VectorDraft] {
    let signature = [UInt8](repeating: 7, count: 64)
    let fields = RawCode().fields
    var textPost = RawCode()
    textPost.post = .text("post")
    textPost.brands = []
    var cutShape = fields
    cutShape[0] |= 0x80
    return [
      bytes("length-1", "length", "C1", "one byte", [0x01]),
      bytes("length-63", "length", "C1", "less than a signature", Array(signature.dropLast())),
      bytes("length-64", "length", "C1", "a signature alone", signature),
      bytes("length-16", "length", "C1", "cut in the last fixed field", Array(fields.prefix(16)) + signature),
      bytes("length-no-post", "length", "C1", "no post", Array(fields.prefix(17)) + signature),
      bytes("length-post", "length", "C1", "cut in the post", Array(fields.prefix(24)) + signature),
      bytes("length-brand", "length", "C1", "cut in the brand", Array(fields.dropLast()) + signature),
      bytes(
        "length-text", "length", "C1", "a text that is longer than the code",
        Array(textPost.fields.dropLast()) + signature),
      bytes(
        "length-brand-count", "length", "C1", "a count of 2 with one brand",
        [0x02] + fields.dropFirst() + signature),
      bytes(
        "length-before-shape", "length", "C1,C2",
        "the fixed fields are counted before the shape is looked at",
        Array(cutShape.prefix(16)) + signature),
      bytes(
        "shape-before-length", "shape", "C1,C2", "a cut post is found only where its missing byte is needed",
        Array(cutShape.prefix(20)) + signature),
    ]
  }

  private static var heads: [VectorDraft] {
    [
      refused("shape-bit-7", "shape", "C2", "bit 7 is zero") { $0.shape = 0x81 },
      refused("shape-no-text-brands", "shape", "C2", "brands in text form, but none") {
        ($0.brands, $0.shape) = ([], 0x20)
      },
      refused("issuer-zero", "issuer", "C3", "number 0 is no key") { $0.issuer = 0 },
      refused("issuer-too-large", "issuer", "C3", "number 2^32 - 1 is no key") { $0.issuer = .max },
      refused("window-empty", "window", "C4", "ends when it starts") { $0.notAfter = $0.notBefore },
      refused("window-reversed", "window", "C4", "ends before it starts") { $0.notAfter = $0.notBefore - 1 },
      refused("window-zero", "window", "C4", "from 0 to 0") { ($0.notBefore, $0.notAfter) = (0, 0) },
      refused("issuer-before-window", "issuer", "C3,C4", "the issuer is looked at before the window") {
        ($0.issuer, $0.notAfter) = (0, $0.notBefore)
      },
    ]
  }

  private static func noText(_ what: String) -> [(name: String, comment: String, text: [UInt8])] {
    [
      ("empty", "no bytes", []),
      ("65-bytes", "more than 64 bytes", [UInt8](repeating: 0x61, count: 65)),
      ("control", "a control character", Array("a\nb".utf8)),
      ("escape", "a terminal's escape", Array("a\u{1B}[2J".utf8)),
      ("delete", "0x7F", [0x61, 0x7F]),
      ("high-byte", "0x80", [0x61, 0x80]),
      ("utf-8", "a letter outside of ASCII", Array("caf\u{E9}".utf8)),
      ("bidi", "U+202E, which turns the direction of text", Array("a\u{202E}b".utf8)),
      ("space-first", "begins with a space", Array(" a".utf8)),
      ("space-last", "ends with a space", Array("a ".utf8)),
    ]
  }

  private static var posts: [VectorDraft] {
    noText("post").map { bad in
      refused("post-\(bad.name)", "post", "C5", bad.comment) { $0.post = .text(bad.text) }
    } + [
      refused("post-numeric-text", "post", "C5", "a number in text form") { $0.post = .text("123") },
      refused("post-zero-text", "post", "C5", "0 in text form") { $0.post = .text("0") },
      refused("post-largest-text", "post", "C5", "2^64 - 1 in text form") {
        $0.post = .text("18446744073709551615")
      },
    ]
  }

  private static var brands: [VectorDraft] {
    noText("brand").map { bad in
      refused("brand-\(bad.name)", "brand", "C6", bad.comment) { $0.brands = [.text(bad.text)] }
    } + [
      refused("brand-numeric-text", "brand", "C6", "numbers only, in text form") {
        $0.brands = [.text("1"), .text("2")]
      },
      refused("brand-order-equal", "brand-order", "C7", "one number twice") {
        $0.brands = [.number(5), .number(5)]
      },
      refused("brand-order-numbers", "brand-order", "C7", "10 before 9") {
        $0.brands = [.number(10), .number(9)]
      },
      refused(
        "brand-order-wire", "brand-order", "C7", "256 before 255: by value, not by the bytes of the wire"
      ) {
        $0.brands = [.number(256), .number(255)]
      },
      refused("brand-order-texts", "brand-order", "C7", "b before a") {
        $0.brands = [.text("b"), .text("a")]
      },
      refused("brand-order-equal-texts", "brand-order", "C7", "one name twice") {
        $0.brands = [.text("a"), .text("a")]
      },
      refused("brand-order-prefix", "brand-order", "C7", "a prefix behind what it begins") {
        $0.brands = [.text("acme-2"), .text("acme")]
      },
      refused("brand-order-mixed", "brand-order", "C7", "9 before 10 among texts") {
        $0.brands = [.text("9"), .text("10"), .text("acme")]
      },
      refused("brand-order-last", "brand-order", "C7", "the last of fifteen") {
        $0.brands = (1...14).map { .number(UInt64($0)) } + [.number(14)]
      },
      refused("brand-before-order", "brand", "C6,C7", "numbers only, in text form and in the wrong order") {
        $0.brands = [.text("2"), .text("1")]
      },
      refused("trailing-one", "trailing", "C8", "a byte behind the brands") { $0.trailing = [0] },
      refused("trailing-brand", "trailing", "C8", "a brand more than the count says") {
        $0.trailing = [1, 0, 0, 0, 0, 0, 0, 0]
      },
      refused("trailing-any-brand", "trailing", "C2,C8", "a brand behind a count of 0") {
        ($0.brands, $0.trailing) = ([], [1, 0, 0, 0, 0, 0, 0, 0])
      },
    ]
  }
}
