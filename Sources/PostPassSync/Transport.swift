/// A way to the pieces of one mirror. What it gives is not trusted: it is only ever handed to parsers and checked.
package protocol Transport {
  /// Hands the bytes of a piece to the sink in order. The sink counts, and throws where there are too many; a
  /// transport then stops at once and lets the error through.
  /// - Throws: `PullError.missing`, `.unreachable`, `.malformed`, and what the sink throws.
  func fetch(_ piece: MirrorPiece, into sink: (_ bytes: [UInt8]) throws(PullError) -> Void) throws(PullError)
}

extension Transport {
  /// A small piece in memory.
  func fetch(_ piece: MirrorPiece) throws(PullError) -> [UInt8] {
    var bytes: [UInt8] = []
    try fetchCapped(piece) { (chunk) throws(PullError) in bytes += chunk }
    return bytes
  }

  /// Hands on the bytes of a piece, never more than it can have.
  func fetchCapped(
    _ piece: MirrorPiece, into sink: (_ bytes: [UInt8]) throws(PullError) -> Void
  ) throws(PullError) {
    var count = 0
    try fetch(piece) { (chunk) throws(PullError) in
      guard chunk.count <= piece.limit - count else { throw .tooLarge(piece, limit: piece.limit) }
      count += chunk.count
      try sink(chunk)
    }
  }
}
