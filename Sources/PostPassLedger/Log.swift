import GRDB
package import PostPass

extension Ledger {
  /// Appends a row for a change that the ledger keeps no table of, such as one to the keyring.
  package func record(
    _ action: LogAction, subject: String, details: String, now: UnixTime, by: String
  ) throws(LedgerError) {
    try record([(action, subject)], details: details, now: now, by: by)
  }

  /// The same for several changes that are made at once: all rows are there, or none.
  package func record(
    _ changes: [(action: LogAction, subject: String)], details: String, now: UnixTime, by: String
  ) throws(LedgerError) {
    try write(now: now, by: by) { _, log in
      for change in changes { try log.append(change.action, subject: change.subject, details: details) }
    }
  }

  /// The last row; what to keep elsewhere, so that rows cut off the end are missed.
  package func logHead() throws(LedgerError) -> LogHead {
    try read { db in try LogHead.current(in: db) }
  }

  /// Computes every hash anew, from the first row.
  package func verifyLog() throws(LedgerError) -> LogVerdict {
    try read { db in
      var head = LogHead.beforeFirst
      // As blobs: what is hashed are the bytes in the file, also where they are no longer UTF-8.
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT seq, at, CAST(by AS BLOB), CAST(action AS BLOB), CAST(subject AS BLOB), CAST(details AS BLOB), hash
          FROM log ORDER BY seq
          """)
      while let row = try rows.next() {
        guard let next = try? head.following(StoredRow(row, of: .log)) else {
          return .broken(seq: head.seq + 1)
        }
        head = next
      }
      return head == .beforeFirst ? .broken(seq: 1) : .intact(head)
    }
  }

  /// The rows from a time on, in the order they were written; one at a time, for logs that do not fit in memory.
  package func log(since start: UnixTime, _ body: (LogEntry) throws -> Void) throws {
    guard let start = try? stored(start) else { return }
    try readPassingErrors { db in
      try each(in: db, where: "at >= ?", [start], body)
    }
  }

  /// The rows from a time on, in the order they were written.
  package func log(since start: UnixTime) throws(LedgerError) -> [LogEntry] {
    guard let start = try? stored(start) else { return [] }
    return try logEntries(where: "at >= ?", [start])
  }

  /// The rows about one code or key, in the order they were written.
  package func history(of subject: RevocationSubject) throws(LedgerError) -> [LogEntry] {
    try logEntries(where: "subject = ?", [subject.description])
  }

  /// The rows for which a condition holds, in the order they were written.
  func logEntries(
    where condition: String, _ arguments: StatementArguments
  ) throws(LedgerError) -> [LogEntry] {
    var entries: [LogEntry] = []
    try read { db in try each(in: db, where: condition, arguments) { entries.append($0) } }
    return entries
  }

  private func each(
    in db: Database, where condition: String, _ arguments: StatementArguments,
    _ body: (LogEntry) throws -> Void
  ) throws {
    let rows = try Row.fetchCursor(
      db, sql: "SELECT seq, at, by, action, subject, details, hash FROM log WHERE \(condition) ORDER BY seq",
      arguments: arguments)
    while let row = try rows.next() { try body(LogEntry(StoredRow(row, of: .log))) }
  }
}

extension LogEntry {
  fileprivate init(_ row: StoredRow) throws(LedgerError) {
    guard let seq = UInt64(exactly: try row.integer(0)), let action = LogAction(rawValue: try row.text(3)),
      let hash = Digest(bytes: try row.bytes(6))
    else { throw row.damage }
    self.seq = seq
    at = try row.time(1)
    by = try row.text(2)
    self.action = action
    subject = try row.text(4)
    details = try row.text(5)
    self.hash = hash
  }
}

extension LogHead {
  /// The head after a row, where the row is the next one and its hash is right; nil where not.
  fileprivate func following(_ row: StoredRow) throws(LedgerError) -> LogHead? {
    var texts: [[UInt8]] = []
    for column in 2...5 { texts.append(try row.bytes(column)) }
    let next = appending(at: try row.time(1).seconds, texts: texts)
    guard let seq = UInt64(exactly: try row.integer(0)), seq == next.seq, try row.bytes(6) == next.hash.bytes
    else { return nil }
    return next
  }
}
