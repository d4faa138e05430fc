/// A body of which only the pages that a check needs are read, each hashed up to the signed body root (SPEC §3,
/// [P3]).
@safe
package struct LazyBody: Sendable {
  /// Fills the whole buffer from an offset of the body file; gives 0, or the system's error number.
  package typealias Read = @Sendable (_ offset: Int, _ buffer: UnsafeMutableRawBufferPointer) -> Int32

  private let tree: PageTree
  private let root: Digest
  private let read: Read

  /// - Throws: `DamagedBody.length` where the file has another length than the head gives.
  package init(_ head: FileHead, fileLength: Int, read: @escaping Read) throws(DamagedBody) {
    tree = PageTree(bodyLength: head.bodyLength)
    guard fileLength == tree.fileLength else { throw .length }
    root = head.bodyRoot
    unsafe self.read = read
  }

  /// A reader for one check; it keeps the pages that it verified.
  package func reader() -> LazyBodyReader { unsafe LazyBodyReader(tree: tree, root: root, read: read) }
}

/// Reads words of a lazily opened body, each from the very buffer that was hashed.
@safe
package final class LazyBodyReader: BodyReader {
  private struct PageKey: Hashable {
    let layer: Int
    let page: Int
  }

  private let tree: PageTree
  private let root: Digest
  private let read: LazyBody.Read
  private var verified: [PageKey: [UInt8]] = [:]

  fileprivate init(tree: PageTree, root: Digest, read: @escaping LazyBody.Read) {
    self.tree = tree
    self.root = root
    unsafe self.read = read
  }

  package var wordCount: Int { tree.layers[0].length / 8 }

  package func word(_ index: Int) throws(DamagedBody) -> UInt64 {
    guard index >= 0, index < wordCount else { throw .length }
    let page = try page(index * 8 / PageTree.pageSize, ofLayer: 0)
    let offset = index * 8 % PageTree.pageSize
    return unsafe page.withUnsafeBytes {
      unsafe UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
  }

  package func inconsistent(_ broken: MalformedList) throws(DamagedBody) -> Never { throw .list(broken) }

  /// A page whose hash leads to the body root; pages above it are verified first, at most five of them.
  private func page(_ page: Int, ofLayer layer: Int) throws(DamagedBody) -> [UInt8] {
    let key = PageKey(layer: layer, page: page)
    if let known = verified[key] { return known }
    let shape = tree.layers[layer]
    let range = shape.range(ofPage: page)
    var bytes = [UInt8](repeating: 0, count: range.count)
    let failure = unsafe bytes.withUnsafeMutableBytes { buffer in
      unsafe read(shape.offset + range.lowerBound, buffer)
    }
    guard failure == 0 else { throw .unreadable(failure) }
    let digest = unsafe bytes.withUnsafeBytes { unsafe PageTree.hash(ofPage: $0, inLayer: layer) }
    guard digest == (try expectedHash(ofPage: page, inLayer: layer)) else { throw .pageHash(page: page) }
    verified[key] = bytes
    return bytes
  }

  private func expectedHash(ofPage page: Int, inLayer layer: Int) throws(DamagedBody) -> Digest {
    if layer == tree.layers.count - 1 { return root }
    let hashes = try self.page(page / 128, ofLayer: layer + 1)
    let start = page % 128 * 32
    // A page above holds one hash for each page below it, so the slice lies inside.
    guard let digest = Digest(bytes: hashes[start..<start + 32]) else { throw .pageHash(page: page) }
    return digest
  }
}
