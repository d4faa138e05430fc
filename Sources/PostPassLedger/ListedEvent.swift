import GRDB
import PostPass

/// What the newest list says of a code or key of this ledger, where that is more than what was asked for here.
struct ListedEvent {
  let event: Event
  /// The log row that says when it was learned.
  let logSeq: Int64
}

extension Event {
  /// Whether a list with this event denies more than what was asked for here (SPEC §6.3).
  func saysMore(than requested: LedgerRevocation?) -> Bool {
    guard let requested else { return true }
    let (compromise, known) = (reason == .keyCompromise, requested.reason == .keyCompromise)
    if case .key = requested.subject, compromise != known { return compromise }
    guard let effect = requested.effect else { return true }
    // Of two lists of one second the first one counts.
    let isFirst = requested.publication.map { listNumber < $0.listNumber } ?? false
    return effectiveFrom < effect || (effectiveFrom == effect && isFirst)
  }

  /// For the log.
  var details: String {
    """
    list \(listNumber)
    published-at \(publishedAt.iso8601)
    effective \(effectiveFrom.iso8601)
    reason \(reason.name)
    """
  }

  /// From the columns list, published_at, effective_from and reason.
  init(_ row: StoredRow, from column: Int) throws(LedgerError) {
    guard let reason = RevocationReason(name: try row.text(column + 3)),
      let event = Event(
        // A list number may be any of 2^64; SQLite keeps its bits.
        listNumber: UInt64(bitPattern: try row.integer(column)), publishedAt: try row.time(column + 1),
        effectiveFrom: try row.time(column + 2), reason: reason)
    else { throw row.damage }
    self = event
  }
}

extension LedgerRevocation {
  /// What a list says of a subject, asked for here or not.
  init(_ listed: ListedEvent, of subject: RevocationSubject, asked: LedgerRevocation?, notAfter: UnixTime?) {
    let event = listed.event
    self.init(
      subject: subject, request: asked?.request, reason: event.reason,
      effectiveFrom: event.effectiveFrom < event.publishedAt ? event.effectiveFrom : nil, notAfter: notAfter,
      publication: Publication(listNumber: event.listNumber, publishedAt: event.publishedAt),
      logSeq: asked?.logSeq ?? listed.logSeq)
  }
}

/// The tables of what lists say, beside those of what was asked for.
extension RevocationTable {
  private var listedTable: LedgerTable { self == .keys ? .listedKeys : .listedCodes }

  func listed(_ subject: RevocationSubject, in db: Database) throws -> ListedEvent? {
    let find = try db.cachedStatement(
      sql: """
        SELECT list, published_at, effective_from, reason, log_seq FROM \(listedTable.rawValue) WHERE \(condition)
        """)
    return try Row.fetchOne(find, arguments: arguments(for: subject)).map { row in
      let row = StoredRow(row, of: listedTable)
      return ListedEvent(event: try Event(row, from: 0), logSeq: try row.integer(4))
    }
  }

  /// Keeps what a list says, in the place of what an earlier one did.
  func insert(_ listed: ListedEvent, of subject: RevocationSubject, in db: Database) throws {
    let numbers = self == .keys ? "issuer" : "issuer, serial"
    let event = listed.event
    var values = arguments(for: subject)
    values += [
      Int64(bitPattern: event.listNumber), try stored(event.publishedAt), try stored(event.effectiveFrom),
      event.reason.name, listed.logSeq,
    ]
    try db.cachedStatement(
      sql: """
        INSERT OR REPLACE INTO \(listedTable.rawValue)
          (\(numbers), list, published_at, effective_from, reason, log_seq)
        VALUES (\(self == .keys ? "?" : "?, ?"), ?, ?, ?, ?, ?)
        """
    ).execute(arguments: values)
  }

  func removeListed(_ subject: RevocationSubject, in db: Database) throws {
    try db.cachedStatement(sql: "DELETE FROM \(listedTable.rawValue) WHERE \(condition)")
      .execute(arguments: arguments(for: subject))
  }
}
