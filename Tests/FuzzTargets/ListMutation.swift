import PostPass
import TestSupport

/// Lists and deltas in which one entry comes, goes or changes (SPEC §6.1, §8.3).
enum ListMutation {
  static func mutate(list body: [UInt8], with random: inout SeededGenerator) -> [UInt8]? {
    guard var list = PlainList(list: body) else { return nil }
    list.mutate(with: &random)
    return list.encoded
  }

  /// The length of a list's body in 4 bytes, the body, then the delta, which is changed.
  static func mutate(delta input: [UInt8], with random: inout SeededGenerator) -> [UInt8]? {
    guard let (body, bytes) = DeltaProperties.parts(of: input), let list = PlainList(list: body),
      var delta = PlainList(delta: bytes)
    else { return nil }
    delta.mutate(for: list, with: &random)
    return input.prefix(4) + body + delta.encoded
  }
}

extension PlainList {
  /// - Parameter old: what a delta is for; nil for a list.
  fileprivate mutating func mutate(for old: PlainList? = nil, with random: inout SeededGenerator) {
    for _ in 0...Int.random(in: 0...2, using: &random) {
      switch Int.random(in: 0..<(ranks == nil ? 8 : 12), using: &random) {
      case 0: insertEvent(with: &random)
      case 1: removeEvent(with: &random)
      case 2: changeEvent(with: &random)
      case 3: insertKey(of: old, with: &random)
      case 4: removeKey(with: &random)
      case 5: insertCode(with: &random)
      case 6: removeCode(with: &random)
      case 7: changeIssuer(with: &random)
      default: changeRanks(codesBefore: UInt64(old?.positions.count ?? 0), with: &random)
      }
    }
  }

  /// Everybody keeps the event that it has: nobody has the new one.
  private mutating func insertEvent(with random: inout SeededGenerator) {
    let start = TestAuthority.start.seconds
    let row = events.randomElement(using: &random) ?? [start, 1, start, 1]
    let new = changed(row, with: &random)
    let place = events.firstIndex { !$0.lexicographicallyPrecedes(new) } ?? events.count
    events.insert(new, at: place)
    indices = indices.map { $0 >= UInt64(place) ? $0 + 1 : $0 }
    keys = keys.map { $0 >> 32 >= UInt64(place) ? $0 &+ 1 << 32 : $0 }
  }

  /// Who had it has the next one.
  private mutating func removeEvent(with random: inout SeededGenerator) {
    guard let place = events.indices.randomElement(using: &random) else { return }
    events.remove(at: place)
    indices = indices.map { $0 > UInt64(place) ? $0 - 1 : $0 }
    keys = keys.map { $0 >> 32 > UInt64(place) ? $0 - 1 << 32 : $0 }
  }

  private mutating func changeEvent(with random: inout SeededGenerator) {
    guard let place = events.indices.randomElement(using: &random) else { return }
    events[place] = changed(events[place], with: &random)
  }

  private func changed(_ row: [UInt64], with random: inout SeededGenerator) -> [UInt64] {
    var row = row
    let (field, other) = (Int.random(in: 0..<4, using: &random), Int.random(in: 0..<4, using: &random))
    row[field] = random.nextTo([row[field], row[other], 0, 4, UnixTime.lastDate.seconds])
    return row
  }

  private mutating func insertKey(of old: PlainList?, with random: inout SeededGenerator) {
    let numbers = keys.map { $0 & 0xFFFF_FFFF } + [0, 7, UInt64(UInt32.max)]
    let new = random.nextTo(numbers) & 0xFFFF_FFFF | anyIndex(with: &random) << 32
    // As the old list has it: its events come behind the new ones.
    let known = old?.keys.randomElement(using: &random).map { $0 &+ UInt64(events.count) << 32 }
    let key = Bool.random(using: &random) ? known ?? new : new
    let number = key & 0xFFFF_FFFF
    let place = keys.firstIndex { $0 & 0xFFFF_FFFF >= number } ?? keys.count
    keys.insert(key, at: place)
  }

  private mutating func removeKey(with random: inout SeededGenerator) {
    if let place = keys.indices.randomElement(using: &random) { keys.remove(at: place) }
  }

  private mutating func insertCode(with random: inout SeededGenerator) {
    guard let end = ends.last else {
      (issuers, ends) = ([random.nextTo([1, UInt64(UInt32.max)])], [1])
      return insertCode(with: &random)
    }
    let position = random.nextTo(positions + ends.map { $0 << 16 } + [0, end << 15])
    let place = positions.firstIndex { $0 >= position } ?? positions.count
    positions.insert(position, at: place)
    indices.insert(anyIndex(with: &random), at: place)
  }

  private mutating func removeCode(with random: inout SeededGenerator) {
    guard let place = positions.indices.randomElement(using: &random) else { return }
    positions.remove(at: place)
    indices.remove(at: place)
  }

  /// One more, one less, or another number or end.
  private mutating func changeIssuer(with random: inout SeededGenerator) {
    guard let place = issuers.indices.randomElement(using: &random) else { return }
    switch Int.random(in: 0..<4, using: &random) {
    case 0:
      issuers.insert(random.nextTo([issuers[place]]), at: place)
      ends.insert(random.nextTo([ends[place]]), at: place)
    case 1:
      issuers.remove(at: place)
      ends.remove(at: place)
    case 2: issuers[place] = random.nextTo([issuers[place], 0, UInt64(UInt32.max)])
    default: ends[place] = random.nextTo([ends[place], ends[place] &* 2])
    }
  }

  private mutating func changeRanks(codesBefore: UInt64, with random: inout SeededGenerator) {
    let old = ranks ?? []
    let place = old.indices.randomElement(using: &random)
    if let place, Bool.random(using: &random) { ranks?.remove(at: place) }
    if Bool.random(using: &random) {
      let new = random.nextTo(old + [0, codesBefore])
      ranks = ((ranks ?? []) + [new]).sorted()
    }
  }

  /// An index of an event, or one that is next to those.
  private func anyIndex(with random: inout SeededGenerator) -> UInt64 {
    random.nextTo(indices + keys.map { $0 >> 32 } + [0, UInt64(events.count)]) & 0xFFFF_FFFF
  }
}
