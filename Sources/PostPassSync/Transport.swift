package import PostPass

/// A way to the pieces of one mirror. What it gives is not trusted: it is only ever handed to parsers and checked.
package protocol Transport {
  /// Hands the bytes of a piece to the sink in order. The sink counts, and throws where there are too many; a
  /// transport then stops at once and lets the error through.
  /// - Throws: `PullError.missing`, `.unreachable`, `.noAnswer`, `.tooLarge`, `.encoded`, and what the sink throws.
  func fetch(_ piece: MirrorPiece, into sink: (_ bytes: [UInt8]) throws(PullError) -> Void) throws(PullError)

  /// The same for a piece of which the first bytes are there already. The sink learns where bytes belong: behind
  /// those, or at 0, where a transport begins anew.
  func resume(
    _ piece: MirrorPiece, at start: Int, into sink: (_ bytes: [UInt8], _ place: Int) throws(PullError) -> Void
  ) throws(PullError)

  /// What the mirror offers, unless that is still the state with this validator.
  func fetchHead(unless validator: Validator?) throws(PullError) -> OfferedHead

  /// What the store remembers validators of this mirror by; nil for one that has none.
  var name: Digest? { get }
}

/// The answer to whether a mirror has another state.
package enum OfferedHead: Sendable {
  case unchanged
  /// The bytes of `head`, and what to ask with next time.
  case bytes([UInt8], Validator?)
}

extension Transport {
  package func resume(
    _ piece: MirrorPiece, at start: Int, into sink: (_ bytes: [UInt8], _ place: Int) throws(PullError) -> Void
  ) throws(PullError) {
    var place = 0
    try fetch(piece) { (bytes) throws(PullError) in
      try sink(bytes, place)
      place += bytes.count
    }
  }

  package func fetchHead(unless validator: Validator?) throws(PullError) -> OfferedHead {
    .bytes(try fetch(.head), nil)
  }

  package var name: Digest? { nil }

  /// A small piece in memory, never more than it can have.
  func fetch(_ piece: MirrorPiece) throws(PullError) -> [UInt8] {
    var bytes: [UInt8] = []
    try fetch(piece) { (chunk) throws(PullError) in
      guard chunk.count <= piece.limit - bytes.count else { throw .tooLarge(piece, limit: piece.limit) }
      bytes += chunk
    }
    return bytes
  }
}
