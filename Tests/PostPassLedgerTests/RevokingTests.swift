import PostPass
import PostPassLedger
import Testing

@Suite struct RevokingTests {
  private let unknown = RevocationSubject.code(CodeID(issuer: key(3), serial: 48_213))

  @Test func `a revocation is kept until it is published`() throws {
    let sample = try Sample()
    let code = try sample.issue([draft()])[0]
    try sample.revoke(.code(code.id))
    try sample.revoke(.key(key(9)), .keyCompromise)
    let published = try sample.ledger.logHead()
    try sample.revoke(unknown)
    let open = try sample.ledger.unpublishedRevocations()
    #expect(try sample.ledger.unpublishedCount(now: Sample.now) == 3)
    #expect(open.map(\.subject) == [.key(key(9)), .code(code.id), unknown])
    #expect(open.map(\.notAfter) == [nil, code.draft.notAfter, nil])
    #expect(open.map(\.reason) == [.keyCompromise, .cancelled, .cancelled])

    let marked = try sample.ledger.markPublished(
      upTo: published, listNumber: .max, publishedAt: Sample.now, now: Sample.now, by: "nora")
    #expect(marked == 2)
    let again = try Ledger.open(at: sample.path)
    #expect(try again.unpublishedRevocations().map(\.subject) == [unknown])
    #expect(try again.revocation(of: .code(code.id), now: Sample.now)?.publication?.listNumber == .max)
    #expect(try again.revocation(of: .code(code.id), now: Sample.now)?.publication?.publishedAt == Sample.now)
    var all: [RevocationSubject] = []
    var lists: [UInt64?] = []
    let last = try again.revocations { entry in
      all.append(entry.subject)
      lists.append(entry.publication?.listNumber)
    }
    #expect(all == open.map(\.subject))
    #expect(lists == [.max, .max, nil])
    #expect(try last == again.logHead())
    #expect(try again.unpublishedCount(now: Sample.now) == 1)
  }

  @Test func `what a list from the future says is not published, until a list of now says it`() throws {
    let sample = try Sample()
    try sample.revoke(unknown)
    let future = Sample.now.adding(.days(700))
    try sample.ledger.markPublished(
      upTo: try sample.ledger.logHead(), listNumber: 2, publishedAt: future, now: future, by: "nora")
    #expect(try sample.ledger.unpublishedCount(now: future) == 0)
    #expect(try sample.ledger.revocation(of: unknown, now: future)?.publication?.listNumber == 2)
    #expect(try sample.ledger.unpublishedCount(now: Sample.now) == 1)
    #expect(try sample.ledger.revocation(of: unknown, now: Sample.now)?.publication == nil)
    guard case .alreadyRevoked(let standing)? = try sample.revoke(unknown) else {
      Issue.record("recorded again")
      return
    }
    #expect(standing.publication == nil)
    let marked = try sample.ledger.markPublished(
      upTo: try sample.ledger.logHead(), listNumber: 3, publishedAt: Sample.now, now: Sample.now, by: "nora")
    #expect(marked == 1)
    #expect(try sample.ledger.unpublishedCount(now: Sample.now) == 0)
    let publication = try sample.ledger.revocation(of: unknown, now: Sample.now)?.publication
    #expect(publication?.listNumber == 3 && publication?.publishedAt == Sample.now)
  }

  @Test func `a second request changes nothing unless it is stricter`() throws {
    let sample = try Sample()
    guard
      case .recorded(let first, replacing: nil)? = try sample.revoke(unknown, .leaked, from: 1_789_000_000)
    else {
      Issue.record("not recorded")
      return
    }
    let later = UnixTime(seconds: Sample.now.seconds + 100)
    #expect(try sample.revoke(unknown, .cancelled, at: later) == .alreadyRevoked(first))
    #expect(try sample.revoke(unknown, .leaked, at: later) == .alreadyRevoked(first))
    #expect(try sample.revoke(unknown, .leaked, from: 1_789_000_000, at: later) == .alreadyRevoked(first))
    #expect(try sample.revoke(unknown, .keyCompromise, from: 1_789_000_001) == .alreadyRevoked(first))
    #expect(try sample.ledger.history(of: unknown).count == 1)

    guard
      case .recorded(let second, replacing: first)? = try sample.revoke(unknown, .leaked, from: 1_788_999_999)
    else {
      Issue.record("not recorded")
      return
    }
    #expect(second.effectiveFrom == UnixTime(seconds: 1_788_999_999))
    #expect(try sample.ledger.revocation(of: unknown, now: Sample.now) == second)
    #expect(try sample.ledger.history(of: unknown).count == 2)
  }

  @Test func `an earlier effect than that of publication is published again`() throws {
    let sample = try Sample()
    try sample.revoke(unknown)
    try sample.publish()
    #expect(try sample.ledger.unpublishedRevocations().isEmpty)
    let later = UnixTime(seconds: Sample.now.seconds + 100)
    // Not earlier than the publication: nothing is gained.
    guard case .alreadyRevoked? = try sample.revoke(unknown, .leaked, from: Sample.now.seconds, at: later)
    else {
      Issue.record("recorded")
      return
    }
    try sample.revoke(unknown, .leaked, from: Sample.now.seconds - 1, at: later)
    #expect(try sample.ledger.unpublishedRevocations().map(\.reason) == [.leaked])
  }

