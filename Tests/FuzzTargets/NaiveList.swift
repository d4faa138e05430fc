import PostPass

/// A list as two dictionaries, and deltas applied in the plainest way, from the SPEC alone.
struct NaiveList: Equatable {
  private var codes: [CodeID: Event] = [:]
  private var keys: [KeyNumber: Event] = [:]

  init(_ body: RevocationListBody) {
    let events = body.events
    for code in body.codes { codes[code.id] = events[Int(code.event)] }
    for key in body.keys { keys[key.number] = events[Int(key.event)] }
  }

  /// Applies a delta that was accepted (SPEC §8.3).
  mutating func apply(_ bytes: [UInt8]) {
    guard let delta = PlainList(delta: bytes), let ranks = delta.ranks else {
      fatalError("does not hold: a delta that is accepted has the sections that its header says")
    }
    let newEvents = delta.events.compactMap { Event(words: ($0[0], $0[1], $0[2], $0[3])) }
    let events = newEvents + Set(Array(codes.values) + Array(keys.values)).sorted()
    let before = codes.keys.sorted()
    for rank in ranks { codes[before[Int(rank)]] = nil }
    for (position, index) in zip(delta.positions, delta.indices) {
      let place = delta.ends.firstIndex { position >> 16 < $0 } ?? 0
      let base = place == 0 ? 0 : delta.ends[place - 1] << 16
      guard let issuer = KeyNumber(UInt32(delta.issuers[place])) else { fatalError("an issuer's number") }
      codes[CodeID(issuer: issuer, serial: UInt32(position - base))] = events[Int(index)]
    }
    for pair in delta.keys {
      guard let number = KeyNumber(UInt32(pair & 0xFFFF_FFFF)) else { fatalError("a key's number") }
      keys[number] = events[Int(pair >> 32)]
    }
  }
}
