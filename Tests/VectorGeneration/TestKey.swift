package import PostPass
package import PostPassIssuing

/// A test-only key: its seed is the hash of its label, so that everybody can make it again.
package struct TestKey: Sendable, Hashable {
  package let label: String
  package let publicKey: PublicKey

  package init(_ label: String) {
    self.label = label
    publicKey = TestKey.signingKey(label).publicKey
  }

  /// The signature over a whole signing input.
  package func signature(over input: [UInt8]) -> [UInt8] {
    TestKey.signingKey(label).signature(over: input).bytes
  }

  /// The key as the product's own type, for key files.
  package func withSigningKey<R>(_ body: (borrowing SigningKey) throws -> R) rethrows -> R {
    try body(TestKey.signingKey(label))
  }

  private static func signingKey(_ label: String) -> SigningKey {
    var seed = Blake2b.hash(Array("postpass test-only key\n".utf8), Array(label.utf8)).bytes
    guard let key = SigningKey(wiping: &seed) else {
      preconditionFailure("a digest has the 32 bytes of a seed")
    }
    return key
  }
}
