import PostPass

/// Deltas from the list of a state to another list (SPEC §8.3). The payload is the delta.
enum ListDeltaVectors {
  static var all: [VectorDraft] { accepted + headers + events + indices + bodies + unfitting }

  static func vector(
    _ name: String, _ expect: String, _ must: String, _ comment: String, _ delta: [UInt8],
    state: String = "demo", to body: [UInt8] = next
  ) -> VectorDraft {
    VectorDraft(
      "deltas/list-\(name)", kind: "list-delta", expect: expect, must: must, comment,
      [("state", state), ("to", PageTree.root(of: body).hex), ("body-length", "\(body.count)")], .hex(delta))
  }

  private static func content(_ change: (inout StatePlan.List) -> Void) -> RevocationListContent {
    Demo.plan.with { change(&$0.list) }.list.content
  }

  private static func opened(_ content: RevocationListContent) -> RevocationListBody {
    let body = content.encodedBody()
    guard
      let opened = try? RevocationListBody(
        verifying: MemoryStorage(PageTree.bodyFile(of: body)), root: PageTree.root(of: body))
    else { preconditionFailure("the encoder makes valid lists") }
    return opened
  }

  static func delta(from old: RevocationListContent, to new: RevocationListContent) -> [UInt8] {
    guard let delta = RevocationDelta(from: opened(old), to: opened(new)) else {
      preconditionFailure("no revoked key is gone")
    }
    return delta.encoded
  }

  private static let demo = content { _ in }

  /// The demo list after the next publication: two events and two keys are new, one key has another event; the codes
  /// that were cancelled leave, but for 1-100, which has another event; three codes come.
  private static let nextContent: RevocationListContent = content { list in
    let (four, leaked) = (
      Demo.event(list: 4, daysAgo: 0, .cancelled),
      Demo.event(list: 4, daysAgo: 0, .leaked, effectiveDaysAgo: 20)
    )
    list.codes.removeAll { $0.0.serial >= 200 && $0.0.serial < 300 }
    list.codes[0].1 = leaked
    list.codes += [
      (Demo.code(1, 7), four), (Demo.code(5, 65_536), four), (Demo.code(5, 1), list.codes[3].1),
    ]
    list.keys[0].1 = Demo.event(list: 4, daysAgo: 0, .keyCompromise)
    list.keys += [(Demo.number(3), four), (Demo.number(9), four)]
  }

  static let next = nextContent.encodedBody()
  private static let good = delta(from: demo, to: nextContent)

  private static let one = RevocationListContent(
    codes: [(Demo.code(1, 7), Demo.event(list: 1, daysAgo: 10, .cancelled))])

  private static var accepted: [VectorDraft] {
    let empty = RevocationListContent()
    return [
      vector("demo", "accepted", "X1,X2,X3,X4,X5,X6,X7,X8,X10,X12", "everything changes that can", good),
      vector(
        "nothing", "accepted", "X2", "a list leads to itself by nothing", delta(from: demo, to: demo),
        to: demo.encodedBody()),
      vector(
        "from-empty", "accepted", "X2,X7", "one code comes", delta(from: empty, to: one), state: "empty-list",
        to: one.encodedBody()),
      vector(
        "codes-leave", "accepted", "X2,X7", "all codes leave",
        delta(from: demo, to: content { $0.codes = [] }), to: content { $0.codes = [] }.encodedBody()),
      vector(
        "old-event", "accepted", "X5", "a code comes with an event that the list has",
        delta(from: demo, to: sibling), to: sibling.encodedBody()),
      vector(
        "samples", "accepted", "X6", "more than 1024 codes come", delta(from: demo, to: large),
        to: large.encodedBody()),
    ]
  }

  private static let sibling = content { list in list.codes.append((Demo.code(1, 8), list.codes[0].1)) }
  private static let large = content { list in
    list.codes += (0..<1100).map { (Demo.code(9, $0 * 3), Demo.event(list: 4, daysAgo: 0, .cancelled)) }
  }

  private static func changed(_ delta: [UInt8] = good, _ change: (inout [UInt8]) -> Void) -> [UInt8] {
    var delta = delta
    change(&delta)
    return delta
  }

