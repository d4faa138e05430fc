/// The file `state` of a store: what it holds, switched as a whole (SPEC §8.2).
package struct StoreState: Sendable, Hashable {
  package let authority: AuthorityID
  /// The largest issued at ever accepted under the present parents.
  package let newestSignedTime: UnixTime
  /// When a mirror was last read with success.
  package let lastPull: UnixTime
  package let roots: [RootFile]
  package let keyring: SignedHead
  package let list: SignedHead

  private static let firstLine = Array("postpass/1/stat\n".utf8)

  /// 1024 roots of the largest size take less.
  package static let maximalLength = 16 << 20

  package init(
    authority: AuthorityID, newestSignedTime: UnixTime, lastPull: UnixTime, roots: [RootFile],
    keyring: SignedHead, list: SignedHead
  ) {
    self.authority = authority
    self.newestSignedTime = newestSignedTime
    self.lastPull = lastPull
    self.roots = roots
    self.keyring = keyring
    self.list = list
  }

  package init(parsing bytes: [UInt8]) throws(MalformedFile) {
    var reader = ByteReader(bytes)
    try reader.expect(StoreState.firstLine)
    guard let authority = try? reader.bytes32(), let newest = try? reader.u64(),
      let lastPull = try? reader.u64()
    else { throw .container }
    self.authority = AuthorityID(authority)
    newestSignedTime = UnixTime(seconds: newest)
    self.lastPull = UnixTime(seconds: lastPull)
    roots = try reader.roots()
    keyring = try SignedHead(reading: &reader, as: .keyring)
    list = try SignedHead(reading: &reader, as: .revocationList)
    guard !roots.isEmpty, reader.remaining == 0 else { throw .container }
  }

  /// True for the first line of a version that is not this one; the rest is not looked at.
  package static func isOfOtherVersion(_ bytes: [UInt8]) -> Bool {
    let line = bytes.prefix(32).prefix { $0 != UInt8(ascii: "\n") }
    let words = line.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    return words.count == 3 && words[0].elementsEqual("postpass".utf8) && words[2].elementsEqual("stat".utf8)
      && Decimal.value(of: words[1]).map { $0 != 1 } == true
  }

  package var encoded: [UInt8] {
    var bytes = StoreState.firstLine + authority.bytes
    bytes.append(littleEndian: newestSignedTime.seconds)
    bytes.append(littleEndian: lastPull.seconds)
    return roots.reduce(bytes) { $0 + $1.encoded } + keyring.encoded + list.encoded
  }
}
