/// Where the sections of a list's body lie, in words; made from the header alone (SPEC §6.1).
package struct RevocationListLayout: Sendable, Equatable {
  package let eventCount: Int
  package let keyCount: Int
  /// The revoked codes.
  package let codes: CodeSet
  /// For each revoked code, in the order of their positions, its event.
  package let eventIndices: PackedIntegers

  static let headerWords = 8

  /// Nil where the fields break [L4].
  init?(_ header: RevocationListHeader) {
    // Both counts are below 2^33 where the first is within its limit, which the set of codes looks at.
    let entries = header.codes.codeCount.addingReportingOverflow(UInt64(header.keyCount)).partialValue
    guard header.eventCount <= entries, (header.eventCount == 0) == (entries == 0) else { return nil }
    eventCount = Int(header.eventCount)
    keyCount = Int(header.keyCount)
    let start = RevocationListLayout.headerWords + eventCount * Event.wordCount + keyCount
    guard let codes = CodeSet(header.codes, start: start) else { return nil }
    self.codes = codes
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
  var codes: CodeSetSize
  var eventCount: UInt32
  var keyCount: UInt32

  init(codes: CodeSetSize = CodeSetSize(), eventCount: UInt32 = 0, keyCount: UInt32 = 0) {
    self.codes = codes
    self.eventCount = eventCount
    self.keyCount = keyCount
  }

  /// The first words of a body; nil where unused bytes are not zero.
  init?<R: BodyReader>(of body: R) throws(R.Failure) {
    self.init()
    codes.codeCount = try body.word(0)
    let counts = try body.word(1)
    eventCount = UInt32(truncatingIfNeeded: counts)
    keyCount = UInt32(counts >> 32)
    guard let issuers = UInt32(exactly: try body.word(2)) else { return nil }
    codes.issuerCount = issuers
    codes.maximalIssuer = try body.word(3)
    codes.maximalEnd = try body.word(4)
    codes.maximalPosition = try body.word(5)
    guard try body.word(6) | body.word(7) == 0 else { return nil }
  }

  var words: [UInt64] {
    [
      codes.codeCount, UInt64(eventCount) | UInt64(keyCount) << 32, UInt64(codes.issuerCount),
      codes.maximalIssuer, codes.maximalEnd, codes.maximalPosition, 0, 0,
    ]
  }
}
