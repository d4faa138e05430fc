/// What a revocation list says: its codes and keys, each once and with one event (SPEC §6.3). Content that is equal
/// is held, and encoded, in one way, however it came about.
package struct RevocationListContent: Sendable, Equatable {
  /// Strictly increasing, each with a code or key.
  private(set) var events: [Event]
  /// Strictly increasing; events by their index.
  private(set) var codeEntries: [RevokedCode]
  private(set) var keyEntries: [RevokedKey]

  /// Codes and keys in any order. Of several events for one, the list has the one that prevails (SPEC §6.3).
  package init(
    codes: some Sequence<(CodeID, Event)> = EmptyCollection(),
    keys: some Sequence<(KeyNumber, Event)> = EmptyCollection()
  ) {
    var numbers = EventNumbers()
    codeEntries = codes.map { RevokedCode(id: $0.0, event: numbers.index(of: $0.1)) }
    keyEntries = keys.map { RevokedKey(number: $0.0, event: numbers.index(of: $0.1)) }
    events = numbers.events
    normalize()
  }

  /// Reads a whole body. Throws whatever breaks SPEC §6; only the time of issue is not looked at.
  package init<R: BodyReader>(decoding body: R, layout: RevocationListLayout) throws(MalformedList)
  where R.Failure == Never {
    var (events, codes, keys): ([Event], [RevokedCode], [RevokedKey]) = ([], [], [])
    events.reserveCapacity(layout.events.count)
    codes.reserveCapacity(layout.codes.count)
    try layout.scan(
      UnvalidatedBody(body),
      event: { event in events.append(event) },
      key: { key in keys.append(key) },
      code: { code in codes.append(code) })
    (self.events, codeEntries, keyEntries) = (events, codes, keys)
  }

  package var isEmpty: Bool { codeEntries.isEmpty && keyEntries.isEmpty }

  /// The revoked codes in increasing order.
  package var codes: some RandomAccessCollection<(CodeID, Event)> {
    codeEntries.lazy.map { (id: $0.id, event: events[Int($0.event)]) }
  }

  /// The revoked keys in increasing order.
  package var keys: some RandomAccessCollection<(KeyNumber, Event)> {
    keyEntries.lazy.map { (number: $0.number, event: events[Int($0.event)]) }
  }

  /// Adds what another list says.
  package mutating func merge(_ other: RevocationListContent) {
    let offset = UInt32(events.count)
    events += other.events
    codeEntries += other.codeEntries.lazy.map { RevokedCode(id: $0.id, event: $0.event + offset) }
    keyEntries += other.keyEntries.lazy.map { RevokedKey(number: $0.number, event: $0.event + offset) }
    normalize()
  }

  /// Removes codes, when they leave the list (SPEC §6.5). Keys never leave.
  package mutating func removeCodes(where leaves: (CodeID, Event) -> Bool) {
    codeEntries.removeAll { leaves($0.id, events[Int($0.event)]) }
    normalizeEvents()
  }

  private mutating func normalize() {
    let events = events
    codeEntries.sort { $0.id < $1.id }
    codeEntries.unite(
      sameItem: { $0.id == $1.id },
      prevails: { events[Int($0.event)].prevailsForCode(over: events[Int($1.event)]) })
    keyEntries.sort { $0.number < $1.number }
    keyEntries.unite(
      sameItem: { $0.number == $1.number },
      prevails: { events[Int($0.event)].prevailsForKey(over: events[Int($1.event)]) })
    normalizeEvents()
  }

  /// Puts the events in order, each once, without those that nothing refers to.
  private mutating func normalizeEvents() {
    var used = [Bool](repeating: false, count: events.count)
    for entry in codeEntries { used[Int(entry.event)] = true }
    for entry in keyEntries { used[Int(entry.event)] = true }
    let table = EventTable(events, used: used)
    events = table.events
    for index in codeEntries.indices {
      codeEntries[index].event = table.newIndices[Int(codeEntries[index].event)]
    }
    for index in keyEntries.indices {
      keyEntries[index].event = table.newIndices[Int(keyEntries[index].event)]
    }
  }
}

/// Gives equal events one index.
private struct EventNumbers {
  private(set) var events: [Event] = []
  private var indices: [Event: UInt32] = [:]
  /// Revocations come in runs of one event.
  private var latest: UInt32 = 0

  mutating func index(of event: Event) -> UInt32 {
    if latest < events.count, events[Int(latest)] == event { return latest }
    latest = indices[event] ?? UInt32(events.count)
    if latest == events.count {
      events.append(event)
      indices[event] = latest
    }
    return latest
  }
}

extension Array {
  /// Of neighbours for the same item, keeps the one that prevails.
  fileprivate mutating func unite(sameItem: (Element, Element) -> Bool, prevails: (Element, Element) -> Bool)
  {
    var kept = 0
    for index in indices {
      if kept > 0, sameItem(self[kept - 1], self[index]) {
        if prevails(self[index], self[kept - 1]) { self[kept - 1] = self[index] }
      } else {
        self[kept] = self[index]
        kept += 1
      }
    }
    removeLast(count - kept)
  }
}
