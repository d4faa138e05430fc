/// Where the sections of a list's body lie, in words; made from the header alone (SPEC §6.1).
package struct RevocationListLayout: Sendable, Equatable {
  let events: EventSection
  let keys: KeySection
  /// The revoked codes with their events.
  package let section: CodeSection

  static let headerWords = 8

  /// Nil where the fields break [L4].
  init?(_ header: RevocationListHeader) {
    // Both counts are below 2^33 where the first is within its limit, which the set of codes looks at.
    let entries = header.codes.codeCount.addingReportingOverflow(UInt64(header.keyCount)).partialValue
    guard header.eventCount <= entries, (header.eventCount == 0) == (entries == 0) else { return nil }
    events = EventSection(start: RevocationListLayout.headerWords, count: Int(header.eventCount))
    keys = KeySection(start: events.end, count: Int(header.keyCount))
    guard let section = CodeSection(header.codes, start: keys.end, eventCount: events.count) else {
      return nil
    }
    self.section = section
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

  /// The revoked codes.
  package var codes: CodeSet { section.codes }

  package var wordCount: Int { section.end }
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
