/// Thirty-two bytes held as four words: the storage of digests, public keys and authority IDs.
/// Unlike an array it costs no allocation, and equality is of all 32 bytes.
package struct Bytes32: Sendable, Hashable {
  package var words: (UInt64, UInt64, UInt64, UInt64)

  /// 32 zero bytes.
  package init() { words = (0, 0, 0, 0) }

  /// Exactly 32 bytes; nil for any other count.
  package init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count == 32 else { return nil }
    self.init()
    unsafe withUnsafeMutableBytes(of: &words) { unsafe $0.copyBytes(from: bytes) }
  }

  package var bytes: [UInt8] { unsafe withUnsafeBytes { unsafe [UInt8]($0) } }

  package func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
    var copy = words
    return unsafe Swift.withUnsafeBytes(of: &copy) { unsafe body($0) }
  }

  /// Calls `fill` with 32 writable bytes: for C functions that write a digest or a key.
  package init(filledBy fill: (UnsafeMutablePointer<UInt8>) -> Void) {
    self.init()
    unsafe withUnsafeMutableBytes(of: &words) { buffer in
      // Four words are 32 bytes: the base address is never nil.
      unsafe fill(buffer.baseAddress!.assumingMemoryBound(to: UInt8.self))
    }
  }

  package static func == (a: Self, b: Self) -> Bool { a.words == b.words }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
    hasher.combine(words.2)
    hasher.combine(words.3)
  }
}
