/// Where the pieces of a bundle lie (SPEC §8.1), found without reading the bodies: a bundle may be larger than
/// memory.
package struct BundleIndex: Sendable, Hashable {
  package let roots: [RootFile]
  package let keyring: SignedHead
  /// Body and stored hashes of the keyring.
  package let keyringBody: Range<Int>
  package let list: SignedHead
  /// Body and stored hashes of the list.
  package let listBody: Range<Int>

  /// The newest root.
  package var lastRoot: RootFile {
    // The init refuses a bundle without roots.
    roots[roots.count - 1]
  }

  /// - Parameter read: gives the bytes of a range inside `length`; fewer where the file has become shorter.
  /// - Throws: `MalformedFile`, and what `read` throws.
  package init(length: Int, read: (Range<Int>) throws -> [UInt8]) throws {
    var position = 0
    // Every piece but the bodies is shorter than the window that it is parsed from.
    func next<Piece>(_ parse: (inout ByteReader) throws -> Piece) throws -> Piece {
      var reader = ByteReader(try read(position..<min(length, position + RootFile.maximalLength)))
      let piece = try parse(&reader)
      position += reader.position
      return piece
    }
    func skipBody(of head: FileHead) throws -> Range<Int> {
      let fileLength = PageTree(bodyLength: head.bodyLength).fileLength
      guard fileLength <= length - position else { throw MalformedFile.bodyLength }
      defer { position += fileLength }
      return position..<position + fileLength
    }
    try next { try $0.expect(Bundle.firstLine) }
    var roots: [RootFile] = []
    while let root = try next({ $0.nextKind() == FileKind.root.rawValue ? try RootFile(reading: &$0) : nil })
    {
      guard roots.count < RootChain.maximalRoots else { throw MalformedFile.container }
      roots.append(root)
    }
    let keyring = try next { try SignedHead(reading: &$0, as: .keyring) }
    let keyringBody = try skipBody(of: keyring.head)
    let list = try next { try SignedHead(reading: &$0, as: .revocationList) }
    let listBody = try skipBody(of: list.head)
    guard !roots.isEmpty, position == length else { throw MalformedFile.container }
    self.roots = roots
    self.keyring = keyring
    self.keyringBody = keyringBody
    self.list = list
    self.listBody = listBody
  }
}
