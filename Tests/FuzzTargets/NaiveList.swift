import PostPass

/// A list as two dictionaries, and deltas read in the plainest way, from the SPEC alone: slow, and nothing in common
/// with what it is compared with.
struct NaiveList: Equatable {
  private var codes: [CodeID: Event] = [:]
  private var keys: [KeyNumber: Event] = [:]

  init(_ body: RevocationListBody) {
    let events = body.events
    for code in body.codes { codes[code.id] = events[Int(code.event)] }
    for key in body.keys { keys[key.number] = events[Int(key.event)] }
  }

  /// Applies a delta that was accepted (SPEC §8.3).
  mutating func apply(_ delta: [UInt8]) {
    var words = NaiveWords(delta)
    words.skip(2)
    let codeCount = Int(words.next())
    let counts = words.next()
    let (eventCount, keyCount) = (Int(counts & 0xFFFF_FFFF), Int(counts >> 32))
    let issuers = words.next()
    let (issuerCount, largestIndex) = (Int(issuers & 0xFFFF_FFFF), issuers >> 32)
    let (largestIssuer, largestEnd, largestPosition) = (words.next(), words.next(), words.next())
    let (removedCount, largestRank) = (Int(words.next()), words.next())

    let newEvents = (0..<eventCount).compactMap { _ in
      Event(words: (words.next(), words.next(), words.next(), words.next()))
    }
    let events = newEvents + Set(Array(codes.values) + Array(keys.values)).sorted()
    let changed = (0..<keyCount).map { _ in words.next() }
    let numbers = words.eliasFano(count: issuerCount, maximum: largestIssuer)
    let ends = words.eliasFano(count: issuerCount, maximum: largestEnd)
    let positions = words.eliasFano(count: codeCount, maximum: largestPosition)
    let indices = words.packed(codeCount, bits: UInt64.bitWidth - largestIndex.leadingZeroBitCount)
    let ranks = words.eliasFano(count: removedCount, maximum: largestRank)

    let before = codes.keys.sorted()
    for rank in ranks { codes[before[Int(rank)]] = nil }
    for (position, index) in zip(positions, indices) {
      let place = ends.firstIndex { position >> 16 < $0 } ?? 0
      let base = place == 0 ? 0 : ends[place - 1] << 16
      guard let issuer = KeyNumber(UInt32(numbers[place])) else { fatalError("an issuer's number") }
      codes[CodeID(issuer: issuer, serial: UInt32(position - base))] = events[Int(index)]
    }
    for pair in changed {
      guard let number = KeyNumber(UInt32(pair & 0xFFFF_FFFF)) else { fatalError("a key's number") }
      keys[number] = events[Int(pair >> 32)]
    }
  }
}

/// Reads 64-bit words, and what is packed in them, bit by bit (SPEC §6.4).
private struct NaiveWords {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  mutating func skip(_ count: Int) { rest = rest.dropFirst(8 * count) }

  mutating func next() -> UInt64 {
    let word = rest.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    skip(1)
    return word
  }

  mutating func packed(_ count: Int, bits: Int) -> [UInt64] {
    let all = self.bits((count * bits))
    return (0..<count).map { NaiveWords.value(all[($0 * bits)..<($0 + 1) * bits]) }
  }

  /// Takes a part: so many bits, padded to whole words.
  private mutating func bits(_ count: Int) -> [Bool] {
    var bits: [Bool] = []
    for _ in 0..<(count + 63) / 64 {
      let word = next()
      for bit in 0..<64 { bits.append(word >> UInt64(bit) & 1 == 1) }
    }
    return Array(bits.prefix(count))
  }

  private static func value(_ bits: ArraySlice<Bool>) -> UInt64 {
    bits.reversed().reduce(0) { $0 << 1 | ($1 ? 1 : 0) }
  }

  mutating func eliasFano(count: Int, maximum: UInt64) -> [UInt64] {
    if count == 0 { return [] }
    let quotient = maximum / UInt64(count)
    let low = max(0, UInt64.bitWidth - quotient.leadingZeroBitCount - 1)
    let buckets = Int(maximum >> UInt64(low)) + 1
    let groups = (buckets + 127) / 128
    let ranks = packed(groups + 1, bits: 32)
    _ = packed((count + 1023) / 1024, bits: 32)
    var groupBits = bits(count * (low + 1) + buckets)[...]
    var values: [UInt64] = []
    for group in 0..<groups {
      let inGroup = Int(ranks[group + 1] - ranks[group])
      let bucketsInGroup = min(128, buckets - 128 * group)
      let lows = groupBits.prefix(inGroup * low)
      groupBits = groupBits.dropFirst(inGroup * low)
      var bucket = 128 * group - 1
      var nextLow = lows.startIndex
      for bit in groupBits.prefix(inGroup + bucketsInGroup) {
        if bit {
          values.append(UInt64(bucket) << UInt64(low) | NaiveWords.value(lows[nextLow..<nextLow + low]))
          nextLow += low
        } else {
          bucket += 1
        }
      }
      groupBits = groupBits.dropFirst(inGroup + bucketsInGroup)
    }
    return values
  }
}
