import GRDB
import PostPass

/// The two tables of revocations: of keys, which have one number, and of codes, which have two.
enum RevocationTable: CaseIterable {
  case keys
  case codes

  init(of subject: RevocationSubject) {
    switch subject {
    case .key: self = .keys
    case .code: self = .codes
    }
  }

  var name: String { table.rawValue }

  /// The condition that `arguments(for:)` fill.
  var condition: String { self == .keys ? "issuer = ?" : "issuer = ? AND serial = ?" }

  func arguments(for subject: RevocationSubject) -> StatementArguments {
    switch subject {
    case .key(let number): [number.value]
    case .code(let id): [id.issuer.value, id.serial]
    }
  }

  /// Takes the number or numbers, then the request, then for a code its end. A replaced row is unpublished again.
  var insertion: String {
    let common = "requested_at, requested_by, reason, effective_from, note, log_seq"
    switch self {
    case .keys: return "INSERT OR REPLACE INTO \(name) (issuer, \(common)) VALUES (?, ?, ?, ?, ?, ?, ?)"
    case .codes:
      return
        "INSERT OR REPLACE INTO \(name) (issuer, serial, \(common), not_after) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
    }
  }

  /// What was asked for here.
  /// - Parameter time: up to when lists count.
  func requested(
    of subject: RevocationSubject, by time: UnixTime, in db: Database
  ) throws -> LedgerRevocation? {
    let find = try db.cachedStatement(sql: "\(selection) WHERE \(condition)")
    let row = try Row.fetchOne(find, arguments: [try stored(time)] + arguments(for: subject))
    return try row.map { try revocation(StoredRow($0, of: table)) }
  }

  /// What was asked for here, or what a list has where that says more.
  /// - Parameter time: up to when lists count.
  func standing(
    of subject: RevocationSubject, by time: UnixTime, in db: Database
  ) throws -> LedgerRevocation? {
    let requested = try requested(of: subject, by: time, in: db)
    guard let listed = try listed(subject, in: db), listed.event.saysMore(than: requested) else {
      return requested
    }
    if requested != nil && listed.event.publishedAt > time { return requested }
    var end = requested?.notAfter
    if case .code(let id) = subject { end = try IssuedCode.end(of: id, in: db) }
    return LedgerRevocation(listed, of: subject, asked: requested, notAfter: end)
  }

  /// Takes the end that a notice states of a code, where it is later than what stands, or nothing is known.
  /// - Returns: whether that changes anything.
  static func learnEnd(
    _ stated: UnixTime, of id: CodeID, standing: LedgerRevocation, in db: Database
  ) throws -> Bool {
    guard try IssuedCode.end(of: id, in: db) == nil, standing.notAfter.map({ $0 < stated }) ?? true else {
      return false
    }
    try db.cachedStatement(sql: "UPDATE revocations SET not_after = ? WHERE issuer = ? AND serial = ?")
      .execute(arguments: [try stored(stated), id.issuer.value, id.serial])
    return true
  }

  /// The rows that no list up to a time says, by number.
  func unpublished(by time: UnixTime, in db: Database) throws -> [LedgerRevocation] {
    let time = try stored(time)
    let rows = try Row.fetchCursor(
      db, sql: "\(selection) WHERE \(isUnpublished) ORDER BY \(numbers)", arguments: [time, time, time])
    return try revocations(rows)
  }

  /// The condition of rows that no list says, this ledger's or another's; takes twice up to when lists count.
  private var isUnpublished: String { "\(name).log_seq > \(PublicationTable.last) AND NOT \(isListed)" }

  /// The rows of codes that this ledger did not issue.
  /// - Parameter time: up to when lists count.
  static func foreignCodes(
    sortedBy order: CodeOrder, by time: UnixTime, in db: Database
  ) throws -> [LedgerRevocation] {
    let rows = try Row.fetchCursor(
      db,
      sql: """
        \(codes.selection)
        WHERE NOT EXISTS (SELECT 1 FROM codes WHERE codes.issuer = revocations.issuer AND codes.serial = revocations.serial)
        ORDER BY \(order.sqlOfRevocations)
        """, arguments: [try stored(time)])
    return try codes.revocations(rows)
  }

  /// The keys that were asked for here, increasing.
  static func requestedKeys(in db: Database) throws -> [KeyNumber] {
    let rows = try Row.fetchCursor(db, sql: "SELECT issuer FROM key_revocations ORDER BY issuer")
    var requested: [KeyNumber] = []
    while let row = try rows.next() { requested.append(try StoredRow(row, of: .keyRevocations).key(0)) }
    return requested
  }

