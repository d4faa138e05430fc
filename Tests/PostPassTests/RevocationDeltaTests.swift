import Testing

@testable import PostPass

@Suite struct RevocationDeltaTests {
  /// Lists that are edited: entries leave, come, and change their events; all, none or a few of them.
  static func pair(_ seed: UInt64) -> (old: RevocationListContent, new: RevocationListContent) {
    var numbers = SeededNumbers(seed)
    let issuers = [1, 3, 400][Int(seed % 3)] as UInt32
    let serials = [60, 5000, 65_537, 1 << 20, .max][Int(seed % 5)] as UInt32
    let old = RevocationListContent.random(
      codes: [0, 1, 40, 1500][Int(seed % 4)], issuers: issuers, serials: serials, using: &numbers)
    var new = old
    let share = [0, 1, 10, 100][Int(seed / 2 % 4)]
    new.removeCodes { _, _ in Int.random(in: 0..<100, using: &numbers) < share }
    var codes = RevocationListContent.random(
      codes: [0, 1, 30, 600][Int(seed / 3 % 4)], issuers: issuers, serials: serials, using: &numbers
    ).codes.map { ($0.0, Event.list(.random(in: 15...25, using: &numbers))) }
    // A cluster of serials around a place's end, and an earlier effect for codes that are there already.
    codes += (65_530..<65_540).filter { _ in seed % 2 == 0 }.map { (.code(2, $0), .list(26)) }
    codes += new.codes.prefix(seed % 7 == 0 ? 5 : 0).map { ($0.0, Event.leaked(27, since: 1)) }
    let keys = [(KeyNumber.number(50), Event.leaked(28, since: 26)), (.number(2), .list(28))]
    new.merge(RevocationListContent(codes: codes, keys: seed % 2 == 0 ? keys : []))
    return (old, new)
  }

  @Test(arguments: 0..<160 as Range<UInt64>)
  func `leads from one list to the other`(seed: UInt64) throws {
    let (old, new) = RevocationDeltaTests.pair(seed)
    let delta = try #require(RevocationDelta(from: old.opened(), to: new.opened()))
    let body = new.encodedBody()
    #expect(try old.opened().updated(by: [delta.encoded], length: body.count) == body)
    // Whatever is accepted has one spelling.
    let parsed = try RevocationDelta(parsing: delta.encoded)
    #expect(parsed.encoded == delta.encoded)
  }

  @Test(arguments: [0, 3, 4, 5, 7, 8])
  func `leads from nothing to everything and back`(index: Int) throws {
    let full = RevocationListContent(codes: RevocationListTests.contents[index].1.codes)
    for (old, new) in [(RevocationListContent(), full), (full, RevocationListContent()), (full, full)] {
      let delta = try #require(RevocationDelta(from: old.opened(), to: new.opened()))
      let body = new.encodedBody()
      #expect(try old.opened().updated(by: [delta.encoded], length: body.count) == body)
    }
  }

