import GRDB
import PostPass

/// Where the next serial of an issuer key is drawn: at random, so that nobody can count codes, and from a window that
/// stays small, so that the revocation list does too.
struct SerialWindow {
  private(set) var base: UInt64 = 0
  /// Codes issued by this key, in this window and in those before it.
  private(set) var issued: UInt64 = 0

  /// The smallest power of two that is at least 2^17 and at least four times the codes issued so far.
  var size: UInt64 {
    var size: UInt64 = 1 << 17
    while size < 4 * issued { size *= 2 }
    return size
  }

  /// A uniform serial that is not taken.
  /// - Throws: `LedgerError.serialsExhausted` where the window would reach beyond 2^32.
  func draw(
    for issuer: KeyNumber, using random: inout some RandomNumberGenerator, isTaken: (Serial) throws -> Bool
  ) throws -> Serial {
    guard base + size <= SerialWindow.end else { throw LedgerError.serialsExhausted(issuer) }
    // At most a quarter of the window is taken: 64 draws in a row fail with a chance of 2^-128.
    for _ in 0..<64 {
      // Below 2^32 by the guard above.
      let serial = Serial(base + UInt64.random(in: 0..<size, using: &random))
      if try !isTaken(serial) { return serial }
    }
    throw LedgerError.repeatingRandomness(issuer)
  }

  mutating func countIssued() { issued += 1 }

  /// Moves on to serials that no copy of this ledger has used, unless that copy has issued more than eight times as
  /// many codes as this one, and than 2^18; `minimum` is for callers that know more.
  mutating func moveOn(for issuer: KeyNumber, atLeast minimum: UInt64) throws(LedgerError) {
    let next = max(base + 8 * size, minimum)
    guard next + size <= SerialWindow.end else { throw .serialsExhausted(issuer) }
    base = next
  }

  private static let end: UInt64 = 1 << 32
}

extension SerialWindow {
  /// The window of an issuer key; a key that has issued nothing begins at 0.
  init(of issuer: KeyNumber, in db: Database) throws {
    let row = try Row.fetchOne(
      db, sql: "SELECT base, issued FROM serial_windows WHERE issuer = ?", arguments: [issuer.value])
    guard let row = row.map({ StoredRow($0, of: .serialWindows) }) else { return }
    base = UInt64(try row.number(0))
    issued = UInt64(try row.number(1))
  }

  /// The keys that codes were issued under, increasing.
  static func issuers(in db: Database) throws -> [KeyNumber] {
    let rows = try Row.fetchCursor(
      db, sql: "SELECT issuer FROM serial_windows WHERE issued > 0 ORDER BY issuer")
    var issuers: [KeyNumber] = []
    while let row = try rows.next() { issuers.append(try StoredRow(row, of: .serialWindows).key(0)) }
    return issuers
  }

  func store(for issuer: KeyNumber, in db: Database) throws {
    // Both are below 2^32: the base by the checks above, the count because serials are distinct.
    try db.execute(
      sql: """
        INSERT INTO serial_windows (issuer, base, issued) VALUES (?, ?, ?)
        ON CONFLICT (issuer) DO UPDATE SET base = excluded.base, issued = excluded.issued
        """,
      arguments: [issuer.value, Int64(base), Int64(issued)])
  }
}
