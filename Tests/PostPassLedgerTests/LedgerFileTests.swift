import Foundation
import GRDB
import Glibc
import PostPass
import TestSupport
import Testing

@testable import PostPassLedger

@Suite struct LedgerFileTests {
  @Test func `a ledger keeps its authority and begins its log`() throws {
    let sample = try Sample()
    let again = try Ledger.open(at: sample.path)
    #expect(again.authority == Sample.authority)
    #expect(try again.log(since: Sample.now).map(\.action) == [.initialize])
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: sample.directory.path).allSatisfy {
        ["ledger.db", "ledger.db-wal", "ledger.db-shm"].contains($0)
      })
  }

  @Test func `acknowledged means on the disk`() throws {
    let sample = try Sample()
    // 2 is FULL: the write-ahead log is synced at every commit.
    for (setting, value) in [("journal_mode", "wal"), ("synchronous", "2"), ("foreign_keys", "1")] {
      #expect(try sample.ledger.read { try String.fetchOne($0, sql: "PRAGMA \(setting)") } == value)
    }
  }

  /// Another process that ends takes the log away where it finds no lock on the ledger.
  @Test func `a second opening leaves the locks of the first`() throws {
    let sample = try Sample()
    let again = try Ledger.open(at: sample.path)
    try sample.revoke(.key(KeyNumber(1)!))
    let other = try ChildProcess(
      ["/usr/bin/sqlite3", sample.path, "SELECT count(*) FROM log"],
      environment: ["PATH=/usr/bin"])
    #expect(try other.exit() == 0)
    #expect(FileManager.default.fileExists(atPath: "\(sample.path)-wal"))
    #expect(try again.log(since: Sample.now).count == 2)
  }

  @Test func `nobody else can read it whatever the umask`() async {
    await #expect(processExitsWith: .success) {
      for mask: mode_t in [0o000, 0o077, 0o022] {
        umask(mask)
        let sample = try Sample()
        try sample.issue([draft()])
        for suffix in ["", "-wal", "-shm"] {
          precondition(permissions(of: sample.path + suffix) == 0o600, suffix)
        }
      }
    }
  }

  @Test func `no file is overwritten`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("ledger.db")
    for leftover in ["ledger.db", "ledger.db-wal", "ledger.db-journal"] {
      try Data("x".utf8).write(to: URL(fileURLWithPath: directory.file(leftover)))
      #expect(throws: LedgerError.exists(directory.file(leftover))) {
        try Ledger.create(at: path, authority: Sample.authority, now: Sample.now, by: "nora")
      }
      try FileManager.default.removeItem(atPath: directory.file(leftover))
    }
    #expect(unsafe symlink(directory.file("victim"), path) == 0)
    #expect(throws: LedgerError.exists(path)) {
      try Ledger.create(at: path, authority: Sample.authority, now: Sample.now, by: "nora")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["ledger.db"])
  }

  @Test func `a ledger that cannot be made leaves nothing`() throws {
    let directory = try TemporaryDirectory()
    #expect(throws: LedgerError.nulInText) {
      try Ledger.create(
        at: directory.file("ledger.db"), authority: Sample.authority, now: Sample.now, by: "no\0ra")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == [])
  }

  @Test func `what is not a ledger is refused and not touched`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("other")
    #expect(throws: LedgerError.missing(path)) { try Ledger.open(at: path) }
    let files: [[UInt8]] = [
      [], Array("just a text\n".utf8), [UInt8](repeating: 0, count: 5000),
      (0..<5000).map { _ in .random(in: 0...255) },
      Array("SQLite format 3\0".utf8),
    ]
    for bytes in files {
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      #expect(throws: LedgerError.notALedger(path)) { try Ledger.open(at: path) }
      #expect(try [UInt8](Data(contentsOf: URL(fileURLWithPath: path))) == bytes)
    }
    try FileManager.default.removeItem(atPath: path)
    try Sample.tamper(path, "CREATE TABLE codes (issuer, serial)")
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(throws: LedgerError.notALedger(path)) { try Ledger.open(at: path) }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["other"])
  }

  @Test func `a ledger cut to its header is damaged`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("ledger.db")
    _ = try Ledger.create(at: path, authority: Sample.authority, now: Sample.now, by: "nora")
    #expect(unsafe truncate(path, 4096) == 0)
    #expect(throws: LedgerError.damaged(nil)) { try Ledger.open(at: path) }
  }

  @Test func `a ledger of a later version is refused`() throws {
    let sample = try Sample()
    try sample.tamper("INSERT INTO grdb_migrations (identifier) VALUES ('v999')")
    #expect(throws: LedgerError.newerVersion(sample.path)) { try Ledger.open(at: sample.path) }
  }

  @Test func `a ledger that stays locked says so`() throws {
    let sample = try Sample()
    let waiting = try Ledger.open(at: sample.path, waiting: .milliseconds(20))
    try DatabaseQueue(path: sample.path).inTransaction(.immediate) { _ in
      #expect(throws: LedgerError.locked) {
        try waiting.record(.join, subject: "", details: "", now: Sample.now, by: "nora")
      }
      return .commit
    }
    try waiting.record(.join, subject: "", details: "", now: Sample.now, by: "nora")
  }

  @Test func `a row of another shape is an error and no trap`() throws {
    let sample = try Sample()
    let id = try sample.issue([draft()])[0].id
    for change in ["post = ''", "brands = char(10)", "on_end = 'x'", "creator = '-'", "not_after = -1"] {
      try sample.tamper("UPDATE codes SET \(change)")
      #expect(throws: LedgerError.damaged(.codes)) { try sample.ledger.code(id) }
      try sample.tamper(
        "UPDATE codes SET post = '1', brands = '', on_end = 'stop', creator = '@nora', not_after = 1")
    }
  }
}
