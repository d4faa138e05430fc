import PostPass
import PostPassIssuing
import TestSupport
import Testing

@Suite struct PublicKeyFileTests {
  private let key = TestAuthority.kim.publicKey

  @Test(arguments: [
    KeyOwner.issuer(account("@kim")), .issuer(account("-".replacing("-", with: "1"))), .publisher, .root,
    .keyring,
  ])
  func `whatever is written is read again`(owner: KeyOwner) throws {
    let file = PublicKeyFile(publicKey: key, owner: owner)
    #expect(PublicKeyFile(parsing: Array(file.text.utf8)) == file)
    #expect(PublicKeyFile(parsing: Array(file.text.dropLast().utf8)) == file)
    #expect(file.text.utf8.count <= PublicKeyFile.maximalLength)
  }

  @Test func `whatever is read is written the same`() throws {
    let text = Array(PublicKeyFile(publicKey: key, owner: .issuer(account("@kim"))).text.utf8)
    var accepted = 0
    for index in text.indices {
      for bit in 0..<8 {
        var changed = text
        changed[index] ^= 1 << bit
        guard let file = PublicKeyFile(parsing: changed) else { continue }
        accepted += 1
        // The line end may be left out.
        #expect(file.publicKey == key && Array(file.text.utf8).starts(with: changed))
      }
    }
    // Other letters of the account; the key itself has a checksum.
    #expect(accepted > 0)
  }

  @Test func `anything else is refused`() throws {
    let good = PublicKeyFile(publicKey: key, owner: .issuer(account("@kim"))).text
    let line = good.dropLast()
    let bad = [
      "", "\n", " ", "ppk1_", "\(line)\r\n", "\(line)\n\n", " \(line)", "\(line) ", "\(line) x",
      "\u{FEFF}\(line)",
      line.replacing(" ", with: "\t"), line.replacing(" ", with: "  "),
      line.replacing("issuer", with: "Issuer"),
      "\(key.text) issuer", "\(key.text) issuer ", "\(key.text) issuer -", "\(key.text) issuer -kim",
      "\(key.text) issuer @kím", "\(key.text) publisher", "\(key.text) publisher @kim",
      "\(key.text) root -\u{338}",
      "\(key.text) notary -", "\(key.text) issuer \(String(repeating: "k", count: 65))",
      "\(key.text)\0 issuer @kim", "\(key.text) issuer @kim\0", "issuer @kim \(key.text)",
      "\(TestAuthority.kim.publicKey.text.replacing("ppk1_", with: "ppa1_")) issuer @kim",
    ]
    for text in bad { #expect(PublicKeyFile(parsing: Array(text.utf8)) == nil, "\(text.debugDescription)") }
    #expect(PublicKeyFile(parsing: [0xFF, 0xFE]) == nil)
    #expect(PublicKeyFile(parsing: [UInt8](repeating: 0x31, count: 1 << 20)) == nil)
    #expect(
      PublicKeyFile(parsing: Array("ppk1_\(String(repeating: "z", count: 1 << 20)) issuer @kim".utf8)) == nil)
    for length in 0..<line.utf8.count {
      guard let file = PublicKeyFile(parsing: Array(line.utf8.prefix(length))) else { continue }
      // A shorter account is one too.
      #expect(file.publicKey == key && length > line.utf8.count - 4)
    }
  }
}
