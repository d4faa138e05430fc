extension RevocationListLayout {
  /// Refuses a body that is not, bit for bit, the encoding of a list issued at a time (SPEC [L7]).
  package func validate<R: BodyReader>(_ body: R, issuedAt: UnixTime) throws(MalformedList)
  where R.Failure == Never {
    let body = UnvalidatedBody(body)
    try scan(body, event: { _ in }, key: { _ in }, code: { _ in })
    try validateTimes(body, issuedAt: issuedAt)
  }

  /// The part of it that depends on the head.
  func validateTimes<R: BodyReader>(_ body: UnvalidatedBody<R>, issuedAt: UnixTime) throws(MalformedList) {
    // Events are in the order of their publication: if the last is not later, none is.
    if events.count > 0, try events.event(events.count - 1, in: body).publishedAt > issuedAt {
      throw .event(events.count - 1)
    }
  }

  /// Reads all of a body once, in the order of its sections, and throws whatever breaks SPEC §6 but the time of
  /// issue.
  func scan<R: BodyReader>(
    _ body: UnvalidatedBody<R>, event: (Event) -> Void, key: (RevokedKey) -> Void,
    code: (RevokedCode) -> Void
  ) throws(MalformedList) {
    try events.scan(in: body, event)
    var used = [Bool](repeating: false, count: events.count)
    try keys.scan(in: body, eventsBelow: events.count) { revoked in
      used[Int(revoked.event)] = true
      key(revoked)
    }
    var cursor = CodeSectionCursor(section)
    while let revoked = try cursor.next(in: body) {
      used[Int(revoked.event)] = true
      code(revoked)
    }
    if let unused = used.firstIndex(of: false) { try body.inconsistent(.event(unused)) }
  }
}
