/// Reads the codes of a `CodeSet` from the first to the last, and refuses on the way every bit that `CodeSetEncoder`
/// would not have written (SPEC §6.3, [L7]).
struct CodeSetCursor {
  private var positions: EliasFanoCursor
  private var numbers: EliasFanoCursor
  private var ends: EliasFanoCursor
  private var issuer: KeyNumber?
  /// Its place, in the units of the issuer ends.
  private var begin: UInt64 = 0
  private var end: UInt64 = 0
  private var largestSerial: Serial = 0

  init(_ set: CodeSet) {
    positions = EliasFanoCursor(set.positions)
    numbers = EliasFanoCursor(set.issuerNumbers)
    ends = EliasFanoCursor(set.issuerEnds)
  }

  /// How many codes were read.
  var count: Int { positions.rank }

  /// The next code. At the end nil, if all of the set was as it must be.
  mutating func next<R: BodyReader>(in body: UnvalidatedBody<R>) throws(MalformedList) -> CodeID? {
    guard let position = try positions.next(in: body) else {
      try finish(in: body)
      return nil
    }
    if position >= CodeSet.position(ofEnd: end) { try advance(in: body) }
    // An issuer without a code is an error: the next one has this code or none has.
    guard position < CodeSet.position(ofEnd: end), let issuer,
      let serial = Serial(exactly: position - CodeSet.position(ofEnd: begin))
    else { try body.inconsistent(.body) }
    largestSerial = serial
    return CodeID(issuer: issuer, serial: serial)
  }

  /// After the last code, the issuers must be at their end too.
  private mutating func finish<R: BodyReader>(in body: UnvalidatedBody<R>) throws(MalformedList) {
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
    guard issuer == nil || end - begin == CodeSet.placeWidth(largestSerial: largestSerial)
    else { try body.inconsistent(.body) }
  }
}
