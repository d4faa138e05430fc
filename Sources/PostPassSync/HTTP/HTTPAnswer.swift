import CCurl
import PostPass

/// What an answer says before its bytes.
struct HTTPAnswer {
  let status: Int
  let contentLength: Int?
  /// Where a redirect leads to, absolute.
  let redirect: String?
  let contentEncoding: String?
  let contentRange: String?
  let entityTag: String?
  let lastModified: String?
  let date: String?

  /// What an answer turns out to be.
  enum Meaning: Equatable {
    /// The piece, from this place on.
    case bytes(from: Int)
    /// The state that was asked about is still there.
    case unchanged
    /// The part that was asked for cannot be had.
    case noSuchPart
    case redirect(String)

    var isBytes: Bool {
      if case .bytes = self { true } else { false }
    }
  }

  /// True where the bytes are those of the piece, and no page about it.
  var hasPiece: Bool { status == 200 || status == 206 }

  /// - Throws: `PullError.missing`, `.noAnswer`, `.tooLarge`, `.encoded`.
  func meaning(of piece: MirrorPiece, _ wanted: Wanted) throws(PullError) -> Meaning {
    switch (status, wanted) {
    case (200, _):
      try refuseEncoding(of: piece)
      guard contentLength ?? 0 <= piece.limit else { throw .tooLarge(piece, limit: piece.limit) }
      return .bytes(from: 0)
    case (206, .rest(let start)):
      try refuseEncoding(of: piece)
      return isRest(from: start, of: piece.limit) ? .bytes(from: start) : .noSuchPart
    case (416, .rest): return .noSuchPart
    case (304, .other): return .unchanged
    case (301...303, _), (307...308, _):
      guard let redirect else { throw .noAnswer(piece, .status(status)) }
      return .redirect(redirect)
    case (404, _), (410, _): throw .missing(piece)
    default: throw .noAnswer(piece, .status(status))
    }
  }

  private func refuseEncoding(of piece: MirrorPiece) throws(PullError) {
    guard (contentEncoding ?? "identity").lowercased() == "identity" else { throw .encoded(piece) }
  }

  /// Whether `Content-Range` names exactly the rest of a file with the signed length.
  private func isRest(from start: Int, of length: Int) -> Bool {
    contentRange == "bytes \(start)-\(length - 1)/\(length)"
  }

  /// What to ask with next time. A date that is less than two seconds old may stand for two states: a file can change
  /// twice in one second, and web servers make their tags of dates.
  var validator: Validator? {
    if let lastModified, let date {
      guard unsafe curl_getdate(date, nil) - curl_getdate(lastModified, nil) >= 2 else { return nil }
    }
    return entityTag.flatMap(Validator.entityTag) ?? lastModified.flatMap(Validator.lastModified)
  }
}

/// What a request asks for.
enum Wanted: Equatable {
  case whole
  /// Another state than this one.
  case other(than: Validator)
  /// What follows this many bytes.
  case rest(from: Int)

  var header: String? {
    switch self {
    case .whole: nil
    case .other(let validator): validator.header
    // To begin with, everything is asked for.
    case .rest(let start): start == 0 ? nil : "Range: bytes=\(start)-"
    }
  }
}
