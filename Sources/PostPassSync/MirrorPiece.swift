package import PostPass

/// A named file of a mirror (SPEC §8.1). Its path has nothing in it but numbers and digests of our own making.
package enum MirrorPiece: Sendable, Hashable {
  case head
  case root(UInt64)
  /// A body file by its body root, and the exact length of the file that the signed head gives.
  case body(Digest, length: Int)
  /// The delta between two bodies of a kind, and the most bytes that it is worth.
  case delta(from: Digest, to: Digest, limit: Int)
  /// The bodies that came before one.
  case trail(Digest)

  /// The body file behind a head.
  init(bodyOf head: FileHead) {
    self = .body(head.bodyRoot, length: PageTree(bodyLength: head.bodyLength).fileLength)
  }

  /// Relative to the mirror, with `/` between its parts.
  package var path: String {
    switch self {
    case .head: "head"
    case .root(let number): "roots/\(number)"
    case .body(let root, _): "bodies/\(root.hex)"
    case .delta(let from, let to, _): "deltas/\(from.hex)-\(to.hex)"
    case .trail(let root): "trails/\(root.hex)"
    }
  }

  /// The most bytes that it can have; a transport stops when there are more.
  package var limit: Int {
    switch self {
    case .head: MirrorHead.maximalLength
    case .root: RootFile.maximalLength
    case .body(_, let length): length
    case .delta(_, _, let limit): limit
    case .trail: Trail.maximalLength
    }
  }
}
