package import DurableFile

/// What a person types, or keeps in a file, to open secret keys: 1 to 1024 bytes in locked memory, wiped when it goes.
/// Bytes are taken as they are: two spellings of one letter in Unicode are two passphrases.
package struct Passphrase: ~Copyable, Sendable {
  private let buffer: LockedBytes
  private let length: Int

  package static let maximalLength = 1024

  /// How many bytes `init(reading:)` makes room for: a line end may follow, and one byte more is too much.
  private static let bufferLength = maximalLength + 3

  /// Reads into locked memory, so that there is no copy anywhere else. One line end, LF or CR LF, is dropped.
  /// - Parameter read: fills the buffer from its beginning, as far as there is something, and returns how many bytes
  ///   it wrote.
  /// - Throws: `PassphraseError.empty`, `.tooLong`, `.lineEnd` for one that is not at the end, and what `read` throws.
  package init(
    reading read: (UnsafeMutableRawBufferPointer) throws(PassphraseError) -> Int
  ) throws(PassphraseError) {
    var length = 0
    buffer = try unsafe LockedBytes(count: Passphrase.bufferLength) { buffer throws(PassphraseError) in
      length = try unsafe read(buffer)
      for lineEnd in [UInt8(ascii: "\n"), UInt8(ascii: "\r")] {
        guard length > 0, unsafe buffer[length - 1] == lineEnd else { break }
        length -= 1
      }
      guard length > 0 else { throw .empty }
      guard length <= Passphrase.maximalLength else { throw .tooLong }
      // No terminal could type it, and of a file with several lines it is not known which was meant.
      for index in 0..<length where unsafe [UInt8(ascii: "\n"), UInt8(ascii: "\r")].contains(buffer[index]) {
        throw .lineEnd
      }
      // Two that are equal have equal buffers.
      for index in length..<buffer.count { unsafe buffer[index] = 0 }
    }
    self.length = length
  }

  /// The same passphrase in memory of its own.
  package init(copying other: borrowing Passphrase) {
    length = other.length
    buffer = other.buffer.copy()
  }

  borrowing func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    unsafe buffer.withBytes { bytes in unsafe body(UnsafeRawBufferPointer(rebasing: bytes[..<length])) }
  }

  /// Compares in a time that does not depend on where the two differ.
  package borrowing func equals(_ other: borrowing Passphrase) -> Bool {
    buffer.equals(other.buffer)
  }
}

/// Why there is no passphrase. No case carries anything of it.
package enum PassphraseError: Error, Equatable, Sendable {
  /// This key file needs one, and there is nobody to ask.
  case needed(String)
  /// A new one is asked for, and there is nobody to ask.
  case newNeeded
  case empty
  /// Who was asked gave no answer at all.
  case ended
  case tooLong
  case lineEnd
  /// The second time something else was typed.
  case different
  case file(FileError)
}

/// Where the passphrases of one run come from.
package protocol PassphraseSource: Sendable {
  /// From here on this source may be asked several times, and keys are derived in between.
  func begin()

  /// The last key is derived, or nothing comes of it. As often as `begin`.
  func end()

  /// The passphrase of a key file.
  /// - Parameter attempt: 0 at first; then how many of this source did not open the file.
  /// - Returns: nil where there is no other one to try.
  /// - Throws: `PassphraseError.needed` where there never was one.
  func passphrase(for path: String, attempt: Int) throws(PassphraseError) -> Passphrase?

  /// The passphrase of keys that are made; nil for none.
  func newPassphrase() throws(PassphraseError) -> Passphrase?
}

extension PassphraseSource {
  package func begin() {}

  package func end() {}
}

/// Nobody to ask: opens and makes keys without a passphrase only.
package struct NoPassphrases: PassphraseSource {
  package init() {}

  package func passphrase(for path: String, attempt: Int) throws(PassphraseError) -> Passphrase? {
    throw .needed(path)
  }

  package func newPassphrase() throws(PassphraseError) -> Passphrase? { nil }
}
