import PostPass

/// Lists whose bodies break a rule of SPEC §6 behind a genuine signature.
enum ListBodyVectors {
  static var all: [VectorDraft] { headers + events + indices + bodies }

  /// A list with a changed body, signed again.
  private static func body(_ base: RawFile = Demo.state.list, _ change: (inout [UInt8]) -> Void) -> RawFile {
    var file = base
    var body = file.body
    change(&body)
    file.setBody(body)
    file.sign(as: .revocationList, by: [(0, Demo.memberKeys[2])])
    return file
  }

  private static func put<I: FixedWidthInteger & UnsignedInteger>(
    _ value: I, at offset: Int, in body: inout [UInt8]
  ) {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: value)
    body.replaceSubrange(offset..<offset + bytes.count, with: bytes)
  }

  private static let empty = Demo.plan.with { ($0.list.codes, $0.list.keys) = ([], []) }.build().list

  private static func header(
    _ name: String, _ comment: String, of base: RawFile = Demo.state.list, _ change: (inout [UInt8]) -> Void
  ) -> [VectorDraft] {
    let file = body(base, change)
    return [
      ListVectors.vector("header-\(name)", "list-header", "L4", comment, file),
      ListVectors.vector("header-\(name)-lazy", "list-header", "L4", comment, file, lookUp: "1-100"),
    ]
  }

  private static var headers: [VectorDraft] {
    // 55 codes of 2 issuers, 6 events, 2 keys.
    let groups: [[VectorDraft]] = [
      header("unused-20", "an unused byte") { $0[20] = 1 },
      header("unused-63", "the last unused byte") { $0[63] = 1 },
      header("codes-0", "no codes of two issuers") { put(UInt64(0), at: 0, in: &$0) },
      header("codes-too-many", "2^30 + 1 codes") { put(UInt64(1 << 30 + 1), at: 0, in: &$0) },
      header("codes-2-63", "2^63 codes") { put(UInt64(1) << 63, at: 0, in: &$0) },
      header("codes-largest", "2^64 - 1 codes") { put(UInt64.max, at: 0, in: &$0) },
      header("events-0", "no event") { put(UInt32(0), at: 8, in: &$0) },
      header("events-more", "an event more than there are") { put(UInt32(7), at: 8, in: &$0) },
      header("events-largest", "2^32 - 1 events") { put(UInt32.max, at: 8, in: &$0) },
      header("keys-largest", "2^32 - 1 keys") { put(UInt32.max, at: 12, in: &$0) },
      header("issuers-0", "codes of no issuer") { put(UInt32(0), at: 16, in: &$0) },
      header("issuers-more-than-codes", "56 issuers of 55 codes") { put(UInt32(56), at: 16, in: &$0) },
      header("issuers-largest", "2^32 - 1 issuers") { put(UInt32.max, at: 16, in: &$0) },
      header("largest-issuer-0", "two issuers up to 0") { put(UInt64(0), at: 24, in: &$0) },
      header("largest-issuer", "issuer 2^32 - 1") { put(UInt64(UInt32.max), at: 24, in: &$0) },
      header("largest-end-1", "two ends up to 1") { put(UInt64(1), at: 32, in: &$0) },
      header("largest-end", "an end of 2^46 + 1") { put(UInt64(1 << 46 + 1), at: 32, in: &$0) },
      header("largest-position-small", "55 codes up to 53") { put(UInt64(53), at: 40, in: &$0) },
      header("largest-position", "a position at the end") { body in
        // 2^16 times the largest end: its six lower bytes, two bytes further.
        body.replaceSubrange(40..<48, with: [0, 0] + body[32..<38])
      },
      header("empty-issuer", "a largest issuer of no issuers", of: empty) {
        put(UInt64(1), at: 24, in: &$0)
      },
      header("empty-end", "a largest end of no issuers", of: empty) { put(UInt64(1), at: 32, in: &$0) },
      header("empty-position", "a largest position of no codes", of: empty) {
        put(UInt64(1), at: 40, in: &$0)
      },
      header("empty-event", "an event of nothing", of: empty) { body in
        put(UInt32(1), at: 8, in: &body)
        body += [UInt8](repeating: 0, count: 32)
      },
      header("short", "the last word is missing") { $0.removeLast(8) },
      header("long", "a word more") { $0 += [UInt8](repeating: 0, count: 8) },
      header("long-byte", "a byte more") { $0.append(0) },
      header("cut", "less than a header") { $0 = Array($0.prefix(56)) },
    ]
    return groups.flatMap { $0 }
  }

  /// A list of one code, with one event whose row is replaced.
  private static func event(
    _ name: String, _ comment: String, published: UInt64 = Demo.start - Demo.day, list: UInt64 = 1,
    effective: UInt64? = nil, reason: UInt64 = 1
  ) -> [VectorDraft] {
    let base = ListVectors.built { plan in
      plan.list.codes = [(Demo.code(1, 100), Demo.event(list: 1, daysAgo: 1, .cancelled))]
      plan.list.keys = []
    }
    let file = body(base) { body in
      for (index, word) in [published, list, effective ?? published, reason].enumerated() {
        put(word, at: 64 + 8 * index, in: &body)
      }
    }
    return [
      ListVectors.vector("event-\(name)", "event", "L5,L7", comment, file),
      ListVectors.vector("event-\(name)-lazy", "event", "L5", comment, file, lookUp: "1-100"),
    ]
  }

  private static var events: [VectorDraft] {
    let published = Demo.start - Demo.day
    let groups: [[VectorDraft]] = [
      event("later", "effective after it was published", effective: published + 1),
      event(
        "retroactive-cancelled", "a cancelled code is not revoked for the past", effective: published - 1),
      event("retroactive-unspecified", "nor one without reason", effective: published - 1, reason: 0),
      event("retroactive-superseded", "nor one that is superseded", effective: 0, reason: 2),
      event("reason-5", "a reason that is none", reason: 5),
      event("reason-255", "a reason that is none", reason: 255),
      event("unused", "an unused byte behind the reason", reason: 0x0101),
      event("unused-last", "the last unused byte", reason: 1 << 56),
      event("list-0", "there is no list 0", list: 0),
      event("year-10000", "published after the year 9999", published: 253_402_300_800),
      [
        ListVectors.vector(
          "event-after-list", "event", "L7", "published after the list",
          ListVectors.built { plan in
            plan.list.codes[0].1 = Demo.event(list: 3, daysAgo: 0, .cancelled)
            plan.list.issuedAt -= 1
          }),
        ListVectors.vector(
          "event-order", "event", "L7", "the first two events exchanged",
          body { body in
            body = Array(body[..<64] + body[96..<128] + body[64..<96] + body[128...])
          }),
        ListVectors.vector(
          "event-repeated", "event", "L7", "one event twice",
          body { body in
            body.replaceSubrange(96..<128, with: Array(body[64..<96]))
          }),
        ListVectors.vector(
          "event-nobody", "event", "L7", "an event without code and key",
          body { body in
            // Both keys have one event each; the second is given that of the first.
            put(UInt32(littleEndian(body, at: keys + 4)), at: keys + 12, in: &body)
          }),
      ],
    ]
    return groups.flatMap { $0 }
  }

  private static func littleEndian(_ body: [UInt8], at offset: Int) -> UInt32 {
    body[offset..<offset + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// Where the keys of the demo list begin: behind a header and six events.
  private static let keys = 64 + 32 * 6

  private static var indices: [VectorDraft] {
    let beyond = body { put(UInt32(6), at: keys + 4, in: &$0) }
    let last = body { body in body[body.count - 21] = 0xFF }
    return [
      ListVectors.vector("event-index-key", "event-index", "L6", "a key with event 6 of 0 to 5", beyond),
      ListVectors.vector(
        "event-index-key-lazy", "event-index", "L6", "a key with event 6 of 0 to 5", beyond, lookUp: "6-1"),
      ListVectors.vector(
        "event-index-key-largest", "event-index", "L6", "a key with event 2^32 - 1",
        body { put(UInt32.max, at: keys + 4, in: &$0) }),
      ListVectors.vector("event-index-code", "event-index", "L6", "codes with event 7 of 0 to 5", last),
      ListVectors.vector(
        "event-index-code-lazy", "event-index", "L6", "a code with event 7 of 0 to 5",
        body { body in
          let start = body.count - eventIndexBytes
          body[start] |= 0x07
        }, lookUp: "1-100"),
    ]
  }

  /// 55 indices of three bits, padded to words.
  private static let eventIndexBytes = (55 * 3 + 63) / 64 * 8

  private static var bodies: [VectorDraft] {
    [
      ListVectors.vector(
        "body-padding", "list-body", "L7", "a bit behind the last event index",
        body { $0[$0.count - 1] = 0x80 }),
      ListVectors.vector(
        "body-key-0", "list-body", "L7", "key 0", body { put(UInt32(0), at: keys, in: &$0) }),
      ListVectors.vector(
        "body-key-largest", "list-body", "L7", "key 2^32 - 1", body { put(UInt32.max, at: keys + 8, in: &$0) }
      ),
      ListVectors.vector(
        "body-key-order", "list-body", "L7", "two keys exchanged",
        body { body in
          body = Array(
            body[..<keys] + body[(keys + 8)..<(keys + 16)] + body[keys..<(keys + 8)] + body[(keys + 16)...])
        }),
      ListVectors.vector(
        "body-key-repeated", "list-body", "L7", "one key twice",
        body { put(UInt32(6), at: keys + 8, in: &$0) }),
      changed("rank", "a value before the first group of the issuer numbers") { $0[issuerNumbers] ^= 1 },
      changed("rank-last", "a group of the issuer numbers that ends a value late") {
        $0[issuerNumbers + 4] ^= 1
      },
      changed("sample", "a sample with the bucket of no issuer number") { $0[issuerNumbers + 8] ^= 1 },
      changed("sample-padding", "a bit behind the sample") { $0[issuerNumbers + 15] ^= 0x80 },
      changed("issuer-numbers", "a bit more among the issuer numbers") { $0[issuerNumbers + 16] ^= 2 },
      changed("group-padding", "a bit behind the group of the issuer numbers") {
        $0[issuerNumbers + 23] ^= 0x80
      },
      ListVectors.vector(
        "body-width", "list-body", "L7", "an issuer whose end is twice what its largest serial needs", widened
      ),
    ]
  }

  /// Ranks, samples and groups of the issuer numbers, a word each.
  private static let issuerNumbers = keys + 16

  private static func changed(
    _ name: String, _ comment: String, _ change: (inout [UInt8]) -> Void
  ) -> VectorDraft {
    ListVectors.vector("body-\(name)", "list-body", "L7", comment, body { change(&$0) })
  }

  /// The list of one code, 1-1048576, whose issuer ends at 64 where 32 is enough.
  private static var widened: RawFile {
    let base = ListVectors.built { plan in
      plan.list.codes = [(Demo.code(1, 1 << 20), Demo.event(list: 1, daysAgo: 1, .cancelled))]
      plan.list.keys = []
    }
    // The set of one value, a power of two, has low bits of zero, as many as the power says, and the high bits 001.
    let groups = 64 + 32 + 24 + 16
    return body(base) { body in
      put(UInt64(64), at: 32, in: &body)
      put(UInt64(1 << 8), at: groups, in: &body)
    }
  }
}
