import CSodium

/// An Ed25519 public key: 32 bytes, not necessarily a point of the curve (SPEC §1).
public struct PublicKey: Sendable, Hashable {
  package let storage: Bytes32

  /// Exactly 32 bytes; nil for any other count.
  public init?(bytes: some Collection<UInt8>) {
    guard let storage = Bytes32(bytes) else { return nil }
    self.storage = storage
  }

  /// Reads `ppk1_…`; nil where the text is mistyped or cut short (SPEC §2.2).
  public init?(parsing text: String) {
    guard let bytes = try? CheckedText.decode(Array(text.utf8).span, prefix: PublicKey.prefix) else {
      return nil
    }
    self.init(bytes: bytes)
  }

  /// `ppk1_` and 49 base58 digits.
  public var text: String { CheckedText.encode(bytes, prefix: PublicKey.prefix) }

  private static let prefix = "ppk1_"

  /// The 32 bytes.
  public var bytes: [UInt8] { storage.bytes }

  /// True for a canonical point of the prime-order subgroup: what a key must be to enter a keyring or a root (SPEC
  /// §1).
  public var isPrimeOrderPoint: Bool {
    Sodium.start()
    return unsafe storage.withUnsafeBytes { key in
      // libsodium reads 32 bytes; Bytes32 guarantees them.
      unsafe crypto_core_ed25519_is_valid_point(key.baseAddress!.assumingMemoryBound(to: UInt8.self)) == 1
    }
  }

  /// True where the signature is this key's over the message, by the strict rules of SPEC §1.
  package func verifies(_ signature: Signature, over message: UnsafeRawBufferPointer) -> Bool {
    Sodium.start()
    return unsafe storage.withUnsafeBytes { key in
      unsafe signature.withUnsafeBytes { signature in
        // libsodium reads 64 and 32 bytes whatever it is given; the two types guarantee them.
        unsafe crypto_sign_ed25519_verify_detached(
          signature.baseAddress!.assumingMemoryBound(to: UInt8.self),
          message.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt64(message.count),
          key.baseAddress!.assumingMemoryBound(to: UInt8.self)) == 0
      }
    }
  }

  package func verifies(_ signature: Signature, over message: [UInt8]) -> Bool {
    unsafe message.withUnsafeBytes { unsafe verifies(signature, over: $0) }
  }
}

/// An Ed25519 signature: 64 bytes. Never an identifier: a code is called by its `CodeID`.
public struct Signature: Sendable, Hashable {
  private let r: Bytes32
  private let s: Bytes32

  /// Exactly 64 bytes; nil for any other count.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 64, let r = Bytes32(bytes.prefix(32)), let s = Bytes32(bytes.dropFirst(32))
    else { return nil }
    self.r = r
    self.s = s
  }

  /// The 64 bytes.
  public var bytes: [UInt8] { r.bytes + s.bytes }

  fileprivate func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
    var halves = (r.words, s.words)
    return unsafe Swift.withUnsafeBytes(of: &halves) { unsafe body($0) }
  }
}
