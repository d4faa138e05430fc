import CSodium

/// A BLAKE2b-256 digest, 32 bytes (SPEC §1).
public struct Digest: Sendable, Hashable {
  package let storage: Bytes32

  package init(_ storage: Bytes32) { self.storage = storage }

  /// Exactly 32 bytes; nil for any other count.
  public init?(bytes: some Collection<UInt8>) {
    guard let storage = Bytes32(bytes) else { return nil }
    self.storage = storage
  }

  /// Reads 64 lower-case hexadecimal digits; nil for any other text.
  package init?(hex: String) {
    let digits = Array(hex.utf8)
    guard digits.count == 64 else { return nil }
    var bytes: [UInt8] = []
    for pair in stride(from: 0, to: 64, by: 2) {
      guard let high = hexValue(of: digits[pair]), let low = hexValue(of: digits[pair + 1]) else {
        return nil
      }
      bytes.append(high << 4 | low)
    }
    self.init(bytes: bytes)
  }

  /// The 32 bytes.
  public var bytes: [UInt8] { storage.bytes }

  /// 64 lower-case hexadecimal digits: the name of a body file.
  public var hex: String { String(decoding: bytes.flatMap(hexDigits(of:)), as: UTF8.self) }
}

private let hexAlphabet = Array("0123456789abcdef".utf8)

private func hexDigits(of byte: UInt8) -> [UInt8] {
  [hexAlphabet[Int(byte >> 4)], hexAlphabet[Int(byte & 15)]]
}

private func hexValue(of digit: UInt8) -> UInt8? { hexAlphabet.firstIndex(of: digit).map { UInt8($0) } }

/// Unkeyed BLAKE2b with 32 bytes of output (SPEC §1).
package enum Blake2b {
  /// The digest of `first || second`.
  package static func hash(_ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer) -> Digest {
    Sodium.start()
    return unsafe Digest(
      Bytes32 { out in
        unsafe postpass_blake2b_256(
          out, first.baseAddress?.assumingMemoryBound(to: UInt8.self), first.count,
          second.baseAddress?.assumingMemoryBound(to: UInt8.self), second.count)
      })
  }

  /// The digest of `first || second`.
  package static func hash(_ first: [UInt8], _ second: [UInt8] = []) -> Digest {
    unsafe first.withUnsafeBytes { first in
      unsafe second.withUnsafeBytes { second in unsafe hash(first, second) }
    }
  }
}

/// libsodium, started once: it picks the fastest implementations for this processor.
enum Sodium {
  private static let started: Bool = sodium_init() >= 0

  static func start() {
    // sodium_init fails only where the system gives no randomness; nothing can be trusted then.
    precondition(started, "libsodium cannot start")
  }
}
