import PostPass
import Testing

/// Known answers of another implementation (Python's hashlib.blake2b with digest_size=32).
struct Blake2bTests {
  private static let answers: [(message: [UInt8], hex: String)] = [
    ([], "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8"),
    (Array("abc".utf8), "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319"),
    (Array(0..<128), "c3582f71ebb2be66fa5dd750f80baae97554f3b015663c8be377cfcb2488c1d1"),
    (
      (0..<4097).map { UInt8($0 % 251) },
      "615e89d4794280669cf1c7d4a8a5fcb8c97652bf82964fdb2c89d0a9d6146fa8"
    ),
  ]

  @Test(arguments: answers.indices)
  func `known answers`(_ index: Int) {
    let (message, hex) = Blake2bTests.answers[index]
    #expect(Blake2b.hash(message).hex == hex)
  }

  @Test(arguments: answers.indices)
  func `two parts are hashed like one`(_ index: Int) {
    let (message, hex) = Blake2bTests.answers[index]
    for cut in [0, message.count / 2, message.count] {
      #expect(Blake2b.hash(Array(message[..<cut]), Array(message[cut...])).hex == hex)
    }
  }

  @Test func `digests are written in lower-case hexadecimal digits`() {
    let digest = Blake2b.hash([])
    #expect(Digest(hex: digest.hex) == digest)
    #expect(Digest(hex: digest.hex.uppercased()) == nil)
    #expect(Digest(hex: String(digest.hex.dropLast())) == nil)
  }
}
