import GRDB
import PostPass

/// What is asked for, the same for every subject of one call.
struct RevocationRequest {
  var reason: RevocationReason
  var effectiveFrom: UnixTime?
  var note: String
  var requestedAt: UnixTime
  var requestedBy: String
  /// What the newest list says of subjects of which the record may have nothing.
  var listed: [RevocationSubject: Event] = [:]

  /// Records the request where nothing stands, or where it is stricter than what stands.
  /// - Parameter stated: when a code ends that this ledger did not issue, as its issuer says.
  func record(
    _ subject: RevocationSubject, endingAt stated: UnixTime? = nil, in db: Database, _ log: inout LogWriter
  ) throws -> RevocationOutcome {
    let horizon = PublicationTable.horizon(at: requestedAt)
    let known = try RevocationTable(of: subject).standing(of: subject, by: horizon, in: db)
    guard let standing = known ?? listed[subject].map({ LedgerRevocation($0, of: subject) }) else {
      return .recorded(try insert(subject, endingAt: stated, in: db, &log), replacing: nil)
    }
    guard let stricter = stricter(than: standing) else { return .alreadyRevoked(standing) }
    let end = [standing.notAfter, stated].compactMap(\.self).max()
    return .recorded(try stricter.insert(subject, endingAt: end, in: db, &log), replacing: standing)
  }

  /// What to put in the place of a revocation; nil where that is at least as strict.
  private func stricter(than standing: LedgerRevocation) -> RevocationRequest? {
    let (asked, stands) = (effectiveFrom ?? .distantFuture, standing.effect ?? .distantFuture)
    let weighsMore =
      asked == stands && standing.publication == nil && reason.rawValue > standing.reason.rawValue
    var stricter = self
    stricter.effectiveFrom = [effectiveFrom, standing.effect].compactMap(\.self).min()
    if case .key = standing.subject {
      if reason == .keyCompromise && standing.reason != .keyCompromise { return stricter }
      // What makes every time suspect is not taken back by a request that only names an earlier one.
      if standing.reason == .keyCompromise { stricter.reason = .keyCompromise }
    }
    return asked < stands || weighsMore ? stricter : nil
  }

  private func details(endingAt stated: UnixTime?) -> String {
    var lines = ["reason \(reason.name)"]
    if let effectiveFrom { lines.append("effective \(effectiveFrom.iso8601)") }
    if let stated { lines.append("until \(stated.iso8601)") }
    if !note.isEmpty { lines.append("note \(note)") }
    return lines.joined(separator: "\n")
  }

  /// Puts the row in its table, in the place of the one that stands, and logs it.
  private func insert(
    _ subject: RevocationSubject, endingAt stated: UnixTime?, in db: Database, _ log: inout LogWriter
  ) throws -> LedgerRevocation {
    var end: UnixTime?
    if case .code(let id) = subject { end = try IssuedCode.end(of: id, in: db) ?? stated }
    let logSeq = try log.append(
      .revoke, subject: subject.description, details: details(endingAt: stated == nil ? nil : end))
    let table = RevocationTable(of: subject)
    var values: StatementArguments = table.arguments(for: subject)
    values += [
      try stored(requestedAt), requestedBy, reason.name, try storedIfAny(effectiveFrom), note, logSeq,
    ]
    if case .code = subject { values += [try storedIfAny(end)] }
    try db.cachedStatement(sql: table.insertion).execute(arguments: values)
    return LedgerRevocation(
      subject: subject, request: LedgerRevocation.Request(at: requestedAt, by: requestedBy, note: note),
      reason: reason, effectiveFrom: effectiveFrom, notAfter: end, publication: nil, logSeq: logSeq)
  }
}

extension IssuedCode {
  /// The end of a code that this ledger issued; nil for another.
  static func end(of id: CodeID, in db: Database) throws -> UnixTime? {
    let find = try db.cachedStatement(sql: "SELECT not_after FROM codes WHERE issuer = ? AND serial = ?")
    let row = try Row.fetchOne(find, arguments: [id.issuer.value, id.serial])
    return try row.map { try StoredRow($0, of: .codes).time(0) }
  }
}
