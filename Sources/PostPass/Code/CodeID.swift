/// The number of a key in the keyring, 1 to 2^32 - 2, never reused (SPEC §5).
public struct KeyNumber: Sendable, Hashable, Comparable {
  public let value: UInt32

  /// Nil for 0 and 2^32 - 1, which are never the number of a key.
  public init?(_ value: UInt32) {
    guard value != 0, value != .max else { return nil }
    self.value = value
  }

  public static func < (a: Self, b: Self) -> Bool { a.value < b.value }
}

/// The number of a code among those of one issuer key (SPEC §2.1).
public typealias Serial = UInt32

/// What a code is called, `ISSUER-SERIAL`: unique in the authority, and safe to print (SPEC §2.3).
public struct CodeID: Sendable, Hashable, Comparable, CustomStringConvertible {
  public let issuer: KeyNumber
  public let serial: Serial

  public init(issuer: KeyNumber, serial: Serial) {
    self.issuer = issuer
    self.serial = serial
  }

  /// Reads `ISSUER-SERIAL` in decimal without leading zeros; nil for anything else.
  public init?(parsing text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard parts.count == 2, let issuer = Decimal.value(of: parts[0], below: 1 << 32),
      let serial = Decimal.value(of: parts[1], below: 1 << 32), let number = KeyNumber(UInt32(issuer))
    else { return nil }
    self.init(issuer: number, serial: UInt32(serial))
  }

  public var description: String { "\(issuer.value)-\(serial)" }

  public static func < (a: Self, b: Self) -> Bool { (a.issuer, a.serial) < (b.issuer, b.serial) }
}
