import PostPassIssuing
import Testing

@Suite struct PassphraseTests {
  @Test(arguments: [1, 2, 1023, 1024]) func `has 1 to 1024 bytes of any kind`(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ 0x0E) }.map {
      $0 == 0x0A || $0 == 0x0D ? 0 : $0
    }
    let one = try passphrase(of: bytes)
    for lineEnd in ["\n", "\r\n"] {
      let other = try passphrase(of: bytes + Array(lineEnd.utf8))
      let isSame = one.equals(other)
      #expect(isSame)
    }
    var changed = bytes
    changed[count - 1] ^= 0x80
    let isSame = one.equals(try passphrase(of: changed))
    #expect(!isSame)
  }

  @Test func `is neither empty nor longer nor of several lines`() {
    #expect(fault(of: []) == .empty)
    #expect(fault(of: Array("\n".utf8)) == .empty)
    #expect(fault(of: Array("\r\n".utf8)) == .empty)
    for ending in ["", "\n", "\r\n", "\n\n"] {
      #expect(fault(of: [UInt8](repeating: 0x61, count: 1025) + Array(ending.utf8)) == .tooLong)
    }
    #expect(fault(of: [UInt8](repeating: 0x61, count: 1 << 16)) == .tooLong)
    for lines in ["a\n\n", "a\nb", "\na", "a\rb", "a\r\n\r\n", "a\n\r"] {
      #expect(fault(of: Array(lines.utf8)) == .lineEnd, "\(lines.debugDescription)")
    }
  }

  @Test func `letters are not normalised`() throws {
    let composed = try passphrase(of: Array("caf\u{E9}".utf8))
    let isSame = composed.equals(try passphrase(of: Array("cafe\u{301}".utf8)))
    #expect(!isSame)
  }

  private func fault(of bytes: [UInt8]) -> PassphraseError? {
    do throws(PassphraseError) {
      _ = try passphrase(of: bytes)
      return nil
    } catch {
      return error
    }
  }
}
