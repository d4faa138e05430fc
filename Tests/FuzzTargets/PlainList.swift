import PostPass

/// A list's body, or a delta, as the numbers that stand in it, right or wrong. It is read and written from the SPEC alone
/// (§6, §8.3), in the plainest way: slow, and nothing in common with what it is compared with.
struct PlainList: Equatable {
  /// Rows of four words.
  var events: [[UInt64]] = []
  /// Key numbers with the index of an event above them, a word each.
  var keys: [UInt64] = []
  var issuers: [UInt64] = []
  var ends: [UInt64] = []
  var positions: [UInt64] = []
  /// The event of each position.
  var indices: [UInt64] = []
  /// The codes that leave; nil for a list, which is no delta.
  var ranks: [UInt64]?

  /// Reads a body; nil where its sections are not what the header says.
  init?(list bytes: [UInt8]) {
    var words = PlainReader(bytes)
    let counts = Counts(&words)
    words.skip(2)
    let events = counts.events
    readSections(&words, counts, width: bitLength(events == 0 ? 0 : UInt64(events - 1)))
    guard words.isAtEnd else { return nil }
  }

  /// Reads a delta; nil where its sections are not what the header says.
  init?(delta bytes: [UInt8]) {
    var words = PlainReader(bytes)
    words.skip(2)
    let counts = Counts(&words)
    let (removed, largestRank) = (words.next(), words.next())
    readSections(&words, counts, width: bitLength(counts.aboveIssuers))
    ranks = words.eliasFano(Int(truncatingIfNeeded: removed), maximum: largestRank)
    guard words.isAtEnd else { return nil }
  }

  /// The first six words behind the first line.
  private struct Counts {
    let codes, events, keys, issuers: Int
    /// What shares a word with the number of issuers: nothing, or the largest event index.
    let aboveIssuers: UInt64
    let largestIssuer, largestEnd, largestPosition: UInt64

    init(_ words: inout PlainReader) {
      codes = Int(truncatingIfNeeded: words.next())
      let (pair, other) = (words.next(), words.next())
      (events, keys) = (Int(pair & 0xFFFF_FFFF), Int(pair >> 32))
      (issuers, aboveIssuers) = (Int(other & 0xFFFF_FFFF), other >> 32)
      (largestIssuer, largestEnd, largestPosition) = (words.next(), words.next(), words.next())
    }
  }

  private mutating func readSections(_ words: inout PlainReader, _ counts: Counts, width: Int) {
    let rows = words.take(counts.events * 4)
    events = stride(from: 0, to: rows.count, by: 4).map { Array(rows[$0..<$0 + 4]) }
    keys = words.take(counts.keys)
    issuers = words.eliasFano(counts.issuers, maximum: counts.largestIssuer)
    ends = words.eliasFano(counts.issuers, maximum: counts.largestEnd)
    positions = words.eliasFano(counts.codes, maximum: counts.largestPosition)
    indices = words.packed(counts.codes, bits: width)
  }

  /// The bytes: the header follows from the rest.
  var encoded: [UInt8] {
    var words = PlainWriter(ranks == nil ? "" : "postpass/1/ldlt\n")
    let largestIndex = indices.max() ?? 0
    let width = ranks == nil ? bitLength(UInt64(max(events.count, 1) - 1)) : bitLength(largestIndex)
    words.append(UInt64(positions.count))
    words.append(UInt64(events.count) | UInt64(keys.count) << 32)
    words.append(UInt64(issuers.count) | (ranks == nil ? 0 : largestIndex << 32))
    for set in [issuers, ends, positions] { words.append(set.max() ?? 0) }
    words.append(UInt64(ranks?.count ?? 0))
    words.append(ranks?.max() ?? 0)
    for word in events.joined() { words.append(word) }
    for word in keys { words.append(word) }
    for set in [issuers, ends, positions] { words.append(eliasFano: set) }
    words.append(indices, bits: width)
    words.append(eliasFano: ranks ?? [])
    return words.bytes
  }
}

private func bitLength(_ value: UInt64) -> Int { UInt64.bitWidth - value.leadingZeroBitCount }

/// How an Elias-Fano set is laid out (SPEC §6.4).
private struct PlainSet {
  let low: Int
  let buckets: Int
  var groups: Int { (buckets + 127) / 128 }

  init(count: Int, maximum: UInt64) {
    low = max(0, bitLength(maximum / UInt64(count)) - 1)
    // At most twice the count, and one.
    buckets = Int(truncatingIfNeeded: maximum >> UInt64(low)) + 1
  }
}

/// Takes 64-bit words, and what is packed in them, bit by bit.
private struct PlainReader {
  private var rest: ArraySlice<UInt8>
  private var isBroken = false

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  /// False as well where something was missing, or contradicted itself.
  var isAtEnd: Bool { !isBroken && rest.isEmpty }

  mutating func skip(_ count: Int) { _ = take(count) }

  mutating func next() -> UInt64 { take(1).first ?? 0 }

