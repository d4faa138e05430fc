/// What holders of root and keyring keys pass on until enough of them have signed (SPEC §8.5): an authority as it
/// stands, and what is proposed. Nothing about it was checked but its form.
package struct PendingFile: Sendable, Hashable {
  /// Roots 1 to n, as they stand.
  package let roots: [RootFile]
  /// The keyring as it stands.
  package let keyring: SignedHead
  /// Body and stored hashes of the keyring as it stands.
  package let keyringBody: [UInt8]
  /// The proposed root, with the signatures that it has so far; nil where only the keyring changes.
  package var nextRoot: RootFile?
  /// The proposed keyring, with the signatures that it has so far.
  package var nextKeyring: SignedHead
  /// Body and stored hashes of the proposed keyring.
  package let nextKeyringBody: [UInt8]

  private static let firstLine = Array("postpass/1/pend\n".utf8)

  package init(
    roots: [RootFile], keyring: SignedHead, keyringBody: [UInt8], nextRoot: RootFile?,
    nextKeyring: SignedHead,
    nextKeyringBody: [UInt8]
  ) {
    self.roots = roots
    self.keyring = keyring
    self.keyringBody = keyringBody
    self.nextRoot = nextRoot
    self.nextKeyring = nextKeyring
    self.nextKeyringBody = nextKeyringBody
  }

  /// Reads a whole file ([G1]).
  package init(parsing bytes: [UInt8]) throws(MalformedFile) {
    var reader = ByteReader(bytes)
    try reader.expect(PendingFile.firstLine)
    roots = try reader.roots()
    (keyring, keyringBody) = try reader.keyring()
    nextRoot = reader.nextKind() == FileKind.root.rawValue ? try RootFile(reading: &reader) : nil
    (nextKeyring, nextKeyringBody) = try reader.keyring()
    guard !roots.isEmpty, reader.remaining == 0 else { throw .container }
  }

  /// The same bytes that were read.
  package var encoded: [UInt8] {
    let standing = roots.reduce(PendingFile.firstLine) { $0 + $1.encoded } + keyring.encoded + keyringBody
    return standing + (nextRoot?.encoded ?? []) + nextKeyring.encoded + nextKeyringBody
  }
}

extension ByteReader {
  /// Takes a keyring as it travels: head, signature block and body file.
  fileprivate mutating func keyring() throws(MalformedFile) -> (SignedHead, [UInt8]) {
    let signed = try SignedHead(reading: &self, as: .keyring)
    guard let body = try? take(PageTree(bodyLength: signed.head.bodyLength).fileLength) else {
      throw .bodyLength
    }
    return (signed, Array(body))
  }
}
