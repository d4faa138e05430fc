import CSodium

/// Bytes in memory that is locked, guarded, left out of core files, and wiped when they go.
@safe
struct LockedBytes: ~Copyable, @unchecked Sendable {
  // Nobody else has the pointer, and after `init` the bytes do not change: hence Sendable.
  private let memory: UnsafeMutableRawPointer
  let count: Int

  /// - Parameter fill: writes all of the bytes; they are zero where it does not.
  init<Failure: Error>(
    count: Int, _ fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    Sodium.start()
    guard let memory = unsafe sodium_malloc(count) else {
      // Nothing can be done with a secret that cannot be held safely.
      fatalError("no locked memory for a secret")
    }
    unsafe sodium_memzero(memory, count)
    unsafe self.memory = memory
    self.count = count
    try unsafe fill(UnsafeMutableRawBufferPointer(start: memory, count: count))
  }

  deinit { unsafe sodium_free(memory) }

  borrowing func withBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try unsafe body(UnsafeRawBufferPointer(start: memory, count: count))
  }

  borrowing func copy() -> LockedBytes {
    unsafe LockedBytes(count: count) { target in
      unsafe target.copyMemory(from: .init(start: memory, count: count))
    }
  }

  /// Compares in a time that does not depend on where the bytes differ.
  borrowing func equals(_ other: borrowing LockedBytes) -> Bool {
    unsafe count == other.count && sodium_memcmp(memory, other.memory, count) == 0
  }
}

/// The key that seals seeds, derived from a passphrase by Argon2id; wiped when it goes.
package final class SealingKey: Sendable {
  let derivation: KeyDerivation
  private let key: LockedBytes

  /// Nonce, 24 bytes, the sealed seed, 32 bytes, and the tag, 16 bytes.
  static let boxLength = nonceLength + SigningKey.seedLength + tagLength
  static let nonceLength = 24
  private static let tagLength = 16

  /// Takes the time and the memory that the derivation says.
  /// - Throws: `SecretKeyError.outOfMemory`.
  package init(of passphrase: borrowing Passphrase, by derivation: KeyDerivation) throws(SecretKeyError) {
    self.derivation = derivation
    key = try unsafe LockedBytes(count: Int(crypto_aead_xchacha20poly1305_ietf_KEYBYTES)) {
      output throws(SecretKeyError) in
      let isDerived = unsafe passphrase.withBytes { passphrase in
        unsafe crypto_pwhash(
          output.baseAddress!.assumingMemoryBound(to: UInt8.self), UInt64(output.count),
          passphrase.baseAddress!.assumingMemoryBound(to: CChar.self), UInt64(passphrase.count),
          derivation.salt, UInt64(derivation.cost.passes), derivation.cost.kibibytes << 10,
          crypto_pwhash_ALG_ARGON2ID13) == 0
      }
      // Parameters and lengths are inside of libsodium's limits: it is memory that was missing.
      guard isDerived else { throw .outOfMemory(kibibytes: derivation.cost.kibibytes) }
    }
  }

  /// - Parameters:
  ///   - header: what stands before the box in its file.
  ///   - nonce: 24 bytes that this key was never used with.
  func seal(_ signingKey: borrowing SigningKey, header: [UInt8], nonce: [UInt8]) -> [UInt8] {
    precondition(nonce.count == SealingKey.nonceLength, "libsodium reads 24 bytes of nonce")
    var box = [UInt8](repeating: 0, count: SigningKey.seedLength + SealingKey.tagLength)
    // libsodium writes 48 bytes and reads 32 of the seed, 24 of the nonce and 32 of the key.
    unsafe signingKey.withSeed { seed in
      unsafe key.withBytes { key in
        _ = unsafe crypto_aead_xchacha20poly1305_ietf_encrypt(
          &box, nil, seed.baseAddress!.assumingMemoryBound(to: UInt8.self), UInt64(seed.count), header,
          UInt64(header.count), nil, nonce, key.baseAddress!.assumingMemoryBound(to: UInt8.self))
      }
    }
    return nonce + box
  }

  /// The key in a box; nil where it was sealed with another passphrase, or box or header was changed.
  func open(_ box: [UInt8], header: [UInt8]) -> SigningKey? {
    guard box.count == SealingKey.boxLength else { return nil }
    var seed = [UInt8](repeating: 0, count: SigningKey.seedLength)
    defer { wipe(&seed) }
    let sealed = Array(box[SealingKey.nonceLength...])
    // libsodium writes 32 bytes where the tag is right, and reads 24 of the nonce and 32 of the key.
    let isOpened = unsafe key.withBytes { key in
      unsafe crypto_aead_xchacha20poly1305_ietf_decrypt(
        &seed, nil, nil, sealed, UInt64(sealed.count), header, UInt64(header.count), box,
        key.baseAddress!.assumingMemoryBound(to: UInt8.self)) == 0
    }
    return isOpened ? SigningKey(wiping: &seed) : nil
  }
}

/// Bytes of libsodium's randomness.
func randomBytes(count: Int) -> [UInt8] {
  Sodium.start()
  var bytes = [UInt8](repeating: 0, count: count)
  unsafe randombytes_buf(&bytes, count)
  return bytes
}
