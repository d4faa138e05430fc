import CSodium
package import PostPass

/// An Ed25519 secret in memory that is locked, guarded and wiped when it goes. Built from the 32-byte seed alone: a
/// secret that carries its own public half can be made to give itself away.
@safe
package struct SigningKey: ~Copyable {
  package let publicKey: PublicKey
  private let secret: UnsafeMutablePointer<UInt8>

  package static let seedLength = 32

  /// A new key from the system's randomness.
  package init() {
    var seed = randomBytes(count: SigningKey.seedLength)
    self.init(expanding: &seed)
  }

  /// The key of a seed, which is wiped; nil where it is not 32 bytes.
  package init?(wiping seed: inout [UInt8]) {
    guard seed.count == SigningKey.seedLength else {
      wipe(&seed)
      return nil
    }
    self.init(expanding: &seed)
  }

  /// Takes exactly 32 bytes, which both inits above make sure of.
  private init(expanding seed: inout [UInt8]) {
    Sodium.start()
    guard let memory = unsafe sodium_malloc(Int(crypto_sign_ed25519_SECRETKEYBYTES)) else {
      // Nothing can be done with a key that cannot be held safely.
      fatalError("no locked memory for a secret key")
    }
    unsafe secret = memory.assumingMemoryBound(to: UInt8.self)
    var publicBytes = [UInt8](repeating: 0, count: 32)
    _ = unsafe crypto_sign_ed25519_seed_keypair(&publicBytes, secret, seed)
    wipe(&seed)
    guard let publicKey = PublicKey(bytes: publicBytes) else {
      preconditionFailure("the array above has 32 bytes")
    }
    self.publicKey = publicKey
  }

  deinit { unsafe sodium_free(secret) }

  /// The signature over a signing input, which begins with its kind.
  package borrowing func signature(over input: [UInt8]) -> Signature {
    var bytes = [UInt8](repeating: 0, count: 64)
    _ = unsafe crypto_sign_ed25519_detached(&bytes, nil, input, UInt64(input.count), secret)
    guard let signature = Signature(bytes: bytes) else {
      preconditionFailure("the array above has 64 bytes")
    }
    return signature
  }

  /// Lets the seed be written to a key file.
  borrowing func withSeed<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    // The first half of libsodium's 64-byte secret is the seed.
    try unsafe body(UnsafeRawBufferPointer(start: secret, count: SigningKey.seedLength))
  }
}

enum Sodium {
  /// Randomness and locked memory are there only after this; the second time it does nothing.
  static func start() {
    // Without the system's randomness no key can be made.
    guard sodium_init() >= 0 else { fatalError("libsodium does not start") }
  }
}

/// Overwrites bytes in a way that the compiler keeps.
func wipe(_ bytes: inout [UInt8]) {
  unsafe bytes.withUnsafeMutableBytes { buffer in
    if let base = buffer.baseAddress { unsafe sodium_memzero(base, buffer.count) }
  }
}
