import GRDB
import PostPass
import TestSupport
import Testing

@testable import PostPassLedger

/// Ledgers that earlier versions wrote.
@Suite struct MigrationTests {
  @Test func `what a ledger of version 1 says of publications is kept`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("ledger.db")
    try MigrationTests.fillFirstVersion(path)
    let ledger = try Ledger.open(at: path)
    #expect(try ledger.unpublishedRevocations().map(\.subject) == [.code(CodeID(issuer: key(1), serial: 8))])
    var lists: [UInt64?] = []
    var times: [UInt64?] = []
    _ = try ledger.revocations { entry in
      lists.append(entry.publication?.listNumber)
      times.append(entry.publication?.publishedAt.seconds)
    }
    #expect(lists == [.max, 2, 2, nil])
    #expect(times == [5000, 4000, 4000, nil])
    _ = try ledger.revoke(
      [.key(key(3))], reason: .cancelled, effectiveFrom: nil, note: "", listed: [:], now: Sample.now,
      by: "nora")
    #expect(try ledger.unpublishedCount(now: Sample.now) == 2)
  }

  @Test func `a ledger of version 2 has learned nothing yet`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("ledger.db")
    try MigrationTests.fill(path, version: "v2") { db, log in
      try log.append(.issue, subject: "1-6", details: "")
      try db.execute(
        sql: """
          INSERT INTO codes VALUES (1, 6, '@nora', '7', '', 1000, 1790000001, 'stop', '', 999, 'nora', zeroblob(64));
          INSERT INTO serial_windows VALUES (1, 0, 1);
          """)
    }
    let ledger = try Ledger.open(at: path)
    let id = CodeID(issuer: key(1), serial: 6)
    #expect(try ledger.counts(now: Sample.now)[.active] == 1)
    #expect(try ledger.revocations(behind: [id], now: Sample.now).isEmpty)
    try ledger.learn(
      from: TestAuthority(revocations: RevocationListContent(codes: [(id, TestAuthority.event(.leaked))]))
        .opened,
      now: Sample.now, by: "nora")
    #expect(try ledger.counts(now: Sample.now)[.revoked] == 1)
    guard case .intact = try ledger.verifyLog() else {
      Issue.record("the log is broken")
      return
    }
  }

  /// Key 2 in list 2^64 - 1, codes 6 and 7 in list 2, code 8 in none.
  private static func fillFirstVersion(_ path: String) throws {
    try fill(path, version: "v1") { db, log in
      for number in 1...4 { try log.append(.revoke, subject: "\(number)", details: "") }
      try db.execute(
        sql: """
          INSERT INTO revocations VALUES
            (1, 6, 0, '', 'leaked', 3, '', NULL, 2, 4000, 2), (1, 7, 0, '', 'leaked', NULL, '', 9, 2, 4000, 1),
            (1, 8, 0, '', 'leaked', NULL, '', NULL, NULL, NULL, 4);
          INSERT INTO key_revocations VALUES (2, 0, '', 'leaked', NULL, '', -1, 5000, 3);
          """)
    }
  }

  /// Makes a ledger as an earlier version did.
  private static func fill(
    _ path: String, version: String, _ body: (Database, inout LogWriter) throws -> Void
  ) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA application_id = \(LedgerFile.applicationID)")
    }
    try migrations.migrate(queue, upTo: version)
    try queue.inTransaction(.immediate) { db in
      try db.execute(
        sql: "INSERT INTO authority (id, authority, created_at) VALUES (1, zeroblob(32), 0)")
      var log = try LogWriter(db, now: Sample.now, by: "nora")
      try body(db, &log)
      return .commit
    }
    try queue.close()
  }
}
