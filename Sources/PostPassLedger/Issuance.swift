import GRDB
package import PostPass

extension Ledger {
  /// Numbers, signs and keeps codes: all of them, or none where `sign` throws. The codes are on the disk when this
  /// returns, and no serial is ever given twice.
  /// - Parameter sign: called once a code, while the ledger is locked.
  /// - Throws: `LedgerError`, or what `sign` throws.
  package func issue(
    _ drafts: [CodeDraft], now: UnixTime, by: String, random: inout some RandomNumberGenerator,
    sign: (CodeDraft, CodeID) throws -> Signature
  ) throws -> [IssuedCode] {
    try writePassingErrors(now: now, by: by) { db, log in
      var writer = try CodeWriter(db)
      var codes: [IssuedCode] = []
      codes.reserveCapacity(drafts.count)
      for draft in drafts {
        let id = try writer.drawID(for: draft.issuer, using: &random)
        let code = IssuedCode(
          id: id, draft: draft, issuedAt: now, issuedBy: by, signature: try sign(draft, id))
        try writer.insert(code)
        try log.append(.issue, subject: id.description, details: draft.details)
        codes.append(code)
      }
      try writer.storeWindows()
      return codes
    }
  }

  /// Draws further serials of a key from a window that no other copy of this ledger has used: for one that was
  /// restored from a backup, and does not know what was issued since.
  /// - Parameter minimum: where the window begins at least.
  package func startDisjointWindow(
    for issuer: KeyNumber, atLeast minimum: Serial = 0, now: UnixTime, by: String
  ) throws(LedgerError) {
    try write(now: now, by: by) { db, log in
      var window = try SerialWindow(of: issuer, in: db)
      try window.moveOn(for: issuer, atLeast: UInt64(minimum))
      try window.store(for: issuer, in: db)
      try log.append(.startWindow, subject: "key \(issuer.value)", details: "base \(window.base)")
    }
  }
}

/// Writes codes inside one transaction, with each statement and window read once.
private struct CodeWriter {
  private let db: Database
  private let find: Statement
  private let insert: Statement
  private var windows: [KeyNumber: SerialWindow] = [:]

  init(_ db: Database) throws {
    self.db = db
    // A code issued elsewhere may have been revoked here: its serial is taken too.
    find = try db.cachedStatement(
      sql: """
        SELECT EXISTS (SELECT 1 FROM codes WHERE issuer = :issuer AND serial = :serial)
          OR EXISTS (SELECT 1 FROM revocations WHERE issuer = :issuer AND serial = :serial)
        """)
    insert = try db.cachedStatement(
      sql: """
        INSERT INTO codes (issuer, serial, creator, post, brands, not_before, not_after, on_end, note, issued_at,
          issued_by, signature) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
  }

  mutating func drawID(for issuer: KeyNumber, using random: inout some RandomNumberGenerator) throws -> CodeID
  {
    var window = try windows[issuer] ?? SerialWindow(of: issuer, in: db)
    // What was learned says nothing of a key that had no codes yet.
    if window.issued == 0 { try LearnedFile.forget(in: db) }
    let serial = try window.draw(for: issuer, using: &random) { serial in
      try Bool.fetchOne(find, arguments: ["issuer": issuer.value, "serial": serial]) != false
    }
    window.countIssued()
    windows[issuer] = window
    return CodeID(issuer: issuer, serial: serial)
  }

  func insert(_ code: IssuedCode) throws {
    let draft = code.draft
    try insert.execute(
      arguments: [
        code.id.issuer.value, code.id.serial, draft.creator.description, draft.post.description,
        draft.brands.lines, try stored(draft.notBefore), try stored(draft.notAfter), draft.onEnd.name,
        draft.note,
        try stored(code.issuedAt), code.issuedBy, stored(code.signature.bytes),
      ])
  }

  func storeWindows() throws {
    for (issuer, window) in windows { try window.store(for: issuer, in: db) }
  }
}

extension CodeDraft {
  /// What the log says of a code: all it grants, so that a changed row of `codes` can be told from the log.
  fileprivate var details: String {
    var lines = ["creator \(creator)", "post \(post)"] + brands.map { "brand \($0)" }
    lines += ["from \(notBefore.iso8601)", "until \(notAfter.iso8601)", "on-end \(onEnd.name)"]
    if !note.isEmpty { lines.append("note \(note)") }
    return lines.joined(separator: "\n")
  }
}
