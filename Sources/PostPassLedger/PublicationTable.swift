import GRDB
import PostPass

/// Which list first said what was recorded up to which row of the log. Lists say all that is recorded when they are
/// made, so the log rows that they reach only grow.
struct PublicationTable {
  private var rows: [(logSeq: Int64, publication: LedgerRevocation.Publication)] = []

  /// The last log row that a list up to a time reached, as an expression; the time is its argument.
  static let last = "(SELECT coalesce(max(log_seq), 0) FROM publications WHERE published_at <= ?)"

  /// Up to when what lists say counts at `now`: one from the future counts for nobody, and may leave out what will have
  /// ended by its date.
  static func horizon(at now: UnixTime) -> UnixTime { min(now.adding(TrustSet.skew), .lastDate) }

  /// All of it; one row a list that said something new.
  init(in db: Database) throws {
    let cursor = try Row.fetchCursor(
      db, sql: "SELECT log_seq, list, published_at FROM publications ORDER BY log_seq")
    while let row = try cursor.next() {
      let row = StoredRow(row, of: .publications)
      rows.append((try row.integer(0), try PublicationTable.publication(row, list: 1, publishedAt: 2)))
    }
  }

  /// The first list that said what a log row requested; nil where none did yet.
  func publication(of logSeq: Int64) -> LedgerRevocation.Publication? {
    var (first, end) = (0, rows.count)
    while first < end {
      let middle = first + (end - first) / 2
      if rows[middle].logSeq < logSeq { first = middle + 1 } else { end = middle }
    }
    return first < rows.count ? rows[first].publication : nil
  }

  static func insert(
    _ publication: LedgerRevocation.Publication, upTo logSeq: Int64, in db: Database
  ) throws {
    try db.execute(
      sql: "INSERT INTO publications (log_seq, list, published_at) VALUES (?, ?, ?)",
      // A list number may be any of 2^64; SQLite keeps its bits.
      arguments: [logSeq, Int64(bitPattern: publication.listNumber), try stored(publication.publishedAt)])
  }

  /// Forgets lists that a clock made which was ahead: they count for nobody before their date, and may leave out what
  /// will have ended by then. A list of this time, which says all, takes their place.
  static func removeAll(after time: UnixTime, in db: Database) throws {
    try db.execute(sql: "DELETE FROM publications WHERE published_at > ?", arguments: [try stored(time)])
  }

  static func publication(
    _ row: StoredRow, list: Int, publishedAt: Int
  ) throws(LedgerError) -> LedgerRevocation.Publication {
    LedgerRevocation.Publication(
      listNumber: UInt64(bitPattern: try row.integer(list)), publishedAt: try row.time(publishedAt))
  }
}
