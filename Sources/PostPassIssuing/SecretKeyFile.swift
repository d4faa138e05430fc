package import DurableFile
import PostPass

/// Why a secret key could not be read. No case carries anything of the key.
package enum SecretKeyError: Error, Equatable, Sendable {
  case file(FileError)
  case malformed(String)
  /// The file was made for somebody else.
  case otherOwner(String)
}

/// A file with one seed, 0600: a comment line, then format, owner, key derivation and seed, a line each.
/// The public half is never stored: it is derived from the seed, so that nobody can exchange it.
package enum SecretKeyFile {
  private static let format = "postpass-secret-key/1"
  private static let derivation = "kdf none"
  private static let seedPrefix = "pps1_"
  static let maximalLength = 4096

  /// Writes a file that was not there.
  /// - Parameter comment: the first line, behind `# `: printable ASCII.
  package static func create(
    _ key: borrowing SigningKey, of owner: KeyOwner, at path: String, comment: String
  ) throws(FileError) {
    var text = text(of: key, owner: owner, comment: comment)
    defer { wipe(&text) }
    try DurableFile.createExclusively(text, at: path, permissions: 0o600)
  }

  /// The bytes of the file, for the caller to wipe.
  package static func text(of key: borrowing SigningKey, owner: KeyOwner, comment: String) -> [UInt8] {
    var seed = unsafe key.withSeed { unsafe [UInt8]($0) }
    defer { wipe(&seed) }
    return Array(
      """
      # \(comment)
      \(format)
      owner \(owner.words)
      \(derivation)
      \(CheckedText.encode(seed, prefix: seedPrefix))

      """.utf8)
  }

  /// Reads a file that nobody else can read, made for this owner.
  package static func read(_ path: String, of owner: KeyOwner) throws(SecretKeyError) -> SigningKey {
    var bytes: [UInt8]
    do { bytes = try DurableFile.readSecret(path, limit: maximalLength) } catch { throw .file(error) }
    defer { wipe(&bytes) }
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard lines.count == 6, isComment(lines[0]), lines[1].elementsEqual(format.utf8),
      lines[2].starts(with: "owner ".utf8), let found = KeyOwner(words: lines[2].dropFirst(6)),
      lines[3].elementsEqual(derivation.utf8), lines[5].isEmpty
    else { throw .malformed(path) }
    var seedLine = Array(lines[4])
    defer { wipe(&seedLine) }
    guard var seed = try? CheckedText.decode(seedLine.span, prefix: seedPrefix),
      let key = SigningKey(wiping: &seed)
    else { throw .malformed(path) }
    guard found == owner else { throw .otherOwner(path) }
    return key
  }

  /// The one line that may say anything: for whoever opens the file.
  private static func isComment(_ line: ArraySlice<UInt8>) -> Bool {
    line.starts(with: "# ".utf8) && line.allSatisfy { (0x20...0x7E).contains($0) }
  }
}
