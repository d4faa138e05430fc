import Foundation
import PostPass
import PostPassIssuing
import TestSupport
import Testing

/// The cases of others, and the keys that must not be enrolled (SPEC §1).
struct Ed25519Tests {
  private struct Wycheproof: Decodable {
    struct Group: Decodable {
      struct Key: Decodable { let pk: String }
      struct Case: Decodable {
        let tcId: Int
        let comment: String
        let msg: String
        let sig: String
        let result: String
      }
      let publicKey: Key
      let tests: [Case]
    }
    let testGroups: [Group]
  }

  private struct RFC8032: Decodable {
    let sk: String
    let pk: String
    let sig: String
    let msg: String
  }

  private static func decode<T: Decodable>(_ type: T.Type, from path: String) throws -> T {
    try JSONDecoder().decode(type, from: Data(try RepositoryFiles.read("Vectors/ed25519/\(path)")))
  }

  @Test func `all 151 cases of Wycheproof agree`() throws {
    var count = 0
    for group in try Ed25519Tests.decode(Wycheproof.self, from: "wycheproof/ed25519_test.json").testGroups {
      let key = try #require(hexBytes(group.publicKey.pk).flatMap { PublicKey(bytes: $0) })
      for test in group.tests {
        let message = try #require(hexBytes(test.msg))
        let bytes = try #require(hexBytes(test.sig))
        let verifies = Signature(bytes: bytes).map { key.verifies($0, over: message) } ?? false
        #expect(verifies == (test.result == "valid"), "case \(test.tcId): \(test.comment)")
        count += 1
      }
    }
    #expect(count == 151)
  }

  private struct SpecCheck: Decodable {
    let message: String
    let publicKey: String
    let signature: String

    enum CodingKeys: String, CodingKey {
      case message, signature
      case publicKey = "pub_key"
    }
  }

  @Test func `of the cases of speccheck only that of mixed order verifies, and its key does not enter`()
    throws
  {
    let cases = try Ed25519Tests.decode([SpecCheck].self, from: "speccheck/cases.json")
    #expect(cases.count == 10)
    for (index, test) in cases.enumerated() {
      let key = try #require(hexBytes(test.publicKey).flatMap { PublicKey(bytes: $0) })
      let signature = try #require(hexBytes(test.signature).flatMap { Signature(bytes: $0) })
      #expect(
        key.verifies(signature, over: try #require(hexBytes(test.message))) == (index == 3), "case \(index)")
      if index == 3 { #expect(!key.isPrimeOrderPoint) }
    }
  }

  /// The eight points of small order, and the six other spellings that a decoder without care takes for them.
  private static let smallOrder: [String] = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
  ]

  /// With S = 0 the equation holds for many of the 196 pairs, whatever the message.
  @Test func `no point of small order signs anything, nor enters`() throws {
    let points = try Ed25519Tests.smallOrder.map { try #require(hexBytes($0)) }
    for point in points {
      let key = try #require(PublicKey(bytes: point))
      #expect(!key.isPrimeOrderPoint)
      for other in points {
        let signature = try #require(Signature(bytes: other + [UInt8](repeating: 0, count: 32)))
        #expect(!key.verifies(signature, over: Array("Zcash".utf8)))
      }
    }
  }

  @Test func `the cases of RFC 8032 verify and sign`() throws {
    let cases = try Ed25519Tests.decode([RFC8032].self, from: "rfc8032/rfc8032_from_zebra.json")
    #expect(cases.count == 3)
    for test in cases {
      var seed = try #require(hexBytes(test.sk))
      let message = try #require(hexBytes(test.msg))
      let signature = try #require(hexBytes(test.sig).flatMap { Signature(bytes: $0) })
      let key = try #require(hexBytes(test.pk).flatMap { PublicKey(bytes: $0) })
      #expect(key.verifies(signature, over: message))
      #expect(!key.verifies(signature, over: message + [0]))
      guard let signing = SigningKey(wiping: &seed) else {
        Issue.record("32 bytes are a seed")
        continue
      }
      let (publicKey, made) = (signing.publicKey, signing.signature(over: message))
      #expect(publicKey == key)
      #expect(made == signature)
      #expect(seed.allSatisfy { $0 == 0 })
    }
  }

  /// Points with a component of small order, and encodings that are none.
  @Test(arguments: [
    "959999999999999999999999999999999999999999999999999999999999" + "9999",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "0200000000000000000000000000000000000000000000000000000000000000",
  ])
  func `keys outside of the prime-order subgroup are told apart`(_ text: String) throws {
    let key = try #require(hexBytes(text).flatMap { PublicKey(bytes: $0) })
    #expect(!key.isPrimeOrderPoint)
  }

  @Test func `keys of signers are in the prime-order subgroup`() {
    for _ in 0..<20 { #expect(SigningKey().publicKey.isPrimeOrderPoint) }
  }

  @Test func `only 32 bytes are a key and only 64 a signature`() {
    for count in [0, 1, 31, 33, 63, 65] {
      #expect(PublicKey(bytes: [UInt8](repeating: 1, count: count)) == nil)
      #expect(Signature(bytes: [UInt8](repeating: 1, count: count)) == nil)
    }
  }
}
