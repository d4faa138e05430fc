import PostPass
import TestSupport

/// Lists that are made from what they say (SPEC §6).
enum ListProperties {
  /// Every 8 bytes are a revocation in one of two lists, or in both.
  static func check(_ input: [UInt8]) {
    let (old, new) = contents(from: input)
    let bodies = [old, new].map { $0.encodedBody() }
    for (content, body) in zip([old, new], bodies) { checkOpening(body, of: content) }
    let lists = bodies.map { body in
      try? RevocationListBody(
        verifying: PageTree.bodyFile(of: body).storage, root: PageTree.root(of: body))
    }
    guard let from = lists[0], let to = lists[1] else {
      fatalError("does not hold: what is encoded is valid")
    }
    let keysStay = Set(old.keys.map(\.0)).isSubset(of: Set(new.keys.map(\.0)))
    guard let delta = RevocationDelta(from: from, to: to) else {
      require(!keysStay, "a delta where no key has left")
      return
    }
    require(keysStay, "no delta where a key has left")
    require((try? RevocationDelta(parsing: delta.encoded)) != nil, "a delta is well-formed")
    let updated = try? from.updated(by: [delta.encoded], length: bodies[1].count)
    require(updated == bodies[1], "the delta leads to the other list")
  }

  private static func checkOpening(_ body: [UInt8], of content: RevocationListContent) {
    guard let head = SignedWorld.listHead(of: body) else {
      fatalError("does not hold: a body is never empty")
    }
    let bodyFile = PageTree.bodyFile(of: body)
    guard let whole = try? RevocationList(head, whole: bodyFile.storage),
      let lazily = try? LazyBody(head.head, reading: bodyFile),
      let lazy = try? RevocationList(head, lazy: lazily)
    else { fatalError("does not hold: what is encoded can be opened") }
    require((try? whole.content()) == content, "a list says what went into it")
    let neighbours = content.codes.flatMap { code, _ in
      [code.serial &- 1, code.serial &+ 1].map { CodeID(issuer: code.issuer, serial: $0) }
    }
    checkLookups(in: [whole, lazy], against: content, besides: neighbours)
  }

  /// Every list answers as two dictionaries do.
  static func checkLookups(
    in lists: [RevocationList], against content: RevocationListContent, besides others: [CodeID]
  ) {
    let codes = Dictionary(uniqueKeysWithValues: content.codes.map { ($0.0, $0.1) })
    let keys = Dictionary(uniqueKeysWithValues: content.keys.map { ($0.0, $0.1) })
    let ofKeys = keys.keys.map { CodeID(issuer: $0, serial: 3) }
    for list in lists {
      for id in Array(codes.keys.prefix(64)) + ofKeys.prefix(16) + others.prefix(64) {
        guard let found = try? list.revocations(of: id) else { fatalError("does not hold: a lookup answers") }
        require(found.ofCode == codes[id] && found.ofKey == keys[id.issuer], "what the list says of \(id)")
      }
    }
  }

  private static func contents(from input: [UInt8]) -> (
    old: RevocationListContent, new: RevocationListContent
  ) {
    var codes: ([(CodeID, Event)], [(CodeID, Event)]) = ([], [])
    var keys: ([(KeyNumber, Event)], [(KeyNumber, Event)]) = ([], [])
    for start in stride(from: 0, to: input.count - 7, by: 8) {
      let bytes = input[start..<start + 8]
      let word = bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
      let entry = Entry(word)
      if entry.isInOld { entry.insert(into: &codes.0, &keys.0) }
      if entry.isInNew { entry.insert(into: &codes.1, &keys.1) }
    }
    return (
      RevocationListContent(codes: codes.0, keys: keys.0), RevocationListContent(codes: codes.1, keys: keys.1)
    )
  }

  /// A revocation in 8 bytes: few issuers and events, so that they meet; serials near and far.
  private struct Entry {
    let isInOld: Bool
    let isInNew: Bool
    private let isKey: Bool
    private let issuer: KeyNumber
    private let serial: Serial
    private let event: Event

    init(_ word: UInt64) {
      isInOld = word & 1 == 0
      isInNew = word & 2 == 0
      isKey = word & 0x3C == 0
      let issuerBits = UInt32(truncatingIfNeeded: word >> 6 & 0xFFF)
      // Mostly one of eight issuers, sometimes one far away.
      let far = issuerBits & 0xC00 == 0xC00
      issuer = TestAuthority.number(1 + (far ? issuerBits << 19 : issuerBits & 7))
      serial = UInt32(truncatingIfNeeded: word >> 32) >> UInt32(word >> 18 & 31)
      let age = TimeSpan.days(word >> 23 & 7)
      let published = TestAuthority.start.subtracting(age)
      let reasons = RevocationReason.allCases
      let reason = reasons[Int(word >> 26 & 63) % reasons.count]
      let earlier = reason.allowsEarlierEffect ? TimeSpan.days(word >> 29 & 3) : TimeSpan(seconds: 0)
      event = TestAuthority.event(
        reason, published: published, effective: published.subtracting(earlier), list: 1 + (word >> 23 & 7))
    }

    func insert(into codes: inout [(CodeID, Event)], _ keys: inout [(KeyNumber, Event)]) {
      if isKey {
        keys.append((issuer, event))
      } else {
        codes.append((CodeID(issuer: issuer, serial: serial), event))
      }
    }
  }
}
