import DurableFile
import PostPass

/// A whole state in one file (SPEC §8.1). Bodies are passed on piece by piece and never held in memory.
package struct BundleTransport: Transport {
  private let path: String

  package init(_ path: String) { self.path = path }

  package func fetch(
    _ piece: MirrorPiece, into sink: (_ bytes: [UInt8]) throws(PullError) -> Void
  ) throws(PullError) {
    let file: FileReader
    do { file = try FileReader(path) } catch {
      if case .missing = error { throw .missing(piece) }
      throw .unreachable(piece, error)
    }
    let index = try BundleTransport.index(of: file, for: piece)
    switch piece {
    case .head:
      try sink(MirrorHead(root: index.lastRoot.signed, keyring: index.keyring, list: index.list).encoded)
    case .root(let number):
      guard let root = index.roots.first(where: { $0.signed.head.number == number }) else {
        throw .missing(piece)
      }
      try sink(root.encoded)
    case .body(index.keyring.head.bodyRoot, _): try file.pass(index.keyringBody, of: piece, to: sink)
    case .body(index.list.head.bodyRoot, _): try file.pass(index.listBody, of: piece, to: sink)
    case .body, .delta, .trail: throw .missing(piece)
    }
  }

  private static func index(
    of file: borrowing FileReader, for piece: MirrorPiece
  ) throws(PullError) -> BundleIndex {
    do {
      return try BundleIndex(length: file.length) { range in
        try file.read(at: range.lowerBound, upTo: range.count)
      }
    } catch let error as MalformedFile {
      throw .malformed(piece, error)
    } catch let error as FileError {
      throw .unreachable(piece, error)
    } catch {
      // The index throws what it finds and what reading throws, and nothing else.
      throw .malformed(piece, .container)
    }
  }
}
