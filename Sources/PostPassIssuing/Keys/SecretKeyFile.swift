package import DurableFile
import PostPass

/// Why a secret key could not be read or written. No case carries anything of the key, or of a passphrase.
package enum SecretKeyError: Error, Equatable, Sendable {
  case file(FileError)
  case malformed(String)
  /// The file was made for somebody else.
  case otherOwner(String)
  /// To open it would take more passes or memory than any key file may ask for; nothing was derived.
  case derivationOutOfBounds(String)
  /// The passphrase is wrong, or what it seals was changed: nobody can tell the two apart.
  case notOpened(String)
  /// The system has less memory than it takes to derive the sealing key.
  case outOfMemory(kibibytes: Int)
  case passphrase(PassphraseError)
}

/// Why bytes are no secret key file. No case carries anything of them.
package enum MalformedSecretKey: Error, Equatable, Sendable {
  case spelling
  /// More passes or memory than any file may ask for, or less than there is.
  case derivationOutOfBounds
  /// The last line of a sealed file: nobody can tell the damage from a wrong passphrase.
  case box
}

/// A file with one seed, 0600: a comment line, then format, owner, key derivation and seed, a line each (Keys/README.md).
/// The public half is never stored: it is derived from the seed, so that nobody can exchange it.
package struct SecretKeyFile: ~Copyable {
  /// Behind `# ` in the first line.
  package let comment: String
  package let owner: KeyOwner
  package let secret: Secret

  /// What the last line holds.
  package enum Secret: ~Copyable {
    case plain(SigningKey)
    /// The box, and every byte of the file before it.
    case sealed(KeyDerivation, box: [UInt8], header: [UInt8])
  }

  private static let format = "postpass-secret-key/1"
  private static let plainDerivation = "none"
  private static let seedPrefix = "pps1_"
  private static let boxPrefix = "ppe1_"
  static let maximalLength = 4096

  /// Reads a file that nobody else can read.
  /// - Throws: `SecretKeyError.file`, `.malformed`, `.derivationOutOfBounds`, and `.notOpened` for a damaged box.
  init(reading path: String) throws(SecretKeyError) {
    var bytes: [UInt8]
    do { bytes = try DurableFile.readSecret(path, limit: SecretKeyFile.maximalLength) } catch {
      throw .file(error)
    }
    defer { wipe(&bytes) }
    do throws(MalformedSecretKey) { self = try SecretKeyFile(parsing: bytes) } catch {
      switch error {
      case .spelling: throw .malformed(path)
      case .derivationOutOfBounds: throw .derivationOutOfBounds(path)
      case .box: throw .notOpened(path)
      }
    }
  }

  /// Reads the one spelling; derives nothing. The bytes are the caller's to wipe.
  package init(parsing bytes: [UInt8]) throws(MalformedSecretKey) {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard lines.count == 6, SecretKeyFile.isComment(lines[0]),
      lines[1].elementsEqual(SecretKeyFile.format.utf8),
      lines[2].starts(with: "owner ".utf8), let owner = KeyOwner(words: lines[2].dropFirst(6)),
      lines[3].starts(with: "kdf ".utf8), lines[5].isEmpty
    else { throw .spelling }
    let derivation = lines[3].dropFirst(4)
    if derivation.elementsEqual(SecretKeyFile.plainDerivation.utf8) {
      guard let key = SecretKeyFile.seed(lines[4]) else { throw .spelling }
      secret = .plain(key)
    } else {
      secret = try SecretKeyFile.sealed(
        derivation, lines[4], header: Array(bytes[..<lines[4].startIndex]))
    }
    comment = String(decoding: lines[0].dropFirst(2), as: UTF8.self)
    self.owner = owner
  }

  private static func seed(_ line: ArraySlice<UInt8>) -> SigningKey? {
    var text = Array(line)
    var seed: [UInt8] = []
    defer {
      wipe(&text)
      wipe(&seed)
    }
    guard (try? CheckedText.decode(text.span, prefix: seedPrefix, into: &seed)) != nil else { return nil }
    return SigningKey(wiping: &seed)
  }

  private static func sealed(
    _ derivation: ArraySlice<UInt8>, _ line: ArraySlice<UInt8>, header: [UInt8]
  ) throws(MalformedSecretKey) -> Secret {
    let parsed: KeyDerivation
    do { parsed = try KeyDerivation(parsing: derivation) } catch {
      throw error == .outOfBounds ? .derivationOutOfBounds : .spelling
    }
    guard let box = try? CheckedText.decode(Array(line).span, prefix: boxPrefix),
      box.count == SealingKey.boxLength
    else { throw .box }
    return .sealed(parsed, box: box, header: header)
  }

  /// The one line that may say anything: for whoever opens the file.
  private static func isComment(_ line: ArraySlice<UInt8>) -> Bool {
    line.starts(with: "# ".utf8) && line.allSatisfy { (0x20...0x7E).contains($0) }
  }

  /// The bytes of a file without a passphrase, for the caller to wipe.
  /// - Parameter comment: the first line, behind `# `: printable ASCII.
  package static func text(of key: borrowing SigningKey, owner: KeyOwner, comment: String) -> [UInt8] {
    var text = header(owner: owner, derivation: plainDerivation, comment: comment)
    // Room for the line and the checksum: an array that grows leaves a copy behind.
    text.reserveCapacity(text.count + 64)
    var seed: [UInt8] = []
    seed.reserveCapacity(SigningKey.seedLength + CheckedText.checksumLength)
    defer { wipe(&seed) }
    unsafe key.withSeed { bytes in unsafe seed.append(contentsOf: bytes) }
    CheckedText.encode(&seed, prefix: seedPrefix, into: &text)
    text.append(UInt8(ascii: "\n"))
    return text
  }

  /// The bytes of a file that a passphrase opens.
  /// - Parameter nonce: 24 bytes that were never used with the sealing key.
  package static func text(
    of key: borrowing SigningKey, owner: KeyOwner, comment: String, sealedWith sealingKey: SealingKey,
    nonce: [UInt8]
  ) -> [UInt8] {
    let header = header(owner: owner, derivation: sealingKey.derivation.text, comment: comment)
    let box = sealingKey.seal(key, header: header, nonce: nonce)
    return header + Array("\(CheckedText.encode(box, prefix: boxPrefix))\n".utf8)
  }

  /// Everything before the last line.
  private static func header(owner: KeyOwner, derivation: String, comment: String) -> [UInt8] {
    Array("# \(comment)\n\(format)\nowner \(owner.words)\nkdf \(derivation)\n".utf8)
  }
}
