import PostPass

/// How a sealing key is made of a passphrase: Argon2id 1.3 with one lane. In a key file: `argon2id 3 262144 SALT`.
package struct KeyDerivation: Sendable, Hashable {
  package let cost: Cost
  /// 16 bytes; in a file, base58 in 22 digits (SPEC §2.2).
  package let salt: [UInt8]

  package static let saltLength = 16
  private static let name = "argon2id "

  /// What deriving one key takes, inside the bounds that no key file may exceed.
  package struct Cost: Sendable, Hashable {
    /// Over the memory; 1 to 4.
    package let passes: Int
    /// 8 KiB to 1 GiB.
    package let kibibytes: Int

    /// Nil outside of the bounds.
    package init?(passes: Int, kibibytes: Int) {
      guard (1...4).contains(passes), (8...1 << 20).contains(kibibytes) else { return nil }
      self.passes = passes
      self.kibibytes = kibibytes
    }

    private init(moderate: Void) { (passes, kibibytes) = (3, 256 << 10) }

    /// What the programs write: libsodium's MODERATE, about a second.
    package static let moderate = Cost(moderate: ())
  }

  /// - Parameter salt: exactly 16 bytes.
  package init(cost: Cost, salt: [UInt8]) {
    precondition(salt.count == KeyDerivation.saltLength, "libsodium reads 16 bytes of salt")
    self.cost = cost
    self.salt = salt
  }

  /// Why a text is no derivation.
  enum Malformed: Error, Equatable {
    case spelling
    /// More, or less, than a file may ask for; nothing was derived.
    case outOfBounds
  }

  /// Reads the only spelling; nothing is derived.
  init(parsing text: ArraySlice<UInt8>) throws(Malformed) {
    guard text.starts(with: KeyDerivation.name.utf8) else { throw .spelling }
    let words = text.dropFirst(KeyDerivation.name.utf8.count)
      .split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    guard words.count == 3, let passes = Decimal.value(of: words[0]),
      let kibibytes = Decimal.value(of: words[1]),
      let salt = try? Base58.decode(Array(words[2]).span), salt.count == KeyDerivation.saltLength
    else { throw .spelling }
    guard let cost = Cost(passes: Int(clamping: passes), kibibytes: Int(clamping: kibibytes)) else {
      throw .outOfBounds
    }
    self.init(cost: cost, salt: salt)
  }

  /// The spelling in a key file.
  package var text: String {
    "\(KeyDerivation.name)\(cost.passes) \(cost.kibibytes) \(String(decoding: Base58.encode(salt), as: UTF8.self))"
  }
}
