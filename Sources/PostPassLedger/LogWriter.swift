import GRDB
import PostPass

/// Appends to the log inside one transaction, whose rows share a time and a person.
struct LogWriter {
  private let insert: Statement
  private let now: UnixTime
  private let by: String
  private var head: LogHead

  /// - Parameter db: inside a transaction that holds the write lock.
  init(_ db: Database, now: UnixTime, by: String) throws {
    insert = try db.cachedStatement(
      sql: "INSERT INTO log (seq, at, by, action, subject, details, hash) VALUES (?, ?, ?, ?, ?, ?, ?)")
    head = try LogHead.current(in: db)
    self.now = now
    self.by = by
  }

  /// - Returns: the number of the new row.
  @discardableResult
  mutating func append(_ action: LogAction, subject: String, details: String) throws -> Int64 {
    let texts = [by, action.rawValue, subject, details].map { Array($0.utf8) }
    guard !texts.contains(where: { $0.contains(0) }) else { throw LedgerError.nulInText }
    let next = head.appending(at: now.seconds, texts: texts)
    // SQLite numbers rows in 63 bits, and a log never comes near that.
    guard let seq = Int64(exactly: next.seq) else { throw LedgerError.damaged(.log) }
    try insert.execute(
      arguments: [
        seq, try stored(now), by, action.rawValue, subject, details, stored(next.hash.bytes),
      ])
    head = next
    return seq
  }
}

extension LogHead {
  /// The last row as it stands; whether it fits the rows before it is for `verifyLog` to say.
  static func current(in db: Database) throws -> LogHead {
    let last = try Row.fetchOne(db, sql: "SELECT seq, hash FROM log ORDER BY seq DESC LIMIT 1")
    guard let last else { return .beforeFirst }
    let row = StoredRow(last, of: .log)
    guard let seq = UInt64(exactly: try row.integer(0)), seq < Int64.max,
      let hash = Digest(bytes: try row.bytes(1))
    else { throw row.damage }
    return LogHead(seq: seq, hash: hash)
  }
}
