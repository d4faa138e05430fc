extension RevocationListLayout {
  /// Refuses a body that is not, bit for bit, the encoding of a list issued at a time (SPEC [L7]).
  package func validate<R: BodyReader>(_ body: R, issuedAt: UnixTime) throws(MalformedList)
  where R.Failure == Never {
    let body = UnvalidatedBody(body)
    try scan(body, event: { _ in }, key: { _, _ in }, code: { _, _ in })
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
    var issuers = IssuerCursor(self)
    var positions = EliasFanoCursor(codes)
    while let position = try positions.next(in: body) {
      let code = try issuers.code(at: position, in: body)
      let event = Int(try eventIndices.value(at: positions.rank - 1, in: body))
      guard event < eventCount else { try body.inconsistent(.eventIndex) }
      used[event] = true
      report(code, event)
    }
    try issuers.finish(in: body)
    guard try eventIndices.isPadded(in: body) else { try body.inconsistent(.body) }
  }
}

/// Goes through the issuers of a list beside its codes, and refuses ends that are not those of the codes (SPEC §6.3).
private struct IssuerCursor {
  private var numbers: EliasFanoCursor
  private var ends: EliasFanoCursor
  private var issuer: KeyNumber?
  /// Its place, in the units of the issuer ends.
  private var begin: UInt64 = 0
  private var end: UInt64 = 0
  private var largestSerial: Serial = 0

  init(_ layout: RevocationListLayout) {
    numbers = EliasFanoCursor(layout.issuerNumbers)
    ends = EliasFanoCursor(layout.issuerEnds)
  }

  /// The code at a position after that of the code before.
  mutating func code<R: BodyReader>(at position: UInt64, in body: UnvalidatedBody<R>) throws(MalformedList)
    -> CodeID
  {
    if position >= RevocationListLayout.position(ofEnd: end) { try advance(in: body) }
    // An issuer without a code is an error: the next one has this code or none has.
    guard position < RevocationListLayout.position(ofEnd: end), let issuer,
      let serial = Serial(exactly: position - RevocationListLayout.position(ofEnd: begin))
    else { try body.inconsistent(.body) }
    largestSerial = serial
    return CodeID(issuer: issuer, serial: serial)
  }

  /// After the last code, the issuers must be at their end too.
  mutating func finish<R: BodyReader>(in body: UnvalidatedBody<R>) throws(MalformedList) {
    try checkWidth(in: body)
    let (number, end) = (try numbers.next(in: body), try ends.next(in: body))
    guard number == nil, end == nil else { try body.inconsistent(.body) }
  }

  private mutating func advance<R: BodyReader>(in body: UnvalidatedBody<R>) throws(MalformedList) {
    try checkWidth(in: body)
    guard let number = try numbers.next(in: body), let next = try ends.next(in: body),
      let value = UInt32(exactly: number), let issuer = KeyNumber(value)
    else { try body.inconsistent(.body) }
    self.issuer = issuer
    begin = end
    end = next
  }

  private func checkWidth<R: BodyReader>(in body: UnvalidatedBody<R>) throws(MalformedList) {
    guard issuer == nil || end - begin == RevocationListLayout.placeWidth(largestSerial: largestSerial)
    else { try body.inconsistent(.body) }
  }
}
