import GRDB
package import PostPass

extension Ledger {
  /// The code of this ID, where this ledger issued it.
  package func code(_ id: CodeID) throws(LedgerError) -> IssuedCode? {
    try read { db in
      let row = try Row.fetchOne(
        db, sql: "SELECT \(IssuedCode.columns) FROM codes WHERE issuer = ? AND serial = ?",
        arguments: [id.issuer.value, id.serial])
      return try row.map { try IssuedCode(StoredRow($0, of: .codes)) }
    }
  }

  /// The codes of a filter with their states at `now`.
  /// - Parameter limit: how many at most; nil for all.
  package func codes(
    matching filter: CodeFilter, sortedBy order: CodeOrder = .id, limit: Int? = nil, now: UnixTime
  ) throws(LedgerError) -> [ListedCode] {
    let (condition, arguments) = try filter.condition(now: stored(now))
    return try read { db in
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT \(IssuedCode.columns), \(CodeState.isRevoked) FROM \(codesAndRevocations)
          WHERE \(condition) ORDER BY \(order.sql) LIMIT \(limit.map { max(0, $0) } ?? -1)
          """,
        arguments: arguments)
      var codes: [ListedCode] = []
      while let row = try rows.next() {
        let row = StoredRow(row, of: .codes)
        let code = try IssuedCode(row)
        let isRevoked = try row.integer(IssuedCode.columnCount) != 0
        codes.append(ListedCode(code: code, state: CodeState(of: code, isRevoked: isRevoked, now: now)))
      }
      return codes
    }
  }

  /// How many codes of a filter are in each state at `now`; every state has a count.
  package func counts(
    matching filter: CodeFilter = CodeFilter(), now: UnixTime
  ) throws(LedgerError) -> [CodeState: Int] {
    try read { db in
      var counts: [CodeState: Int] = [:]
      for state in CodeState.allCases {
        // One that asks for a state has none in the others.
        guard filter.state == nil || filter.state == state else {
          counts[state] = 0
          continue
        }
        var narrowed = filter
        narrowed.state = state
        let (condition, arguments) = try narrowed.condition(now: stored(now))
        counts[state] = try Int.fetchOne(
          db, sql: "SELECT count(*) FROM \(codesAndRevocations) WHERE \(condition)", arguments: arguments)
      }
      return counts
    }
  }
}

/// A key that is revoked or removed denies all its codes.
private let codesAndRevocations = """
  codes
    LEFT JOIN revocations ON revocations.issuer = codes.issuer AND revocations.serial = codes.serial
    LEFT JOIN listed_codes ON listed_codes.issuer = codes.issuer AND listed_codes.serial = codes.serial
    LEFT JOIN (
      SELECT issuer FROM key_revocations UNION SELECT issuer FROM listed_keys UNION SELECT issuer FROM removed_keys
    ) AS denied_keys ON denied_keys.issuer = codes.issuer
  """
