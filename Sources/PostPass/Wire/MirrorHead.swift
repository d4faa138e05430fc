/// The file `head` of a mirror: the newest heads with their signatures, under 2 KB for any root with few keys (SPEC
/// §8.1).
package struct MirrorHead: Sendable, Hashable {
  package let root: SignedHead
  package let keyring: SignedHead
  package let list: SignedHead

  private static let firstLine = Array("postpass/1/head\n".utf8)

  /// Three heads with 64 signatures each take less.
  package static let maximalLength = 16_384

  package init(root: SignedHead, keyring: SignedHead, list: SignedHead) {
    self.root = root
    self.keyring = keyring
    self.list = list
  }

  package init(parsing bytes: [UInt8]) throws(MalformedFile) {
    var reader = ByteReader(bytes)
    try reader.expect(MirrorHead.firstLine)
    root = try SignedHead(reading: &reader, as: .root)
    keyring = try SignedHead(reading: &reader, as: .keyring)
    list = try SignedHead(reading: &reader, as: .revocationList)
    guard reader.remaining == 0 else { throw .container }
  }

  package var encoded: [UInt8] {
    MirrorHead.firstLine + root.encoded + keyring.encoded + list.encoded
  }
}

extension ByteReader {
  /// Takes the first line that tells containers apart.
  mutating func expect(_ firstLine: [UInt8]) throws(MalformedFile) {
    guard let found = try? take(firstLine.count), found.elementsEqual(firstLine) else { throw .container }
  }

  /// Takes roots for as long as the next file is one.
  mutating func roots() throws(MalformedFile) -> [RootFile] {
    var roots: [RootFile] = []
    while nextKind() == FileKind.root.rawValue {
      guard roots.count < RootChain.maximalRoots else { throw .container }
      roots.append(try RootFile(reading: &self))
    }
    return roots
  }

  /// The kind byte of the file that follows, without taking it.
  func nextKind() -> UInt8? {
    var ahead = self
    guard let start = try? ahead.take(FileHead.magic.count), start.elementsEqual(FileHead.magic) else {
      return nil
    }
    return try? ahead.u8()
  }
}