  @Test func `one after the other lead through many lists`() throws {
    var content = RevocationListContent()
    var deltas: [[UInt8]] = []
    for step in 0..<10 as Range<UInt32> {
      var next = content
      next.removeCodes { _, event in event.listNumber + 3 <= step }
      next.merge(
        RevocationListContent(
          codes: (0..<50).map { (.code(1 + $0 % 3, $0 * 13 + step), .list(UInt64(step) + 1)) }))
      deltas.append(try #require(RevocationDelta(from: content.opened(), to: next.opened())).encoded)
      content = next
    }
    let body = content.encodedBody()
    #expect(try RevocationListContent().opened().updated(by: deltas, length: body.count) == body)
    #expect(throws: MalformedDelta.self) {
      try RevocationListContent().opened().updated(by: deltas.reversed(), length: body.count)
    }
    #expect(throws: MalformedDelta.length(body.count)) {
      try RevocationListContent().opened().updated(by: deltas, length: body.count + 8)
    }
    #expect(throws: MalformedDelta.self) {
      try RevocationListContent().opened().updated(by: [], length: body.count)
    }
  }

  @Test func `what it leads to on the way is bounded too`() throws {
    let large = RevocationListContent(codes: (0..<5000).map { (.code(1, $0 * 1000), .list(1)) })
    let small = RevocationListContent(codes: [(.code(1, 0), .list(1))])
    let there = try #require(RevocationDelta(from: small.opened(), to: large.opened())).encoded
    let back = try #require(RevocationDelta(from: large.opened(), to: small.opened())).encoded
    let body = small.encodedBody()
    #expect(throws: MalformedDelta.length(large.encodedBody().count)) {
      try small.opened().updated(by: [there, back], length: body.count)
    }
    #expect(try large.opened().updated(by: [back, there, back], length: body.count) == body)
  }

  @Test func `does not exist where a revoked key is gone, or where it is not worth it`() throws {
    let old = RevocationListContent(keys: [(.number(1), .list(1)), (.number(2), .list(1))])
    let new = RevocationListContent(keys: [(.number(1), .list(1)), (.number(3), .list(1))])
    #expect(try RevocationDelta(from: old.opened(), to: new.opened()) == nil)
    #expect(try RevocationDelta(from: old.opened(), to: RevocationListContent().opened()) == nil)
    let more = RevocationListContent(keys: old.keys + [(.number(3), .list(1))])
    let delta = try #require(RevocationDelta(from: old.opened(), to: more.opened()))
    #expect(delta.encoded.count == 80 + 8)
    #expect(try RevocationDelta(from: old.opened(), to: more.opened(), limit: 88) != nil)
    #expect(try RevocationDelta(from: old.opened(), to: more.opened(), limit: 87) == nil)
  }

  private static func content(
    _ codes: [(CodeID, Event)], keys: [(KeyNumber, Event)] = []
  ) -> RevocationListContent {
    RevocationListContent(codes: codes, keys: keys)
  }

  /// Pairs whose deltas are small; the first has every section.
  static let smallPairs: [(RevocationListContent, RevocationListContent)] = {
    let serials = 0..<30 as Range<UInt32>
    let old = content(
      serials.map { (.code(1 + $0 % 2, $0 * 5000), .list(UInt64(1 + $0 % 4))) },
      keys: [(.number(4), .list(2))])
    var new = old
    new.removeCodes { id, _ in id.serial % 3 == 0 }
    new.merge(
      content(
        [(.code(1, 7), .list(9)), (.code(2, 65_536), .list(9)), (.code(2, 5000), .leaked(10, since: 1))],
        keys: [(.number(4), .list(11, reason: .keyCompromise)), (.number(9), .list(9))]))
    let dense = content((0..<40 as Range<UInt32>).map { (.code(3, $0), .list(1)) })
    let denser = content((0..<90 as Range<UInt32>).map { (.code(3, $0), .list(1)) })
    return [(old, new), (dense, denser), (content([]), dense)]
  }()

  @Test(arguments: smallPairs.indices)
  func `every truncation and every flipped bit is refused or leads elsewhere`(index: Int) throws {
    let (old, new) = RevocationDeltaTests.smallPairs[index]
    let from = try old.opened()
    let whole = try #require(RevocationDelta(from: from, to: new.opened())).encoded
    let body = new.encodedBody()
    for count in 0..<whole.count {
      #expect(throws: MalformedDelta.self) { try RevocationDelta(parsing: Array(whole.prefix(count))) }
    }
    #expect(throws: MalformedDelta.self) { try RevocationDelta(parsing: whole + [0]) }
    #expect(throws: MalformedDelta.self) {
      try RevocationDelta(parsing: whole + [UInt8](repeating: 0, count: 8))
    }
    for bit in 0..<whole.count * 8 {
      var changed = whole
      changed[bit / 8] ^= 1 << UInt8(bit % 8)
      // There is one delta between two lists: no other leads to the same body.
      #expect((try? from.updated(by: [changed], length: body.count)) != body, "bit \(bit)")
      RevocationDeltaTests.expectOneSpelling(changed, from: from)
    }
  }

  @Test(arguments: smallPairs.indices)
  func `no counts and no noise trap, or lead to what is no list`(index: Int) throws {
    let (old, new) = RevocationDeltaTests.smallPairs[index]
    let from = try old.opened()
    let whole = try #require(RevocationDelta(from: from, to: new.opened())).encoded
    var numbers = SeededNumbers(UInt64(index))
    for at in stride(from: 16, to: 80, by: 4) {
      for value in HostileListTests.lengths {
        for count in [4, 8] where at + count <= 80 {
          var changed = whole
          for byte in 0..<count { changed[at + byte] = UInt8(truncatingIfNeeded: value >> UInt64(8 * byte)) }
          RevocationDeltaTests.expectOneSpelling(changed, from: from)
        }
      }
    }
    for _ in 0..<2000 {
      var changed = whole
      for _ in 0..<Int.random(in: 1...6, using: &numbers) {
        let at = Int.random(in: 16..<changed.count, using: &numbers)
        changed[at] = UInt8(truncatingIfNeeded: numbers.next())
      }
      RevocationDeltaTests.expectOneSpelling(changed, from: from)
    }
  }

  /// Whatever is accepted leads to a valid list, and is the delta to that list.
  static func expectOneSpelling(_ bytes: [UInt8], from old: RevocationListBody) {
    guard let encoder = try? RevocationDelta(parsing: bytes).applied(to: old), encoder.bodyLength < 1 << 20
    else { return }
    let body = WordBody(encoder.encodedBody())
    #expect(RevocationListValidationTests.accepts(body))
    let made = RevocationDelta(from: old, to: RevocationListBody(building: encoder))
    #expect(made?.encoded == bytes)
  }

  @Test func `for another list is refused`() throws {
    let (old, new) = RevocationDeltaTests.smallPairs[0]
    let delta = try RevocationDelta(
      parsing: #require(RevocationDelta(from: old.opened(), to: new.opened())).encoded)
    // The newer list has the new event already.
    #expect(throws: MalformedDelta.event(0)) { try delta.applied(to: new.opened()) }
    #expect(throws: MalformedDelta.rank(28)) { try delta.applied(to: RevocationListContent().opened()) }
    let added = RevocationListContent(codes: [(.code(1, 7), .list(1))])
    let first = try #require(RevocationDelta(from: RevocationListContent().opened(), to: added.opened()))
    let other = RevocationListContent(codes: [(.code(1, 7), .list(2))])
    #expect(throws: MalformedDelta.code(.code(1, 7))) { try first.applied(to: other.opened()) }
  }
}
