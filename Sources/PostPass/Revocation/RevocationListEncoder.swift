/// Writes the body of a list from codes that come in increasing order, going through them twice: once for counts and
/// largest values, once to write. Nothing is held but the body (SPEC §6).
package struct RevocationListEncoder<Codes: Sequence> where Codes.Element == RevokedCode {
  private let codes: Codes
  private let keys: [RevokedKey]
  private let table: EventTable
  private let header: RevocationListHeader
  let layout: RevocationListLayout

  /// Goes through the codes for the first time. Nil for more than 2^30 of them, and for more than 2^32 - 1 keys.
  /// - Parameters:
  ///   - events: in any order; those that nothing refers to are left out, equal ones become one.
  ///   - keys: strictly increasing; events by their index.
  ///   - codes: strictly increasing, and the same when they are gone through once more.
  package init?(events: [Event], keys: [RevokedKey], codes: Codes) {
    var used = [Bool](repeating: false, count: events.count)
    for key in keys { used[Int(key.event)] = true }
    var places = CodePlaces()
    for code in codes {
      used[Int(code.event)] = true
      _ = places.position(of: code.id)
    }
    let table = EventTable(events, used: used)
    self.table = table
    header = RevocationListHeader(
      codes: places.size, eventCount: UInt32(table.events.count), keyCount: UInt32(clamping: keys.count))
    guard keys.count <= UInt32.max, let layout = RevocationListLayout(header) else { return nil }
    self.layout = layout
    self.codes = codes
    self.keys = keys.map { RevokedKey(number: $0.number, event: table.newIndices[Int($0.event)]) }
  }

  /// The length of the body in bytes.
  package var bodyLength: Int { layout.wordCount * 8 }

  /// The body, and no other has these bytes for this content. Goes through the codes for the second time.
  package func encodedBody() -> [UInt8] {
    [UInt8](words: layout.wordCount) { words in
      for (index, word) in header.words.enumerated() { words[index] = word }
      layout.events.write(table.events, to: &words)
      layout.keys.write(keys, to: &words)
      var encoder = CodeSectionEncoder(layout.section)
      for code in codes {
        encoder.append(
          RevokedCode(id: code.id, event: table.newIndices[Int(code.event)]), to: &words)
      }
      encoder.finish(in: &words)
    }
  }
}

/// The events of a list as it holds them: in order, each once, none that nothing refers to (SPEC [L7]).
struct EventTable {
  let events: [Event]
  /// For each index before, the index now; 0 for events that are left out.
  let newIndices: [UInt32]

  /// - Parameter used: for each event, whether anything refers to it.
  init(_ events: [Event], used: [Bool]) {
    var ordered: [Event] = []
    var newIndices = [UInt32](repeating: 0, count: events.count)
    for index in events.indices.filter({ used[$0] }).sorted(by: { events[$0] < events[$1] }) {
      if ordered.last != events[index] { ordered.append(events[index]) }
      newIndices[index] = UInt32(ordered.count - 1)
    }
    self.events = ordered
    self.newIndices = newIndices
  }
}

extension RevocationListContent {
  /// The most codes that a list can have.
  package static let maximalCodeCount = Int(EliasFanoSet.maximalCount)

  /// The body of a list with this content, and no other has these bytes (SPEC §6). At most `maximalCodeCount` codes.
  package func encodedBody() -> [UInt8] {
    guard let encoder = RevocationListEncoder(events: events, keys: keyEntries, codes: codeEntries) else {
      // The caller is told to keep the limit.
      preconditionFailure("more than 2^30 revoked codes")
    }
    return encoder.encodedBody()
  }
}
