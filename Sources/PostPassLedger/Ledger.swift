import GRDB
package import PostPass

/// The issuer's record: what was issued to whom, until when, what was revoked, and a log of every change.
///
/// A SQLite file of mode 0600. What a call has acknowledged is on the disk: the write-ahead log is synced at every
/// commit. Every change and its log row are one transaction that takes the write lock at its start. Times are passed
/// in. A closure that is passed in must not call the ledger.
package final class Ledger: Sendable {
  /// The authority whose codes these are.
  package let authority: AuthorityID

  // One connection: a command reads or writes once and ends, so a pool of readers would only cost its opening.
  // Several processes share the file by SQLite's locks.
  private let queue: DatabaseQueue
  /// Why the ledger can only be read; nil where it can be written.
  private let refusal: LedgerError?

  private init(_ queue: DatabaseQueue, of authority: AuthorityID, refusal: LedgerError?) {
    self.queue = queue
    self.authority = authority
    self.refusal = refusal
  }

  /// Makes a ledger that must not be there yet, with a first log row, and opens it.
  package static func create(
    at path: String, authority: AuthorityID, now: UnixTime, by: String
  ) throws(LedgerError) -> Ledger {
    try LedgerFile.create(at: path) { temporary throws(LedgerError) in
      do {
        let queue = try connect(to: temporary, waiting: .seconds(30))
        try queue.writeWithoutTransaction { db in
          try db.execute(sql: "PRAGMA application_id = \(LedgerFile.applicationID)")
          // Kept in the file: later connections need not ask for it again.
          try db.execute(sql: "PRAGMA journal_mode = WAL")
        }
        try migrations.migrate(queue)
        try queue.inTransaction(.immediate) { db in
          try db.execute(
            sql: "INSERT INTO authority (id, authority, created_at) VALUES (1, ?, ?)",
            arguments: [stored(authority.bytes), try stored(now)])
          var log = try LogWriter(db, now: now, by: by)
          try log.append(.initialize, subject: authority.description, details: "")
          return .commit
        }
        // Closing would do so too, and keep silent where it fails; the file gets its name without the log.
        try queue.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
        try queue.close()
      } catch {
        throw LedgerError(closing: error)
      }
    }
    return try open(at: path)
  }

  /// Opens a ledger and brings its tables up to this version. On a disk that is full or cannot be written it is opened
  /// all the same where nobody is writing it: only to be read, and every change throws what stood in the way.
  /// - Parameter patience: how long to wait for other processes.
  package static func open(
    at path: String, waiting patience: Duration = .seconds(30)
  ) throws(LedgerError) -> Ledger {
    if !OpenLedgers.has(path) { try LedgerFile.checkHeader(of: path) }
    let ledger = try connected(to: path, waiting: patience)
    OpenLedgers.insert(ledger, at: path)
    return ledger
  }

  private static func connected(
    to path: String, waiting patience: Duration
  ) throws(LedgerError) -> Ledger {
    do {
      let queue = try connect(to: path, waiting: patience)
      return try Ledger(queue, of: authority(in: queue, at: path, migrating: true), refusal: nil)
    } catch {
      let refusal = LedgerError(closing: error)
      guard refusal.leavesReading, let ledger = try? openToRead(path, waiting: patience, because: refusal)
      else { throw refusal }
      return ledger
    }
  }

  private static func openToRead(
    _ path: String, waiting patience: Duration, because refusal: LedgerError
  ) throws -> Ledger {
    let queue = try connect(toRead: path, waiting: patience)
    return try Ledger(queue, of: authority(in: queue, at: path, migrating: false), refusal: refusal)
  }

  /// - Parameter migrating: whether to bring tables of an older version up to this one.
  private static func authority(
    in queue: DatabaseQueue, at path: String, migrating: Bool
  ) throws -> AuthorityID {
    let (superseded, complete) = try queue.read { db in
      (try migrations.hasBeenSuperseded(db), try migrations.hasCompletedMigrations(db))
    }
    if superseded { throw LedgerError.newerVersion(path) }
    if !complete {
      guard migrating else { throw LedgerError.readOnly }
      try migrations.migrate(queue)
    }
    let row = try queue.read { try Row.fetchOne($0, sql: "SELECT authority FROM authority WHERE id = 1") }
    guard let row, let id = AuthorityID(bytes: try StoredRow(row, of: .authority).bytes(0)) else {
      throw LedgerError.damaged(.authority)
    }
    return id
  }

  private static func connect(to path: String, waiting patience: Duration) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.busyMode = .timeout(patience / .seconds(1))
    configuration.prepareDatabase { db in
      // An acknowledged issue or revocation survives a power cut; NORMAL would not sync the write-ahead log.
      try db.execute(sql: "PRAGMA synchronous = FULL")
    }
    return try DatabaseQueue(path: path, configuration: configuration)
  }

  /// Without a write-ahead log nobody is writing, and SQLite is told that it needs none of the files beside the ledger;
  /// with one it reads that too, where it can.
  private static func connect(toRead path: String, waiting patience: Duration) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(patience / .seconds(1))
    let hasLog = LedgerFile.hasWriteAheadLog(path)
    return try DatabaseQueue(
      path: hasLog ? path : LedgerFile.immutableAddress(of: path), configuration: configuration)
  }

  /// Reads from one snapshot.
  func read<Value>(_ body: (Database) throws -> Value) throws(LedgerError) -> Value {
    do {
      return try readPassingErrors(body)
    } catch {
      throw LedgerError(closing: error)
    }
  }

  /// Changes the ledger and its log together or not at all, holding the write lock from the start.
  func write<Value>(
    now: UnixTime, by: String, _ body: (Database, inout LogWriter) throws -> Value
  ) throws(LedgerError) -> Value {
    do {
      return try writePassingErrors(now: now, by: by, body)
    } catch {
      throw LedgerError(closing: error)
    }
  }

  /// Reads from one snapshot; for bodies that call what a caller passed in, whose errors come out as they are.
  func readPassingErrors<Value>(_ body: (Database) throws -> Value) throws -> Value {
    do {
      return try queue.read(body)
    } catch let error as DatabaseError {
      throw LedgerError(error)
    }
  }

  /// As `write`; for bodies that call what a caller passed in, whose errors come out as they are.
  func writePassingErrors<Value>(
    now: UnixTime, by: String, _ body: (Database, inout LogWriter) throws -> Value
  ) throws -> Value {
    if let refusal { throw refusal }
    do {
      var value: Value?
      try queue.inTransaction(.immediate) { db in
        var log = try LogWriter(db, now: now, by: by)
        value = try body(db, &log)
        return .commit
      }
      // Set by the closure, which either ran to its end or threw.
      return value!
    } catch let error as DatabaseError {
      throw LedgerError(error)
    }
  }
}
