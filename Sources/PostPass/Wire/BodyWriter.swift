/// The words of a body while it is written: all zero at first, and little-endian where they lie, so that the bytes are
/// complete with the last word. The counterpart of `BodyReader`.
@safe
package struct BodyWriter: ~Copyable {
  // Lives as long as the call that made it, which lends it and never gives it away.
  private let base: UnsafeMutableRawPointer
  private let wordCount: Int

  fileprivate init(_ base: UnsafeMutableRawPointer, wordCount: Int) {
    unsafe self.base = base
    self.wordCount = wordCount
  }

  /// The word at an index inside the body.
  package subscript(index: Int) -> UInt64 {
    get {
      unsafe UInt64(littleEndian: base.loadUnaligned(fromByteOffset: offset(of: index), as: UInt64.self))
    }
    nonmutating set {
      unsafe base.storeBytes(of: newValue.littleEndian, toByteOffset: offset(of: index), as: UInt64.self)
    }
  }

  @inline(__always)
  private func offset(of index: Int) -> Int {
    // Whoever writes has laid the body out: a word outside of it would be a bug there.
    precondition(index >= 0 && index < wordCount, "a word outside of the body")
    return index &* 8
  }
}

extension [UInt8] {
  /// The bytes of so many words, which `write` writes where they stay.
  package init(words count: Int, _ write: (inout BodyWriter) -> Void) {
    unsafe self.init(unsafeUninitializedCapacity: count * 8) { buffer, initialized in
      guard let start = buffer.baseAddress else { return }
      unsafe start.initialize(repeating: 0, count: count * 8)
      var writer = unsafe BodyWriter(UnsafeMutableRawPointer(start), wordCount: count)
      write(&writer)
      initialized = count * 8
    }
  }
}
