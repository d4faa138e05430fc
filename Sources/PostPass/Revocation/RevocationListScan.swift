extension RevocationListLayout {
  /// Refuses a body that is not, bit for bit, the encoding of a list issued at a time (SPEC [L7]).
  package func validate<R: BodyReader>(_ body: R, issuedAt: UnixTime) throws(MalformedList)
  where R.Failure == Never {
    let body = UnvalidatedBody(body)
    try scan(body, event: { _ in }, key: { _, _ in }, code: { _, _ in })
    try validateTimes(body, issuedAt: issuedAt)
  }

  /// The part of it that depends on the head.
  func validateTimes<R: BodyReader>(_ body: UnvalidatedBody<R>, issuedAt: UnixTime) throws(MalformedList) {
    // Events are in the order of their publication: if the last is not later, none is.
    if eventCount > 0, try event(eventCount - 1, in: body).publishedAt > issuedAt {
      throw .event(eventCount - 1)
    }
  }

  /// Reads all of a body once, in the order of its sections, and throws whatever breaks SPEC §6 but the time of
  /// issue. Each key and code comes with the index of its event.
  func scan<R: BodyReader>(
    _ body: UnvalidatedBody<R>, event: (Event) -> Void, key: (KeyNumber, Int) -> Void,
    code: (CodeID, Int) -> Void
  ) throws(MalformedList) {
    try scanEvents(in: body, event)
    var used = [Bool](repeating: false, count: eventCount)
    try scanKeys(in: body, used: &used, key)
    try scanCodes(in: body, used: &used, code)
    if let unused = used.firstIndex(of: false) { try body.inconsistent(.event(unused)) }
  }

  private func scanEvents<R: BodyReader>(
    in body: UnvalidatedBody<R>, _ report: (Event) -> Void
  ) throws(MalformedList) {
    var previous: Event?
    for index in 0..<eventCount {
      let event = try event(index, in: body)
      if let previous, previous >= event { try body.inconsistent(.event(index)) }
      report(event)
      previous = event
    }
  }

  private func scanKeys<R: BodyReader>(
    in body: UnvalidatedBody<R>, used: inout [Bool], _ report: (KeyNumber, Int) -> Void
  ) throws(MalformedList) {
    var previous: UInt32 = 0
    for index in 0..<keyCount {
      let (value, event) = try key(index, in: body)
      guard value > previous, let number = KeyNumber(value) else { try body.inconsistent(.body) }
      guard event < eventCount else { try body.inconsistent(.eventIndex) }
      used[Int(event)] = true
      report(number, Int(event))
      previous = value
    }
  }

  private func scanCodes<R: BodyReader>(
    in body: UnvalidatedBody<R>, used: inout [Bool], _ report: (CodeID, Int) -> Void
  ) throws(MalformedList) {
    var cursor = RevokedCodeCursor(self)
    while let code = try cursor.next(in: body) {
      used[Int(code.event)] = true
      report(code.id, Int(code.event))
    }
  }
}