  private static func put<I: FixedWidthInteger & UnsignedInteger>(
    _ value: I, at offset: Int, in delta: inout [UInt8]
  ) {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: value)
    delta.replaceSubrange(offset..<offset + bytes.count, with: bytes)
  }

  private static func header(
    _ name: String, _ comment: String, of delta: [UInt8] = good, _ change: (inout [UInt8]) -> Void
  ) -> VectorDraft {
    vector("header-\(name)", "delta-header", "X2", comment, changed(delta, change))
  }

  private static var headers: [VectorDraft] {
    let nothing = delta(from: demo, to: demo)
    return [
      vector("one-byte", "container", "X1", "a byte", Array(good.prefix(1))),
      vector("cut-line", "container", "X1", "cut in the first line", Array(good.prefix(15))),
      vector(
        "keyring-line", "container", "X1", "the first line of a keyring's delta",
        Array("postpass/1/kdlt\n".utf8) + good[16...]),
      vector(
        "list-body", "container", "X1", "a list instead of a delta", next),
      header("cut", "cut in the header") { $0 = Array($0.prefix(72)) },
      header("short", "the last word is missing") { $0.removeLast(8) },
      header("short-byte", "the last byte is missing") { $0.removeLast() },
      header("long", "a word more") { $0 += [UInt8](repeating: 0, count: 8) },
      header("long-byte", "a byte more") { $0.append(0) },
      header("codes-0", "no codes of two issuers") { put(UInt64(0), at: 16, in: &$0) },
      header("codes-too-many", "2^30 + 1 codes") { put(UInt64(1 << 30 + 1), at: 16, in: &$0) },
      header("codes-largest", "2^64 - 1 codes") { put(UInt64.max, at: 16, in: &$0) },
      header("events-more", "an event more than there are") { put(UInt32(4), at: 24, in: &$0) },
      header("events-largest", "2^32 - 1 events") { put(UInt32.max, at: 24, in: &$0) },
      header("keys-largest", "2^32 - 1 keys") { put(UInt32.max, at: 28, in: &$0) },
      header("issuers-0", "codes of no issuer") { put(UInt32(0), at: 32, in: &$0) },
      header("index-of-nothing", "a largest index of no codes", of: nothing) {
        put(UInt32(1), at: 36, in: &$0)
      },
      header("largest-issuer", "issuer 2^32 - 1") { put(UInt64(UInt32.max), at: 40, in: &$0) },
      header("largest-end", "an end of 2^46 + 1") { put(UInt64(1 << 46 + 1), at: 48, in: &$0) },
      header("largest-position", "four codes up to position 2") { put(UInt64(2), at: 56, in: &$0) },
      header("removed-too-many", "2^30 + 1 codes leave") { put(UInt64(1 << 30 + 1), at: 64, in: &$0) },
      header("removed-largest", "2^64 - 1 codes leave") { put(UInt64.max, at: 64, in: &$0) },
      header("rank-small", "51 ranks up to 49") { put(UInt64(49), at: 72, in: &$0) },
      header("rank-of-nothing", "a largest rank of no ranks", of: nothing) {
        put(UInt64(1), at: 72, in: &$0)
      },
    ]
  }

  /// Three new events begin behind the header, three keys behind them.
  private static let firstEvent = 80
  private static let firstKey = 80 + 3 * 32

  private static var events: [VectorDraft] {
    let (first, second) = (good[80..<112], good[112..<144])
    return [
      vector(
        "event-later", "delta-event", "X3", "effective after it was published",
        changed { put(Demo.start + 1, at: firstEvent + 16, in: &$0) }),
      vector(
        "event-reason", "delta-event", "X3", "a reason that is none",
        changed { $0[firstEvent + 24] = 5 }),
      vector(
        "event-order", "delta-event", "X3", "two events exchanged",
        changed { $0.replaceSubrange(80..<144, with: second + first) }),
      vector(
        "event-repeated", "delta-event", "X3", "one event twice",
        changed { $0.replaceSubrange(112..<144, with: first) }),
      vector(
        "event-known", "delta-event", "X3", "the old list has an event already",
        delta(from: one, to: content { $0.codes[0].1 = Demo.event(list: 1, daysAgo: 10, .cancelled) })),
      vector(
        "event-nobody", "delta-event", "X3", "an event without code and key",
        changed(delta(from: demo, to: keyed)) { put(UInt32(1), at: 80 + 32 + 4, in: &$0) }),
    ]
  }

  /// The demo list with key 9 revoked by a new event.
  private static let keyed = content { list in
    list.keys.append((Demo.number(9), Demo.event(list: 4, daysAgo: 0, .cancelled)))
  }

  private static var indices: [VectorDraft] {
    [
      vector(
        "key-0", "delta-key", "X4", "key 0", changed { put(UInt32(0), at: firstKey, in: &$0) }),
      vector(
        "key-largest", "delta-key", "X4", "key 2^32 - 1",
        changed { put(UInt32.max, at: firstKey + 16, in: &$0) }),
      vector(
        "key-repeated", "delta-key", "X4", "one key twice",
        changed { put(UInt32(3), at: firstKey + 8, in: &$0) }),
      vector(
        "key-as-it-was", "delta-key", "X4", "a key with the event that it has",
        changed(delta(from: demo, to: keyed)) { delta in
          // Key 7 instead of 9, with the event that the list gives it, and no new event.
          put(UInt32(7), at: 80 + 32, in: &delta)
          delta.removeSubrange(80..<112)
          put(UInt32(0), at: 24, in: &delta)
          put(UInt32(keyEvent), at: 84, in: &delta)
        }),
      vector(
        "index-key", "delta-index", "X5", "a key with event 9 of 0 to 8",
        changed { put(UInt32(9), at: firstKey + 4, in: &$0) }),
      vector(
        "index-key-largest", "delta-index", "X5", "a key with event 2^32 - 1",
        changed { put(UInt32.max, at: firstKey + 4, in: &$0) }),
      vector(
        "index-code", "delta-index", "X5", "a code with an event that neither delta nor list has",
        delta(from: demo, to: sibling), state: "empty-list", to: one.encodedBody()),
      vector(
        "index-code-largest", "delta-index", "X5", "a code with event 2^32 - 1, and no new event",
        changed(delta(from: RevocationListContent(), to: one)) { delta in
          delta.removeSubrange(80..<112)
          put(UInt32(0), at: 24, in: &delta)
          put(UInt32.max, at: 36, in: &delta)
          // The one index, which needed no bits before; no ranks follow.
          delta.append(littleEndian: UInt64(UInt32.max))
        }, state: "empty-list", to: one.encodedBody()),
      vector(
        "index-not-largest", "delta-index", "X5", "a largest index that no code has",
        changed { put(UInt32(9), at: 36, in: &$0) }),
    ]
  }

  /// The index of the event of key 7 in the demo list.
  private static var keyEvent: Int {
    guard let index = opened(demo).keys.first(where: { $0.number.value == 7 })?.event else {
      preconditionFailure("the demo list revokes key 7")
    }
    return Int(index)
  }

  private static var bodies: [VectorDraft] {
    [
      vector(
        "body-issuers", "delta-body", "X6", "another bit in the group of the issuer numbers",
        changed { $0[firstKey + 3 * 8 + 16] ^= 1 }),
      vector(
        "body-sample", "delta-body", "X6", "a sample of the ranks that names another bucket",
        // Behind it are the two words of the one group.
        changed { $0[$0.count - 3 * 8] ^= 1 }),
      vector(
        "body-padding", "delta-body", "X6", "a bit behind the last group of the ranks",
        changed { $0[$0.count - 1] = 0x80 }),
    ]
  }

  private static var unfitting: [VectorDraft] {
    let onto = RevocationListContent(
      codes: [(Demo.code(1, 100), Demo.event(list: 4, daysAgo: 0, .cancelled))])
    // With another event of those that the list has; both lists have the same table.
    let other = content { $0.codes[0].1 = $0.codes[1].1 }
    return [
      vector(
        "rank-beyond", "delta-rank", "X7", "a delta for another list",
        delta(from: demo, to: content { $0.codes.removeLast() }), state: "empty-list", to: next),
      vector(
        "rank-just-beyond", "delta-rank", "X7", "rank 55 of 55 codes",
        delta(
          from: content { $0.codes.append((Demo.code(9, 1), $0.codes[0].1)) }, to: demo)),
      vector(
        "code-known", "delta-code", "X8", "a code comes that is there",
        delta(from: RevocationListContent(), to: onto), to: onto.encodedBody()),
      vector(
        "code-as-it-was", "delta-code", "X8", "a code leaves, and comes with the event that it had",
        delta(from: other, to: demo), to: demo.encodedBody()),
      vector("length", "delta-length", "X10", "the signed body is longer", good, to: next + next),
      vector(
        "elsewhere", "page-hash", "X12", "another list of the same length is signed", good,
        to: changed(next) { $0[$0.count - 1] ^= 1 }),
    ]
  }
}