  /// How many rows no list up to a time says, among those that the log requested up to a row.
  func unpublishedCount(by time: UnixTime, upTo logSeq: Int64, in db: Database) throws -> Int {
    let time = try stored(time)
    let count = try Int.fetchOne(
      db, sql: "SELECT count(*) FROM \(name) WHERE \(isUnpublished) AND log_seq <= ?",
      arguments: [time, time, logSeq])
    guard let count else { throw LedgerError.damaged(table) }
    return count
  }

  /// All rows by number, one at a time, without what a list does not say.
  func entries(
    in db: Database, _ publications: PublicationTable, _ body: (RevocationEntry) throws -> Void
  ) throws {
    let rows = try Row.fetchCursor(db, sql: "\(selectionOfEntries) ORDER BY \(numbers)")
    while let row = try rows.next() {
      let row = StoredRow(row, of: table)
      guard let reason = RevocationReason(name: try row.text(3)) else { throw row.damage }
      let publication =
        if row.isNull(5) { try PublicationTable.publication(row, list: 6, publishedAt: 7) } else {
          publications.publication(of: try row.integer(5))
        }
      try body(
        RevocationEntry(
          subject: try subject(row), reason: reason, effectiveFrom: try row.optionalTime(4),
          notAfter: try row.optionalTime(2), publication: publication))
    }
  }

  /// A code of this ledger that only a list has comes without a row of the log, and with its list instead.
  private var selectionOfEntries: String {
    switch self {
    case .keys: "SELECT issuer, NULL, NULL, reason, effective_from, log_seq FROM key_revocations"
    case .codes:
      """
      SELECT issuer, serial, not_after, reason, effective_from, log_seq, NULL, NULL FROM revocations
      UNION ALL
      SELECT issuer, serial, codes.not_after, reason, effective_from, NULL, list, published_at
      FROM listed_codes JOIN codes USING (issuer, serial)
      WHERE NOT EXISTS (
        SELECT 1 FROM revocations AS asked
        WHERE asked.issuer = listed_codes.issuer AND asked.serial = listed_codes.serial)
      """
    }
  }

  private var table: LedgerTable { self == .keys ? .keyRevocations : .revocations }

  /// The columns that are the subject, and the order of rows.
  private var numbers: String { self == .keys ? "issuer" : "issuer, serial" }

  /// Takes up to when lists count, before what a condition takes.
  private var selection: String {
    let subject = self == .keys ? "issuer, NULL, NULL" : "issuer, serial, not_after"
    return """
      SELECT \(subject), requested_at, requested_by, reason, effective_from, note, \(name).log_seq, list, published_at
      FROM \(name) LEFT JOIN publications ON publications.log_seq =
        (SELECT min(log_seq) FROM publications AS later
         WHERE later.log_seq >= \(name).log_seq AND later.published_at <= ?)
      """
  }

  private func subject(_ row: StoredRow) throws(LedgerError) -> RevocationSubject {
    let issuer = try row.key(0)
    return self == .keys ? .key(issuer) : .code(CodeID(issuer: issuer, serial: try row.number(1)))
  }

  private func revocations(_ rows: RowCursor) throws -> [LedgerRevocation] {
    var revocations: [LedgerRevocation] = []
    while let row = try rows.next() { revocations.append(try revocation(StoredRow(row, of: table))) }
    return revocations
  }

  private func revocation(_ row: StoredRow) throws(LedgerError) -> LedgerRevocation {
    guard let reason = RevocationReason(name: try row.text(5)) else { throw row.damage }
    return LedgerRevocation(
      subject: try subject(row),
      request: LedgerRevocation.Request(at: try row.time(3), by: try row.text(4), note: try row.text(7)),
      reason: reason, effectiveFrom: try row.optionalTime(6), notAfter: try row.optionalTime(2),
      publication: row.isNull(9) ? nil : try PublicationTable.publication(row, list: 9, publishedAt: 10),
      logSeq: try row.integer(8))
  }
}

extension CodeRevocation {
  /// Nil for a code that is not revoked.
  /// - Parameter time: up to when lists count.
  init?(of id: CodeID, by time: UnixTime, in db: Database) throws {
    for subject in [RevocationSubject.code(id), .key(id.issuer)] {
      if let standing = try RevocationTable(of: subject).standing(of: subject, by: time, in: db) {
        self = .revoked(standing)
        return
      }
    }
    guard let removal = try KeyRemoval(of: id.issuer, in: db) else { return nil }
    self = .keyRemoved(removal)
  }
}
