/// The one string that a verifier pins, `ppa1_…`: the hash of the body of root number 1 (SPEC §4.3).
public struct AuthorityID: Sendable, Hashable, CustomStringConvertible {
  package let storage: Bytes32

  init(_ storage: Bytes32) { self.storage = storage }

  /// Exactly 32 bytes; nil for any other count.
  public init?(bytes: some Collection<UInt8>) {
    guard let storage = Bytes32(bytes) else { return nil }
    self.storage = storage
  }

  /// The authority that begins with this root body.
  package init(ofFirstRootBody body: [UInt8]) {
    storage = Blake2b.hash(Array("postpass/v1/authority\n".utf8), body).storage
  }

  /// Reads `ppa1_…`; nil where the text is mistyped or cut short.
  public init?(parsing text: String) {
    guard let bytes = try? CheckedText.decode(Array(text.utf8).span, prefix: AuthorityID.prefix) else {
      return nil
    }
    self.init(bytes: bytes)
  }

  /// The 32 bytes.
  public var bytes: [UInt8] { storage.bytes }

  /// `ppa1_` and 49 base58 digits.
  public var description: String { CheckedText.encode(bytes, prefix: AuthorityID.prefix) }

  private static let prefix = "ppa1_"
}
