import GRDB
import PostPass
import PostPassLedger
import TestSupport
import Testing

@Suite struct LogTests {
  @Test func `the chain is the hash of what is written down`() throws {
    let sample = try Sample()
    let first = try sample.ledger.log(since: Sample.now)[0]
    var row = [UInt8](repeating: 0, count: 32) + [1, 0, 0, 0, 0, 0, 0, 0]
    row += withLittleEndian(Sample.now.seconds)
    for text in ["nora", "init", Sample.authority.description, ""] {
      row += [UInt8(text.utf8.count), 0, 0, 0] + Array(text.utf8)
    }
    #expect(first.hash == Blake2b.hash(Array("postpass/v1/log\n".utf8), row))
    #expect(try sample.ledger.verifyLog() == .intact(sample.ledger.logHead()))
  }

  @Test func `every change is logged`() throws {
    let sample = try Sample()
    let id = try sample.issue([draft(note: "for Acme")])[0].id
    try sample.revoke(.code(id), .leaked, from: 1_789_999_999)
    try sample.ledger.markPublished(
      upTo: sample.ledger.logHead(), listNumber: 2, publishedAt: Sample.now, now: Sample.now, by: "bo")
    try sample.ledger.record(.keyringAdd, subject: "key 2", details: "", now: Sample.now, by: "nora")
    let log = try sample.ledger.log(since: Sample.now)
    #expect(log.map(\.action) == [.initialize, .issue, .revoke, .publish, .keyringAdd])
    #expect(log.map(\.seq) == [1, 2, 3, 4, 5])
    #expect(log[3].by == "bo")
    let history = try sample.ledger.history(of: .code(id))
    #expect(history.map(\.action) == [.issue, .revoke])
    #expect(
      history[0].details == """
        creator @nora
        post 7412345678901234567
        brand 719
        from \(UnixTime(seconds: 1_789_999_700).iso8601)
        until \(UnixTime(seconds: 1_795_000_000).iso8601)
        on-end keep-running
        note for Acme
        """)
    #expect(try sample.ledger.log(since: UnixTime(seconds: Sample.now.seconds + 1)).isEmpty)
    #expect(try sample.ledger.log(since: .distantFuture).isEmpty)
  }

  @Test func `rows cannot be changed, removed, replaced or skipped`() throws {
    let sample = try Sample()
    try sample.issue([draft(), draft()])
    for change in [
      "UPDATE log SET by = 'x'", "DELETE FROM log", "DELETE FROM log WHERE seq = 3",
      "INSERT OR REPLACE INTO log SELECT 2, at, 'x', action, subject, details, hash FROM log WHERE seq = 2",
      "INSERT INTO log SELECT 9, at, by, action, subject, details, hash FROM log WHERE seq = 2",
    ] {
      #expect(throws: DatabaseError.self) { try sample.tamper(change) }
    }
    #expect(try sample.ledger.verifyLog() == .intact(sample.ledger.logHead()))
  }

  @Test(arguments: [
    ("UPDATE log SET by = 'x' WHERE seq = 3", UInt64(3)),
    ("UPDATE log SET at = at + 1 WHERE seq = 1", 1),
    ("UPDATE log SET at = -1 WHERE seq = 1", 1),
    ("UPDATE log SET subject = subject || ' ' WHERE seq = 4", 4),
    ("UPDATE log SET details = 'x' || details, subject = '' WHERE seq = 4", 4),
    ("UPDATE log SET details = CAST(CAST(details AS BLOB) || x'ff' AS TEXT) WHERE seq = 4", 4),
    ("UPDATE log SET details = details || char(0) || 'x' WHERE seq = 4", 4),
    ("UPDATE log SET hash = zeroblob(32) WHERE seq = 2", 2),
    ("DELETE FROM log WHERE seq = 2", 2),
    ("DELETE FROM log WHERE seq = 1", 1),
    ("DELETE FROM log", 1),
    ("INSERT INTO log SELECT 0, at, by, action, subject, details, hash FROM log WHERE seq = 2", 1),
    ("UPDATE log SET seq = -seq", 1),
    ("UPDATE log SET seq = 99 WHERE seq = 5", 5),
  ])
  func `a changed row is named`(change: String, seq: UInt64) throws {
    let sample = try Sample()
    try sample.issue([draft(), draft(), draft(), draft()])
    let triggers = ["updated", "deleted"].map { "DROP TRIGGER log_is_never_\($0);" }.joined()
    try sample.tamper("\(triggers) DROP TRIGGER log_has_no_gaps; \(change)")
    #expect(try sample.ledger.verifyLog() == .broken(seq: seq))
  }

  @Test func `rows cut off the end are missed by who kept the head`() throws {
    let sample = try Sample()
    try sample.issue([draft(), draft()])
    let head = try sample.ledger.logHead()
    try sample.tamper("DROP TRIGGER log_is_never_deleted; DELETE FROM log WHERE seq = 3")
    guard case .intact(let shorter) = try sample.ledger.verifyLog() else {
      Issue.record("the chain is broken")
      return
    }
    #expect(shorter != head)
    #expect(shorter.seq == 2)
  }

  private func withLittleEndian(_ value: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
