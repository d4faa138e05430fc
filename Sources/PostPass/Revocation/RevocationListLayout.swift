/// Where the sections of a list's body lie, in words; made from the header alone (SPEC §6.1).
package struct RevocationListLayout: Sendable, Equatable {
  package let eventCount: Int
  package let keyCount: Int
  /// The numbers of the issuers with revoked codes.
  package let issuerNumbers: EliasFanoSet
  /// Where the places of these issuers end, in units of 2^16 positions.
  package let issuerEnds: EliasFanoSet
  /// The positions of the revoked codes.
  package let codes: EliasFanoSet
  /// For each revoked code, in the order of their positions, its event.
  package let eventIndices: PackedIntegers

  static let headerWords = 8

  /// Nil where the fields break [L4].
  init?(_ header: RevocationListHeader) {
    let (codeCount, issuerCount) = (header.codeCount, UInt64(header.issuerCount))
    let entries = codeCount.addingReportingOverflow(UInt64(header.keyCount))
    guard codeCount <= EliasFanoSet.maximalCount, issuerCount <= codeCount,
      (issuerCount == 0) == (codeCount == 0), header.eventCount <= entries.partialValue,
      (header.eventCount == 0) == (entries.partialValue == 0),
      header.maximalIssuer < UInt64(UInt32.max), header.maximalEnd <= 1 << 46,
      codeCount == 0 || header.maximalPosition < RevocationListLayout.position(ofEnd: header.maximalEnd),
      header.maximalEnd >= issuerCount
    else { return nil }
    eventCount = Int(header.eventCount)
    keyCount = Int(header.keyCount)
    let sets = RevocationListLayout.headerWords + eventCount * Event.wordCount + keyCount
    guard
      let numbers = EliasFanoSet(count: issuerCount, maximum: header.maximalIssuer, start: sets),
      let ends = EliasFanoSet(count: issuerCount, maximum: header.maximalEnd, start: numbers.end),
      let codes = EliasFanoSet(count: codeCount, maximum: header.maximalPosition, start: ends.end)
    else { return nil }
    (issuerNumbers, issuerEnds, self.codes) = (numbers, ends, codes)
    let width = eventCount == 0 ? 0 : UInt64(eventCount - 1).bitLength
    eventIndices = PackedIntegers(start: codes.end, count: codes.count, width: width)
  }

  /// Reads the header of a body of `length` bytes. What breaks [L4] is reported as `MalformedList.header`.
  package init<R: BodyReader>(of body: R, length: UInt64) throws(R.Failure) {
    guard length / 8 == body.wordCount, length % 8 == 0, body.wordCount >= RevocationListLayout.headerWords,
      let header = try RevocationListHeader(of: body), let layout = RevocationListLayout(header),
      layout.wordCount == body.wordCount
    else { try body.inconsistent(.header) }
    self = layout
  }

  /// Reads the header of a whole body that is not yet validated.
  package init<R: BodyReader>(of body: R, length: UInt64) throws(MalformedList) where R.Failure == Never {
    try self.init(of: UnvalidatedBody(body), length: length)
  }

  /// The position where a place ends, from an issuer end of at most 2^46.
  static func position(ofEnd end: UInt64) -> UInt64 { end << 16 }

  /// How much an issuer adds to the issuer ends, from its largest revoked serial.
  static func placeWidth(largestSerial: Serial) -> UInt64 {
    1 << UInt64(max(UInt64(largestSerial).bitLength - 16, 0))
  }

  package var wordCount: Int { eventIndices.end }

  /// The event with an index below `eventCount`.
  package func event<R: BodyReader>(_ index: Int, in body: R) throws(R.Failure) -> Event {
    let start = RevocationListLayout.headerWords + index * Event.wordCount
    let words = try (
      body.word(start), body.word(start + 1), body.word(start + 2), body.word(start + 3)
    )
    guard let event = Event(words: words) else { try body.inconsistent(.event(index)) }
    return event
  }

  /// The revoked key with an index below `keyCount`, and the index of its event.
  package func key<R: BodyReader>(
    _ index: Int, in body: R
  ) throws(R.Failure) -> (number: UInt32, event: UInt32) {
    let word = try body.word(RevocationListLayout.headerWords + eventCount * Event.wordCount + index)
    return (UInt32(truncatingIfNeeded: word), UInt32(word >> 32))
  }
}

/// The counts and largest values from which everything else in a list's body has its place (SPEC §6.1).
struct RevocationListHeader: Equatable {
  var codeCount: UInt64 = 0
  var eventCount: UInt32 = 0
  var keyCount: UInt32 = 0
  var issuerCount: UInt32 = 0
  var maximalIssuer: UInt64 = 0
  var maximalEnd: UInt64 = 0
  var maximalPosition: UInt64 = 0

  init() {}

  /// The first words of a body; nil where unused bytes are not zero.
  init?<R: BodyReader>(of body: R) throws(R.Failure) {
    codeCount = try body.word(0)
    let events = try body.word(1)
    eventCount = UInt32(truncatingIfNeeded: events)
    keyCount = UInt32(events >> 32)
    guard let issuers = UInt32(exactly: try body.word(2)) else { return nil }
    issuerCount = issuers
    maximalIssuer = try body.word(3)
    maximalEnd = try body.word(4)
    maximalPosition = try body.word(5)
    guard try body.word(6) | body.word(7) == 0 else { return nil }
  }

  var words: [UInt64] {
    [
      codeCount, UInt64(eventCount) | UInt64(keyCount) << 32, UInt64(issuerCount), maximalIssuer, maximalEnd,
      maximalPosition, 0, 0,
    ]
  }
}
