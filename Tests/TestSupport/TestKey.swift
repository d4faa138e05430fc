import CSodium
package import PostPass

/// A key pair from a seed that everybody knows: TEST ONLY.
package struct TestKey: Sendable, Hashable {
  package let seed: [UInt8]
  package let publicKey: PublicKey

  /// The key of a name; the seed is `TEST ONLY ` and the name, padded with spaces to 32 bytes.
  package init(_ name: String) {
    let text = Array("TEST ONLY \(name)".utf8.prefix(32))
    self.init(seed: text + [UInt8](repeating: 0x20, count: 32 - text.count))
  }

  /// The key of 32 bytes.
  package init(seed: [UInt8]) {
    precondition(seed.count == 32, "a seed has 32 bytes")
    self.seed = seed
    // libsodium writes 32 bytes.
    guard let publicKey = PublicKey(bytes: TestKey.pair(seed).public) else {
      preconditionFailure("a public key has 32 bytes")
    }
    self.publicKey = publicKey
  }

  package func sign(_ message: [UInt8]) -> Signature {
    var bytes = [UInt8](repeating: 0, count: 64)
    // libsodium writes 64 bytes and reads 64 of the secret key.
    _ = unsafe crypto_sign_ed25519_detached(
      &bytes, nil, message, UInt64(message.count), TestKey.pair(seed).secret)
    guard let signature = Signature(bytes: bytes) else { preconditionFailure("a signature has 64 bytes") }
    return signature
  }

  private static func pair(_ seed: [UInt8]) -> (public: [UInt8], secret: [UInt8]) {
    var publicKey = [UInt8](repeating: 0, count: 32)
    var secretKey = [UInt8](repeating: 0, count: 64)
    _ = unsafe crypto_sign_ed25519_seed_keypair(&publicKey, &secretKey, seed)
    return (publicKey, secretKey)
  }
}
