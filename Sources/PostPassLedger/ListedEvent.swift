import GRDB
package import PostPass

/// What the newest list says of a code or key of this ledger, where that is more than what was asked for here.
struct ListedEvent {
  let event: Event
  /// The log row that says when it was learned.
  let logSeq: Int64
}

extension Event {
  /// Whether a list with this event denies more than what was asked for here (SPEC §6.3), or is the first to say it.
  func saysMore(than requested: LedgerRevocation?) -> Bool {
    guard let requested else { return true }
    let (compromise, known) = (reason == .keyCompromise, requested.reason == .keyCompromise)
    if case .key = requested.subject, compromise != known { return compromise }
    guard let effect = requested.effect else { return true }
    // Of two lists of one second the first one counts.
    let isFirst = requested.publication.map { listNumber < $0.listNumber } ?? true
    return effectiveFrom < effect || (effectiveFrom == effect && isFirst)
  }

  /// Nil where it takes effect when it is published.
  fileprivate var statedEffect: UnixTime? { effectiveFrom < publishedAt ? effectiveFrom : nil }

  fileprivate var publication: LedgerRevocation.Publication {
    LedgerRevocation.Publication(listNumber: listNumber, publishedAt: publishedAt)
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
  /// What a list says of a subject of which the record has nothing.
  package init(_ event: Event, of subject: RevocationSubject) {
    self.init(
      subject: subject, request: nil, reason: event.reason, effectiveFrom: event.statedEffect, notAfter: nil,
      publication: event.publication, logSeq: nil)
  }

  /// What a list says of a subject, asked for here or not.
  init(_ listed: ListedEvent, of subject: RevocationSubject, asked: LedgerRevocation?, notAfter: UnixTime?) {
    let event = listed.event
    self.init(
      subject: subject, request: asked?.request, reason: event.reason,
      effectiveFrom: event.statedEffect, notAfter: notAfter, publication: event.publication,
      logSeq: asked?.logSeq ?? listed.logSeq)
  }
}

/// The tables of what lists say, beside those of what was asked for.
extension RevocationTable {
  private var listedTable: LedgerTable { self == .keys ? .listedKeys : .listedCodes }

  /// Whether what is known of a list says what a row asks for, or more: `Event.saysMore` of what is not published, as a
  /// condition; takes up to when lists count.
  var isListed: String {
    let listed = listedTable.rawValue
    let reaches =
      "(\(name).effective_from IS NULL OR \(listed).effective_from <= \(name).effective_from)"
    let compromise = "\(listed).reason = '\(RevocationReason.keyCompromise.name)'"
    let asked = "\(name).reason = '\(RevocationReason.keyCompromise.name)'"
    let (same, isAsMuch) =
      switch self {
      case .codes: ("\(listed).issuer = \(name).issuer AND \(listed).serial = \(name).serial", reaches)
      case .keys:
        (
          "\(listed).issuer = \(name).issuer",
          "CASE WHEN (\(compromise)) = (\(asked)) THEN \(reaches) ELSE \(compromise) END"
        )
      }
    return
      "EXISTS (SELECT 1 FROM \(listed) WHERE \(same) AND \(listed).published_at <= ? AND \(isAsMuch))"
  }

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