  mutating func take(_ count: Int) -> [UInt64] {
    guard !isBroken, count <= rest.count / 8 else {
      isBroken = true
      return []
    }
    let words = (0..<count).map { index in
      rest.dropFirst(8 * index).prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    rest = rest.dropFirst(8 * count)
    return words
  }

  mutating func packed(_ count: Int, bits width: Int) -> [UInt64] {
    guard width > 0 else { return [UInt64](repeating: 0, count: isBroken ? 0 : count) }
    let all = bits(count, times: width)
    return stride(from: 0, to: all.count, by: width).map { PlainReader.value(all[$0..<$0 + width]) }
  }

  /// Takes a part, padded to whole words.
  private mutating func bits(_ count: Int, times width: Int) -> [Bool] {
    let (total, overflowed) = count.multipliedReportingOverflow(by: width)
    guard !overflowed, total <= rest.count * 8 else {
      isBroken = true
      return []
    }
    let words = take((total + 63) / 64)
    return (0..<(isBroken ? 0 : total)).map { words[$0 / 64] >> UInt64($0 % 64) & 1 == 1 }
  }

  private static func value(_ bits: ArraySlice<Bool>) -> UInt64 {
    bits.reversed().reduce(0) { $0 << 1 | ($1 ? 1 : 0) }
  }

  mutating func eliasFano(_ count: Int, maximum: UInt64) -> [UInt64] {
    if count == 0 { return [] }
    guard count > 0, count <= rest.count * 8 else {
      isBroken = true
      return []
    }
    let form = PlainSet(count: count, maximum: maximum)
    let ranks = packed(form.groups + 1, bits: 32).map { Int($0) }
    // Samples, two in a word.
    skip(((count + 1023) / 1024 + 1) / 2)
    var bits = bits(count * (form.low + 1) + form.buckets, times: 1)[...]
    var values: [UInt64] = []
    for group in 0..<form.groups where !isBroken {
      let buckets = min(128, form.buckets - 128 * group)
      values += takeGroup(ranks[group + 1] - ranks[group], buckets, first: 128 * group, form.low, of: &bits)
    }
    if values.count != count { isBroken = true }
    return values
  }

  /// Low bits of so many values, then a zero for each bucket and a one for each value.
  private mutating func takeGroup(
    _ count: Int, _ buckets: Int, first: Int, _ low: Int, of bits: inout ArraySlice<Bool>
  ) -> [UInt64] {
    guard count >= 0, count <= bits.count, count * (low + 1) + buckets <= bits.count else {
      isBroken = true
      return []
    }
    var lows = bits.prefix(count * low)
    let high = bits.dropFirst(count * low).prefix(count + buckets)
    bits = bits.dropFirst(count * (low + 1) + buckets)
    var (bucket, values) = (first - 1, [UInt64]())
    for bit in high {
      if bit {
        values.append(UInt64(truncatingIfNeeded: bucket) << UInt64(low) | PlainReader.value(lows.prefix(low)))
        lows = lows.dropFirst(low)
      } else {
        bucket += 1
      }
    }
    return values
  }
}

/// Puts words behind each other, and packs bits into them.
private struct PlainWriter {
  private(set) var bytes: [UInt8]

  init(_ line: String) { bytes = Array(line.utf8) }

  mutating func append(_ word: UInt64) {
    for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
  }

  mutating func append(_ values: [UInt64], bits width: Int) {
    append(bits: values.flatMap { PlainWriter.bits(of: $0, width) })
  }

  /// Values of one bucket stay in the order that they have, right or wrong.
  mutating func append(eliasFano values: [UInt64]) {
    guard let maximum = values.max() else { return }
    let form = PlainSet(count: values.count, maximum: maximum)
    let entries = values.map { (bucket: Int($0 >> UInt64(form.low)), value: $0) }.enumerated()
      .sorted { ($0.element.bucket, $0.offset) < ($1.element.bucket, $1.offset) }.map(\.element)
    let ranks = (0...form.groups).map { group in entries.count { $0.bucket < 128 * group } }
    append(ranks.map { UInt64($0) }, bits: 32)
    append(stride(from: 0, to: entries.count, by: 1024).map { UInt64(entries[$0].bucket) }, bits: 32)
    var bits: [Bool] = []
    for group in 0..<form.groups {
      let inGroup = entries[ranks[group]..<ranks[group + 1]]
      bits += inGroup.flatMap { PlainWriter.bits(of: $0.value, form.low) }
      for bucket in 128 * group..<min(128 * (group + 1), form.buckets) {
        bits.append(false)
        bits += inGroup.filter { $0.bucket == bucket }.map { _ in true }
      }
    }
    append(bits: bits)
  }

  private static func bits(of value: UInt64, _ width: Int) -> [Bool] {
    (0..<width).map { value >> UInt64($0) & 1 == 1 }
  }

  private mutating func append(bits: [Bool]) {
    for start in stride(from: 0, to: bits.count, by: 64) {
      append(bits[start..<min(start + 64, bits.count)].reversed().reduce(0) { $0 << 1 | ($1 ? 1 : 0) })
    }
  }
}
