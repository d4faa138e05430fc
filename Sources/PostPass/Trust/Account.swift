/// A creator account, e.g. `@nora`: 1 to 64 bytes of letters, digits and `@ . _ : -`, not beginning with `-` (SPEC
/// §5).
public struct Account: Sendable, Hashable, Comparable, CustomStringConvertible {
  public let bytes: [UInt8]

  /// Nil for an empty or too long text and for one with other bytes than those of the set.
  public init?(_ bytes: some Collection<UInt8>) {
    guard (1...64).contains(bytes.count), bytes.first != UInt8(ascii: "-"),
      bytes.allSatisfy(Account.allows)
    else { return nil }
    self.bytes = Array(bytes)
  }

  /// Reads the account from text, by the same rules.
  public init?(parsing text: String) { self.init(Array(text.utf8)) }

  public var description: String { String(decoding: bytes, as: UTF8.self) }

  public static func < (a: Self, b: Self) -> Bool { a.bytes.lexicographicallyPrecedes(b.bytes) }

  private static func allows(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "@"), UInt8(ascii: "."), UInt8(ascii: "_"),
      UInt8(ascii: ":"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
