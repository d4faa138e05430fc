/// Where the sections of a delta between lists lie, in words; made from its header alone (SPEC §8.3).
struct RevocationDeltaLayout: Sendable, Equatable {
  /// The events that are new, and those of the keys and codes by an index into them and, behind, the old ones.
  let events: EventSection
  let keys: KeySection
  let added: CodeSection
  /// The ranks in the old list of the codes that leave.
  let removed: EliasFanoSet

  static let firstLine = Array("postpass/1/ldlt\n".utf8)
  private static let lineWords = 2

  /// Nil where the fields contradict each other.
  init?(_ header: RevocationDeltaHeader) {
    let entries = header.added.codeCount.addingReportingOverflow(UInt64(header.keyCount)).partialValue
    guard header.eventCount <= entries, header.added.codeCount > 0 || header.maximalIndex == 0 else {
      return nil
    }
    events = EventSection(
      start: RevocationDeltaLayout.lineWords + RevocationDeltaHeader.wordCount, count: Int(header.eventCount))
    keys = KeySection(start: events.end, count: Int(header.keyCount))
    guard
      let added = CodeSection(header.added, start: keys.end, eventCount: Int(header.maximalIndex) + 1),
      let removed = EliasFanoSet(count: header.removedCount, maximum: header.maximalRank, start: added.end)
    else { return nil }
    (self.added, self.removed) = (added, removed)
  }

  /// Reads first line and header of a delta.
  init(of bytes: [UInt8]) throws(MalformedDelta) {
    guard bytes.starts(with: RevocationDeltaLayout.firstLine) else { throw .line }
    let body = ArrayBody(bytes)
    guard bytes.count % 8 == 0,
      body.wordCount >= RevocationDeltaLayout.lineWords + RevocationDeltaHeader.wordCount,
      let layout = RevocationDeltaLayout(
        RevocationDeltaHeader(of: body, at: RevocationDeltaLayout.lineWords)),
      layout.wordCount == body.wordCount
    else { throw .header }
    self = layout
  }

  var wordCount: Int { removed.end }

  /// Writes first line and header.
  static func write(_ header: RevocationDeltaHeader, to words: inout BodyWriter) {
    let line = ArrayBody(firstLine)
    for index in 0..<lineWords { words[index] = line.word(index) }
    for (index, word) in header.words.enumerated() { words[lineWords + index] = word }
  }
}

/// The counts and largest values from which everything else in a delta has its place (SPEC §8.3).
struct RevocationDeltaHeader: Equatable {
  var added = CodeSetSize()
  var eventCount: UInt32 = 0
  var keyCount: UInt32 = 0
  /// The largest event index of a code.
  var maximalIndex: UInt32 = 0
  var removedCount: UInt64 = 0
  var maximalRank: UInt64 = 0

  static let wordCount = 8

  init() {}

  /// Every word has a meaning, so that there is nothing to refuse yet.
  init(of body: ArrayBody, at start: Int) {
    added.codeCount = body.word(start)
    let counts = body.word(start + 1)
    eventCount = UInt32(truncatingIfNeeded: counts)
    keyCount = UInt32(counts >> 32)
    let issuers = body.word(start + 2)
    added.issuerCount = UInt32(truncatingIfNeeded: issuers)
    maximalIndex = UInt32(issuers >> 32)
    added.maximalIssuer = body.word(start + 3)
    added.maximalEnd = body.word(start + 4)
    added.maximalPosition = body.word(start + 5)
    removedCount = body.word(start + 6)
    maximalRank = body.word(start + 7)
  }

  var words: [UInt64] {
    [
      added.codeCount, UInt64(eventCount) | UInt64(keyCount) << 32,
      UInt64(added.issuerCount) | UInt64(maximalIndex) << 32, added.maximalIssuer, added.maximalEnd,
      added.maximalPosition, removedCount, maximalRank,
    ]
  }
}
