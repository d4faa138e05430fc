/// The body of a root: who may sign the next root, and who may sign keyrings (SPEC §4.2).
public struct RootBody: Sendable, Hashable {
  /// Strictly increasing bytewise, 1 to 32.
  public let rootKeys: [PublicKey]
  /// How many root keys the next root needs, and this one.
  public let rootThreshold: Int
  /// Strictly increasing bytewise, 1 to 32.
  public let keyringKeys: [PublicKey]
  /// How many keyring keys a keyring needs.
  public let keyringThreshold: Int

  package static let maximalKeys = 32

  /// Puts the keys in order. Nil for no keys, more than 32, a repeated key, or a threshold that its set cannot reach.
  package init?(
    rootKeys: [PublicKey], rootThreshold: Int, keyringKeys: [PublicKey], keyringThreshold: Int
  ) {
    self.init(
      ordered: RootBody.ordered(rootKeys), rootThreshold, RootBody.ordered(keyringKeys), keyringThreshold)
  }

  private init?(
    ordered rootKeys: [PublicKey], _ rootThreshold: Int, _ keyringKeys: [PublicKey], _ keyringThreshold: Int
  ) {
    guard RootBody.isKeySet(rootKeys, threshold: rootThreshold),
      RootBody.isKeySet(keyringKeys, threshold: keyringThreshold)
    else { return nil }
    self.rootKeys = rootKeys
    self.rootThreshold = rootThreshold
    self.keyringKeys = keyringKeys
    self.keyringThreshold = keyringThreshold
  }

  /// Reads a body by [R1].
  init(parsing bytes: [UInt8]) throws(MalformedFile) {
    guard let body = try? RootBody(reading: ByteReader(bytes)) else { throw .rootBody }
    self = body
  }

  private init(reading input: ByteReader) throws {
    var reader = input
    let rootCount = try reader.u8()
    let rootThreshold = try reader.u8()
    let keyringCount = try reader.u8()
    let keyringThreshold = try reader.u8()
    let unused = try reader.u32()
    var keys: [PublicKey] = []
    for _ in 0..<(Int(rootCount) + Int(keyringCount)) {
      guard let key = PublicKey(bytes: try reader.take(32)) else { throw InputEnded() }
      keys.append(key)
    }
    guard unused == 0, reader.remaining == 0,
      let body = RootBody(
        ordered: Array(keys.prefix(Int(rootCount))), Int(rootThreshold),
        Array(keys.dropFirst(Int(rootCount))), Int(keyringThreshold))
    else { throw MalformedFile.rootBody }
    self = body
  }

  package var encoded: [UInt8] {
    var bytes = [
      UInt8(rootKeys.count), UInt8(rootThreshold), UInt8(keyringKeys.count), UInt8(keyringThreshold), 0, 0, 0,
      0,
    ]
    for key in rootKeys + keyringKeys { bytes += key.bytes }
    return bytes
  }

  /// The root key that an index in the signature block names: i is key i of the root itself, and 128 + j key j of the
  /// root before, where it is not one of the root's own (SPEC §4.2).
  func rootKey(at index: UInt8, after previous: RootBody?) -> PublicKey? {
    if index < 128 { return Int(index) < rootKeys.count ? rootKeys[Int(index)] : nil }
    let earlier = Int(index) - 128
    guard let previous, earlier < previous.rootKeys.count, !rootKeys.contains(previous.rootKeys[earlier])
    else { return nil }
    return previous.rootKeys[earlier]
  }

  /// The index of a key that may sign this root; nil for any other key.
  func rootIndex(of key: PublicKey, after previous: RootBody?) -> UInt8? {
    if let own = rootKeys.firstIndex(of: key) { return UInt8(own) }
    return previous?.rootKeys.firstIndex(of: key).map { UInt8(128 + $0) }
  }

  private static func ordered(_ keys: [PublicKey]) -> [PublicKey] {
    keys.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
  }

  private static func isKeySet(_ keys: [PublicKey], threshold: Int) -> Bool {
    (1...maximalKeys).contains(keys.count) && (1...keys.count).contains(threshold)
      && zip(keys, keys.dropFirst()).allSatisfy { $0.bytes.lexicographicallyPrecedes($1.bytes) }
  }
}

/// A root as it travels, `roots/N`: head, signatures and body; nothing about it was checked but its form.
package struct RootFile: Sendable, Hashable {
  package let signed: SignedHead
  package let body: RootBody

  /// A head, 64 signatures and the longest body.
  package static let maximalLength =
    FileHead.length + 1 + SignedHead.maximalSignatures * 65 + Int(FileHead.maximalRootBodyLength)

  package init(_ signed: SignedHead, body: RootBody) {
    self.signed = signed
    self.body = body
  }

  init(reading reader: inout ByteReader) throws(MalformedFile) {
    signed = try SignedHead(reading: &reader, as: .root)
    guard let bytes = try? reader.take(signed.head.bodyLength) else { throw .bodyLength }
    body = try RootBody(parsing: Array(bytes))
  }

  /// Reads input that is one root and nothing else.
  package init(parsing bytes: [UInt8]) throws(MalformedFile) {
    var reader = ByteReader(bytes)
    try self.init(reading: &reader)
    guard reader.remaining == 0 else { throw .container }
  }

  package var encoded: [UInt8] { signed.encoded + body.encoded }

  /// Everything that a keyring under this root must be but signed by enough keys ([K1] to [K3]).
  func checkKeyring(_ signed: SignedHead) throws(UntrustedFile) {
    let (head, root) = (signed.head, self.signed.head)
    guard head.authority == root.authority else { throw .otherAuthority(head.authority) }
    guard head.parentNumber == root.number, head.parentBodyRoot == root.bodyRoot else { throw .wrongParent }
    let keys = body.keyringKeys
    try signed.checkSignatures { Int($0) < keys.count ? keys[Int($0)] : nil }
  }
}
