import PostPass
import TestSupport
import Testing
import VectorGeneration

/// What a mistyped code becomes: refused, whatever was mistyped.
struct CodeMutationTests {
  private static let codes = [
    Demo.codeText(),
    Demo.codeText { code in
      code.post = .text("p")
      code.brands = [.text("Acme, Inc."), .text("b")]
    },
  ]
  private static let alphabet = Array("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)
  private static let outside = Array("0OIl+/=-_.,\"'\\\u{0}\u{7F}\t\n ".utf8) + [0x80, 0xC3, 0xFF]

  private static func parses(_ text: [UInt8]) -> Bool { (try? UnverifiedCode(parsing: text)) != nil }

  @Test(arguments: codes)
  func `every changed character is refused`(_ code: String) {
    let good = Array(code.utf8)
    #expect(CodeMutationTests.parses(good))
    for position in good.indices {
      for character in CodeMutationTests.alphabet + CodeMutationTests.outside
      where character != good[position] {
        var text = good
        text[position] = character
        let accepted = CodeMutationTests.parses(text)
        #expect(!accepted, "\(character) at \(position)")
      }
    }
  }

  @Test(arguments: codes)
  func `every inserted character is refused but white space around`(_ code: String) {
    let good = Array(code.utf8)
    for position in 0...good.count {
      for character in CodeMutationTests.alphabet + CodeMutationTests.outside {
        var text = good
        text.insert(character, at: position)
        let isTrimmed = [0x20, 0x09, 0x0A].contains(character) && (position == 0 || position == good.count)
        let accepted = CodeMutationTests.parses(text)
        #expect(accepted == isTrimmed, "\(character) at \(position)")
      }
    }
  }

  @Test(arguments: codes)
  func `every deletion, truncation and exchange of neighbours is refused`(_ code: String) {
    let good = Array(code.utf8)
    for position in good.indices {
      var shorter = good
      shorter.remove(at: position)
      let deleted = CodeMutationTests.parses(shorter)
      let cut = CodeMutationTests.parses(Array(good[..<position]))
      let tail = position > 0 && CodeMutationTests.parses(Array(good[position...]))
      #expect(!deleted && !cut && !tail, "at \(position)")
      guard position + 1 < good.count, good[position] != good[position + 1] else { continue }
      var exchanged = good
      exchanged.swapAt(position, position + 1)
      let accepted = CodeMutationTests.parses(exchanged)
      #expect(!accepted, "at \(position)")
    }
  }

  /// Behind a matching checksum, where only the fields can be wrong.
  @Test(arguments: codes)
  func `whatever parses encodes to the same bytes`(_ code: String) throws {
    let bytes = try CheckedText.decode(Array(code.utf8).span, prefix: "pp1_")
    var accepted = 0
    for bit in 0..<(bytes.count * 8) {
      var changed = bytes
      changed[bit / 8] ^= 1 << UInt8(bit % 8)
      let text = CheckedText.encode(changed, prefix: "pp1_")
      guard let parsed = try? UnverifiedCode(parsing: text) else { continue }
      accepted += 1
      let signature = try #require(Signature(bytes: changed.suffix(64)))
      #expect(UnverifiedCode.text(of: parsed.unverifiedClaims, signature: signature) == text)
    }
    // Every bit of serial, signature and the like gives another code, and no other text of the same.
    #expect(accepted > 512)
  }

  @Test func `vectors that are accepted encode to the same bytes`() throws {
    for vector in try Vector.all(of: .code) where vector.isPositive {
      let text = String(decoding: vector.payload, as: UTF8.self)
      let trimmed = String(text.trimmingPrefix { $0.isWhitespace }.prefix { !$0.isWhitespace })
      let claims = try UnverifiedCode(parsing: text).unverifiedClaims
      let bytes = try CheckedText.decode(Array(trimmed.utf8).span, prefix: "pp1_")
      let signature = try #require(Signature(bytes: bytes.suffix(64)))
      #expect(UnverifiedCode.text(of: claims, signature: signature) == trimmed)
    }
  }

  @Test func `empty, long and binary input is refused`() {
    for input in [
      [], [UInt8](repeating: 0, count: 1 << 20), Array("pp1_".utf8) + [UInt8](repeating: 49, count: 1 << 20),
    ] {
      #expect(!CodeMutationTests.parses(input))
    }
    for seed in 0..<200 {
      let noise = (0..<8).flatMap { Blake2b.hash([UInt8(seed), $0]).bytes }
      #expect(!CodeMutationTests.parses(noise))
      #expect(!CodeMutationTests.parses(Array(RawCode.text(ofBytes: noise).utf8)))
    }
  }
}
