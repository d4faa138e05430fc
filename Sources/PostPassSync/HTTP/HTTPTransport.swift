import CCurl
package import PostPass

/// A mirror behind an `http` or `https` address. Bodies that are cut off are asked for again from where they ended.
package final class HTTPTransport: Transport {
  private let address: WebAddress
  private let patience: HTTPPatience
  private let handle: CurlHandle
  private let clock = ContinuousClock()
  /// When the mirror has had its time; it begins with the first request.
  private var endOfVisit: ContinuousClock.Instant?

  /// - Parameters:
  ///   - userAgent: name and version of the program.
  ///   - certificates: a file of certificates to trust in the place of the system's; nil for the system's.
  package init(
    _ address: WebAddress, userAgent: String, certificates: String?, _ patience: HTTPPatience
  ) {
    self.address = address
    self.patience = patience
    handle = CurlHandle(userAgent: userAgent, certificates: certificates, patience)
  }

  package var name: Digest? { Blake2b.hash(Array(address.text.utf8)) }

  package func fetch(
    _ piece: MirrorPiece, into sink: (_ bytes: [UInt8]) throws(PullError) -> Void
  ) throws(PullError) {
    _ = try ask(for: piece, .whole, until: deadline(of: piece)) { (bytes, _) throws(PullError) in
      try sink(bytes)
    }
  }

  package func fetchHead(unless validator: Validator?) throws(PullError) -> OfferedHead {
    var bytes: [UInt8] = []
    let meaning = try ask(
      for: .head, validator.map { .other(than: $0) } ?? .whole, until: deadline(of: .head)
    ) { (chunk, _) throws(PullError) in
      bytes += chunk
    }
    return meaning == .unchanged ? .unchanged : .bytes(bytes, handle.answer.validator)
  }

  /// How often one piece is asked for again in one pull, and redirects are followed for one request.
  private static let (maximalResumptions, maximalRedirects) = (8, 4)

  package func resume(
    _ piece: MirrorPiece, at start: Int, into sink: (_ bytes: [UInt8], _ place: Int) throws(PullError) -> Void
  ) throws(PullError) {
    let deadline = deadline(of: piece)
    var place = start
    for attempt in 0...HTTPTransport.maximalResumptions {
      let before = place
      do throws(PullError) {
        try fetchRest(of: piece, from: place, until: deadline) { (bytes, offset) throws(PullError) in
          try sink(bytes, offset)
          place = offset + bytes.count
        }
        return
      } catch {
        guard error == .noAnswer(piece, .cutOff), place > before, attempt < HTTPTransport.maximalResumptions
        else { throw error }
      }
    }
  }

  /// A part that cannot be had is asked for from the beginning, once.
  private func fetchRest(
    of piece: MirrorPiece, from start: Int, until deadline: ContinuousClock.Instant,
    into sink: (_ bytes: [UInt8], _ place: Int) throws(PullError) -> Void
  ) throws(PullError) {
    if try ask(for: piece, .rest(from: start), until: deadline, into: sink) == .noSuchPart {
      _ = try ask(for: piece, .whole, until: deadline, into: sink)
    }
  }

  private func deadline(of piece: MirrorPiece) -> ContinuousClock.Instant {
    let (now, time) = (clock.now, HTTPPatience.time(for: piece.limit))
    let end = (endOfVisit ?? now + patience.ofVisit) + time
    endOfVisit = end
    return min(now + patience.timeout + time, end)
  }

  /// Asks for a piece wherever the mirror says that it is, and hands over what it is made of.
  private func ask(
    for piece: MirrorPiece, _ wanted: Wanted, until deadline: ContinuousClock.Instant,
    into sink: (_ bytes: [UInt8], _ place: Int) throws(PullError) -> Void
  ) throws(PullError) -> HTTPAnswer.Meaning {
    var (url, origin) = (address.appending(piece.path), address)
    for _ in 0...HTTPTransport.maximalRedirects {
      let time = deadline - clock.now
      guard time > .zero else { throw .noAnswer(piece, .timedOut) }
      let meaning = try request(url, piece, wanted, within: time, into: sink)
      guard case .redirect(let place) = meaning else { return meaning }
      guard let next = try? WebAddress(parsing: place), next.isAllowed(after: origin) else {
        throw .noAnswer(piece, .redirected(origin.redirect(to: place)))
      }
      (url, origin) = (next.text, next)
    }
    throw .noAnswer(piece, .redirected(.tooOften))
  }

  /// One request and its answer.
  private func request(
    _ url: String, _ piece: MirrorPiece, _ wanted: Wanted, within time: Duration,
    into sink: (_ bytes: [UInt8], _ place: Int) throws(PullError) -> Void
  ) throws(PullError) -> HTTPAnswer.Meaning {
    var arrival = Arrival(piece, wanted)
    let code = handle.get(url, headers: wanted.header.map { [$0] } ?? [], within: time) { bytes in
      arrival.take(bytes, of: handle, into: sink)
    }
    return try arrival.end(code, of: handle)
  }
}

extension WebAddress {
  /// Why a redirect from here is not followed.
  fileprivate func redirect(to place: String) -> HTTPFailure.Redirect {
    guard isSecure, let next = try? WebAddress(parsing: place), next.host == host, !next.isSecure else {
      return .toAnotherPlace
    }
    return .toInsecure
  }
}

/// One answer while it arrives.
private struct Arrival {
  private let piece: MirrorPiece
  private let wanted: Wanted
  private var meaning: Result<HTTPAnswer.Meaning, PullError>?
  /// Where the next byte belongs.
  private var place = 0
  /// Bytes of a page that came in the place of the piece.
  private var ignored = 0
  private var refusal: PullError?

  /// Such a page is read to its end where it is short, so that the connection can be used again.
  private static let shortPage = 65_536

  init(_ piece: MirrorPiece, _ wanted: Wanted) {
    self.piece = piece
    self.wanted = wanted
  }

  /// False where nothing more is wanted.
  mutating func take(
    _ bytes: [UInt8], of handle: CurlHandle,
    into sink: (_ bytes: [UInt8], _ place: Int) throws(PullError) -> Void
  ) -> Bool {
    // Where a redirect leads to is known only at the end.
    if meaning == nil, handle.answer.hasPiece {
      meaning = Result { () throws(PullError) in try handle.answer.meaning(of: piece, wanted) }
      if case .success(.bytes(let start)) = meaning { place = start }
    }
    guard case .success(.bytes) = meaning else {
      ignored += bytes.count
      return ignored <= Arrival.shortPage
    }
    do throws(PullError) {
      guard bytes.count <= piece.limit - place else { throw .tooLarge(piece, limit: piece.limit) }
      try sink(bytes, place)
    } catch {
      refusal = error
      return false
    }
    place += bytes.count
    return true
  }

  /// What came of the answer, after libcurl's last word.
  consuming func end(_ code: CURLcode, of handle: CurlHandle) throws(PullError) -> HTTPAnswer.Meaning {
    if let refusal { throw refusal }
    let known = try meaning?.get()
    // A page in the place of the piece may have been left before its end.
    if let known, !known.isBytes { return known }
    let answer = handle.answer
    guard code == CURLE_OK || (answer.status > 0 && !answer.hasPiece) else {
      throw .noAnswer(piece, HTTPFailure(code))
    }
    if let known { return known }
    return try answer.meaning(of: piece, wanted)
  }
}
