/// What leads from one list's body to another's: ranks that leave, codes that come, new events, keys (SPEC §8.3).
/// It is not signed, and neither names the list that it is for nor proves what it leads to: the result counts only
/// where its body root is the signed one.
package struct RevocationDelta: Sendable {
  /// The bytes of the file.
  package let encoded: [UInt8]
  private let layout: RevocationDeltaLayout

  /// The delta between two lists. Both are gone through twice; nothing is held but the delta.
  /// - Parameter limit: the most bytes that it is worth.
  /// - Returns: nil for a delta that is larger, or that does not exist because a revoked key is gone.
  package init?(from old: RevocationListBody, to new: RevocationListBody, limit: Int = .max) {
    guard let difference = ListDifference(from: old, to: new),
      let layout = RevocationDeltaLayout(difference.header), layout.wordCount <= limit / 8
    else { return nil }
    self.layout = layout
    encoded = [UInt8](words: layout.wordCount) { words in
      RevocationDeltaLayout.write(difference.header, to: &words)
      layout.events.write(difference.newEvents, to: &words)
      layout.keys.write(difference.changedKeys, to: &words)
      var added = CodeSectionEncoder(layout.added)
      var removed = EliasFanoEncoder(layout.removed)
      for change in difference {
        switch change {
        case .removed(let rank): removed.append(UInt64(rank), to: &words)
        case .added(let code): added.append(code, to: &words)
        }
      }
      added.finish(in: &words)
      removed.finish(in: &words)
    }
  }

  /// Reads a delta, and refuses what no list could make right ([X1] to [X6]). Takes no more memory than the bytes.
  package init(parsing bytes: [UInt8]) throws(MalformedDelta) {
    layout = try RevocationDeltaLayout(of: bytes)
    encoded = bytes
    try scan()
  }

  /// The list that the delta leads to, ready to be encoded, where all of it fits the old one ([X3] to [X8]).
  package func applied(
    to old: RevocationListBody
  ) throws(MalformedDelta) -> RevocationListEncoder<UpdatedCodes> {
    let events = newEvents + old.events
    guard events.count <= UInt32.max else { throw .header }
    try refuseKnownEvents(in: old)
    let largest = old.layout.codes.count
    guard layout.removed.count == 0 || layout.removed.maximum < largest else {
      throw .rank(layout.removed.maximum)
    }
    for code in added { try refuse(code, alreadyIn: old, events: events.count) }
    let codes = UpdatedCodes(
      old: old.codes, removed: layout.removed, added: added, in: ArrayBody(encoded),
      newEventCount: UInt32(layout.events.count))
    guard
      let encoder = RevocationListEncoder(
        events: events, keys: try keys(updating: old, events: events.count), codes: codes)
    else { throw .header }
    return encoder
  }

  private var added: RevokedCodes<ArrayBody> { RevokedCodes(layout.added, in: ArrayBody(encoded)) }

  private var newEvents: [Event] {
    let body = ArrayBody(encoded)
    return (0..<layout.events.count).map { layout.events.event($0, in: body) }
  }

  private func scan() throws(MalformedDelta) {
    let body = UnvalidatedBody(ArrayBody(encoded))
    var used = [Bool](repeating: false, count: layout.events.count)
    func use(_ event: UInt32) { if event < used.count { used[Int(event)] = true } }
    do { try layout.keys.scan(in: body, eventsBelow: .max) { use($0.event) } } catch { throw .key }
    do throws(MalformedList) {
      try layout.events.scan(in: body) { _ in }
      var cursor = CodeSectionCursor(layout.added)
      var largest: UInt32 = 0
      while let code = try cursor.next(in: body) {
        use(code.event)
        largest = max(largest, code.event)
      }
      // An index may be 2^32 - 1; what is one more is no UInt32.
      guard Int(largest) + 1 == layout.added.eventCount else { throw .eventIndex }
      var ranks = EliasFanoCursor(layout.removed)
      while try ranks.next(in: body) != nil {}
    } catch {
      throw MalformedDelta(error)
    }
    if let unused = used.firstIndex(of: false) { throw .event(unused) }
  }

  /// Both tables increase, and are gone through side by side.
  private func refuseKnownEvents(in old: RevocationListBody) throws(MalformedDelta) {
    var known = old.events[...]
    for (index, event) in newEvents.enumerated() {
      known = known.drop { $0 < event }
      guard known.first != event else { throw .event(index) }
    }
  }

  private func refuse(
    _ code: RevokedCode, alreadyIn old: RevocationListBody, events: Int
  ) throws(MalformedDelta) {
    guard code.event < events else { throw .eventIndex }
    guard let rank = old.layout.codes.rank(of: code.id, in: old.bytes) else { return }
    let event = old.layout.section.eventIndices.value(at: rank, in: old.bytes)
    guard try removes(rank), UInt64(layout.events.count) + event != code.event else { throw .code(code.id) }
  }

  private func removes(_ rank: Int) throws(MalformedDelta) -> Bool {
    do {
      return try layout.removed.rank(of: UInt64(rank), in: UnvalidatedBody(ArrayBody(encoded))) != nil
    } catch {
      throw .sets
    }
  }

  /// The keys of the old list, with those of the delta put in or put in their places.
  private func keys(
    updating old: RevocationListBody, events: Int
  ) throws(MalformedDelta) -> [RevokedKey] {
    var (keys, rest): ([RevokedKey], ArraySlice<RevokedKey>) = ([], old.keys[...])
    let body = ArrayBody(encoded)
    for index in 0..<layout.keys.count {
      let (value, event) = layout.keys.key(index, in: body)
      guard let number = KeyNumber(value) else { throw .key }
      guard event < events else { throw .eventIndex }
      let before = rest.prefix { $0.number < number }
      keys += before.map { $0.behind(newEvents: layout.events.count) }
      rest = rest.dropFirst(before.count)
      if let same = rest.first, same.number == number {
        guard same.behind(newEvents: layout.events.count).event != event else { throw .key }
        rest = rest.dropFirst()
      }
      keys.append(RevokedKey(number: number, event: event))
    }
    return keys + rest.map { $0.behind(newEvents: layout.events.count) }
  }
}