  @Test func `a compromised key is never less than compromised, and never revoked later`() throws {
    let sample = try Sample()
    let subject = RevocationSubject.key(key(9))
    let later = UnixTime(seconds: Sample.now.seconds + 100)
    try sample.revoke(subject, .superseded)
    try sample.publish()
    try sample.revoke(subject, .keyCompromise, at: later)
    let compromised = try sample.ledger.revocation(of: subject, now: Sample.now)
    #expect(compromised?.reason == .keyCompromise)
    #expect(compromised?.effectiveFrom == Sample.now)
    #expect(compromised?.publication == nil)
    try sample.revoke(subject, .leaked, from: 1_000, at: later)
    #expect(try sample.ledger.revocation(of: subject, now: Sample.now)?.reason == .keyCompromise)
    #expect(
      try sample.ledger.revocation(of: subject, now: Sample.now)?.effectiveFrom == UnixTime(seconds: 1_000))
  }

  @Test func `one made stricter while a list was signed stays unpublished`() throws {
    let sample = try Sample()
    try sample.revoke(unknown)
    let read = try sample.ledger.logHead()
    try sample.revoke(unknown, .leaked, from: 1_000)
    let marked = try sample.ledger.markPublished(
      upTo: read, listNumber: 2, publishedAt: Sample.now, now: Sample.now, by: "nora")
    #expect(marked == 0)
    #expect(try sample.ledger.unpublishedRevocations().map(\.reason) == [.leaked])
  }

  @Test func `what is published is not published anew`() throws {
    let sample = try Sample()
    try sample.revoke(unknown)
    let read = try sample.ledger.logHead()
    for (number, marked) in [(UInt64(2), 1), (3, 0)] {
      #expect(
        try sample.ledger.markPublished(
          upTo: read, listNumber: number, publishedAt: Sample.now, now: Sample.now, by: "nora") == marked)
    }
    #expect(try sample.ledger.revocation(of: unknown, now: Sample.now)?.publication?.listNumber == 2)
  }

  @Test func `a revocation is published in the first list that was made after it`() throws {
    let sample = try Sample()
    let subjects = (0..<6).map { RevocationSubject.code(CodeID(issuer: key(3), serial: $0)) }
    // By list: the last ones first, none, one that is made stricter, and one that is not published at all.
    for (number, revoked) in [(UInt64(2), [5, 3]), (3, []), (4, [0, 1]), (5, [2])] {
      for index in revoked { try sample.revoke(subjects[index]) }
      try sample.ledger.markPublished(
        upTo: sample.ledger.logHead(), listNumber: number, publishedAt: Sample.now, now: Sample.now,
        by: "nora")
    }
    try sample.revoke(subjects[4])
    try sample.revoke(subjects[3], .leaked, from: 1_000)
    let expected: [UInt64?] = [4, 4, 5, nil, nil, 2]
    #expect(
      try subjects.map { try sample.ledger.revocation(of: $0, now: Sample.now)?.publication?.listNumber }
        == expected)
    var entries: [UInt64?] = []
    _ = try sample.ledger.revocations { entries.append($0.publication?.listNumber) }
    #expect(entries == expected)
  }

  @Test func `the end of a code is that of its issue, else that of its revocation`() throws {
    let sample = try Sample()
    let code = try sample.issue([draft()])[0]
    try sample.revoke(.code(code.id))
    try sample.revoke(unknown)
    let ids = [code.id, CodeID(issuer: key(3), serial: 48_213), CodeID(issuer: key(3), serial: 1)]
    try sample.tamper("UPDATE revocations SET not_after = 1000")
    let thousand = UnixTime(seconds: 1000)
    #expect(try sample.ledger.ends(of: ids) == [code.draft.notAfter, thousand, nil])
  }

  @Test func `an effect that the format cannot express is refused`() throws {
    let sample = try Sample()
    for reason in RevocationReason.allCases where !reason.allowsEarlierEffect {
      #expect(throws: LedgerError.earlierEffectNotAllowed(reason)) {
        try sample.revoke(unknown, reason, from: 1_000)
      }
    }
    let later = Sample.now.seconds + 1
    #expect(throws: LedgerError.effectInFuture(UnixTime(seconds: later))) {
      try sample.revoke(unknown, .leaked, from: later)
    }
    #expect(try sample.ledger.unpublishedRevocations().isEmpty)
  }

  @Test func `all of one request are recorded or none`() throws {
    let sample = try Sample()
    #expect(throws: LedgerError.nulInText) {
      try sample.ledger.revoke(
        [unknown], reason: .cancelled, effectiveFrom: nil, note: "a\0", listed: [:], now: Sample.now,
        by: "nora")
    }
    let outcomes = try sample.ledger.revoke(
      [unknown, unknown], reason: .cancelled, effectiveFrom: nil, note: "", listed: [:], now: Sample.now,
      by: "nora")
    guard case .recorded(let first, replacing: nil) = outcomes[0] else {
      Issue.record("not recorded")
      return
    }
    #expect(outcomes[1] == .alreadyRevoked(first))
  }
}

extension Sample {
  fileprivate func publish() throws {
    try ledger.markPublished(
      upTo: ledger.logHead(), listNumber: 2, publishedAt: Sample.now, now: Sample.now, by: "nora")
  }
}
