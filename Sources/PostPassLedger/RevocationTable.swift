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

  func revocation(of subject: RevocationSubject, in db: Database) throws -> LedgerRevocation? {
    let find = try db.cachedStatement(sql: "SELECT \(columns) FROM \(name) WHERE \(condition)")
    let row = try Row.fetchOne(find, arguments: arguments(for: subject))
    return try row.map { try revocation(StoredRow($0, of: table)) }
  }

  /// The rows by number, one at a time.
  func each(in db: Database, where condition: String, _ body: (LedgerRevocation) throws -> Void) throws {
    let order = self == .keys ? "issuer" : "issuer, serial"
    let rows = try Row.fetchCursor(
      db, sql: "SELECT \(columns) FROM \(name) WHERE \(condition) ORDER BY \(order)")
    while let row = try rows.next() { try body(revocation(StoredRow(row, of: table))) }
  }

  private var table: LedgerTable { self == .keys ? .keyRevocations : .revocations }

  private var columns: String {
    let numbers = self == .keys ? "issuer, NULL, NULL" : "issuer, serial, not_after"
    return
      "\(numbers), requested_at, requested_by, reason, effective_from, note, published_list, published_at, log_seq"
  }

  private func revocation(_ row: StoredRow) throws(LedgerError) -> LedgerRevocation {
    guard let reason = RevocationReason(name: try row.text(5)) else { throw row.damage }
    let issuer = try row.key(0)
    var publication: LedgerRevocation.Publication?
    if !row.isNull(8) {
      // A list number may be any of 2^64; SQLite keeps its bits.
      publication = LedgerRevocation.Publication(
        listNumber: UInt64(bitPattern: try row.integer(8)), publishedAt: try row.time(9))
    }
    return LedgerRevocation(
      subject: self == .keys ? .key(issuer) : .code(CodeID(issuer: issuer, serial: try row.number(1))),
      requestedAt: try row.time(3), requestedBy: try row.text(4), reason: reason,
      effectiveFrom: try row.optionalTime(6), note: try row.text(7), notAfter: try row.optionalTime(2),
      publication: publication, logSeq: try row.integer(10))
  }
}
