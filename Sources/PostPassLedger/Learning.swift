import GRDB
package import PostPass

extension Ledger {
  /// Takes over what a keyring and a list say of the codes of this ledger, so that it calls those revoked that a verifier
  /// denies, and what another home has published of what was asked for here published: all of it and the note that it was
  /// learned, or none. What the same files said before is not looked at again, nor is anything where nothing was issued
  /// and nothing waits; and nothing of it is ever published as if it were new.
  /// - Parameter trust: its list is opened whole.
  /// - Throws: `LedgerError`; `DamagedBody` never, for files that are opened whole.
  package func learn(from trust: TrustSet, now: UnixTime, by: String) throws {
    let (keyring, list) = (trust.keyring, trust.list)
    let time = PublicationTable.horizon(at: now)
    let isNews = try readPassingErrors { db in
      let waits = try RevocationTable.allCases.contains { try !$0.unpublished(by: time, in: db).isEmpty }
      guard try waits || !SerialWindow.issuers(in: db).isEmpty else { return false }
      return try LearnedFile.isNews(keyring.head, in: db) || LearnedFile.isNews(list.head, in: db)
    }
    guard isNews else { return }
    try writePassingErrors(now: now, by: by) { db, log in
      // Looked at again: another process may have learned it meanwhile.
      if try LearnedFile.isNews(keyring.head, in: db) {
        try KeyringLesson(keyring, in: db).learn(&log)
        try LearnedFile.keep(keyring.head, in: db)
      }
      if try LearnedFile.isNews(list.head, in: db) {
        try ListLesson(trust, by: time, in: db).learn(&log)
        try LearnedFile.keep(list.head, in: db)
      }
    }
  }
}

/// Which issuers with codes here a keyring no longer has.
private struct KeyringLesson {
  private let keyring: Keyring
  private let db: Database

  init(_ keyring: Keyring, in db: Database) {
    self.keyring = keyring
    self.db = db
  }

  func learn(_ log: inout LogWriter) throws {
    for issuer in try SerialWindow.issuers(in: db) {
      let subject = RevocationSubject.key(issuer).description
      let removal = KeyRemoval(
        key: issuer, keyringNumber: keyring.head.number, keyringIssuedAt: keyring.head.issuedAt)
      let known = try KeyRemoval(of: issuer, in: db)
      let record = try keyring.record(issuer)
      let isThere = record?.role == .issuer && record?.isRemoved == false
      if known == nil, !isThere {
        try log.append(.learnRemoved, subject: subject, details: removal.details)
        try removal.insert(in: db)
      } else if let known, isThere {
        // Only a newer root brings a key back.
        try log.append(.learnTakenBack, subject: subject, details: removal.details)
        try known.delete(in: db)
      }
    }
  }
}

/// Which codes and issuers of this ledger a list revokes, and which of the others that this ledger asked for.
private struct ListLesson {
  private let list: RevocationList
  private let keyring: Keyring
  /// Up to when lists count.
  private let time: UnixTime
  private let db: Database
  private let publications: PublicationTable

  init(_ trust: TrustSet, by time: UnixTime, in db: Database) throws {
    list = trust.list
    keyring = trust.keyring
    self.time = time
    self.db = db
    publications = try PublicationTable(in: db)
  }

  func learn(_ log: inout LogWriter) throws {
    let issuers = try SerialWindow.issuers(in: db)
    for issuer in try Set(issuers).union(RevocationTable.requestedKeys(in: db)).sorted() {
      // Of a key the list says the same at every serial.
      let event = try list.revocations(of: CodeID(issuer: issuer, serial: 0)).ofKey
      let subject = RevocationSubject.key(issuer)
      let known = try RevocationTable.keys.listed(subject, in: db)
      if let event {
        let requested = try RevocationTable.keys.requested(of: subject, by: time, in: db)
        if event != known?.event, event.saysMore(than: requested) { try note(event, of: subject, &log) }
      } else if known != nil {
        try takeBack(subject, &log)
      }
    }
    for (id, event) in try news(of: Set(issuers)) { try note(event, of: .code(id), &log) }
    for requested in try RevocationTable.codes.unpublished(by: time, in: db) {
      guard case .code(let id) = requested.subject, let event = try list.revocations(of: id).ofCode,
        try event != RevocationTable.codes.listed(requested.subject, in: db)?.event,
        event.saysMore(than: requested)
      else { continue }
      try note(event, of: requested.subject, &log)
    }
    for id in try missing() { try takeBack(.code(id), &log) }
  }

  /// What the list says of codes of this ledger that it did not know. Goes through the shorter of the two.
  private func news(of issuers: Set<KeyNumber>) throws -> [(CodeID, Event)] {
    let selection = """
      SELECT codes.issuer, codes.serial, revocations.log_seq, listed_codes.list, listed_codes.published_at,
        listed_codes.effective_from, listed_codes.reason
      FROM codes LEFT JOIN revocations USING (issuer, serial) LEFT JOIN listed_codes USING (issuer, serial)
      """
    var news: [(CodeID, Event)] = []
    let issued = try Int.fetchOne(db, sql: "SELECT count(*) FROM codes") ?? 0
    if list.codeCount < issued {
      let find = try db.makeStatement(sql: "\(selection) WHERE codes.issuer = ? AND codes.serial = ?")
      let (whole, events) = (list.wholeBody, list.wholeBody.events)
      for code in whole.codes where issuers.contains(code.id.issuer) {
        let row = try Row.fetchOne(find, arguments: [code.id.issuer.value, code.id.serial])
        let event = events[Int(code.event)]
        if let row, try isNews(event, of: code.id, StoredRow(row, of: .codes)) {
          news.append((code.id, event))
        }
      }
    } else {
      let rows = try Row.fetchCursor(db, sql: "\(selection) ORDER BY codes.issuer, codes.serial")
      while let row = try rows.next() {
        let row = StoredRow(row, of: .codes)
        let id = CodeID(issuer: try row.key(0), serial: try row.number(1))
        guard let event = try list.revocations(of: id).ofCode else { continue }
        if try isNews(event, of: id, row) { news.append((id, event)) }
      }
    }
    return news
  }

  /// - Parameter row: of the selection above.
  private func isNews(_ event: Event, of id: CodeID, _ row: StoredRow) throws -> Bool {
    if try !row.isNull(3) && Event(row, from: 3) == event { return false }
    if row.isNull(2) { return true }
    // Nearly all are what this ledger has published itself, and are as the list has them.
    if publications.publication(of: try row.integer(2))?.publishedAt == event.effectiveFrom { return false }
    return event.saysMore(than: try RevocationTable.codes.requested(of: .code(id), by: time, in: db))
  }

  private func note(_ event: Event, of subject: RevocationSubject, _ log: inout LogWriter) throws {
    let logSeq = try log.append(.learnRevoked, subject: subject.description, details: event.details)
    try RevocationTable(of: subject).insert(ListedEvent(event: event, logSeq: logSeq), of: subject, in: db)
  }

  /// The codes that an earlier list revoked and this one does not, although their retention is not over (SPEC §6.5): a
  /// verifier allows them again.
  private func missing() throws -> [CodeID] {
    guard let retainedFrom = list.head.retainedFrom else { return [] }
    var missing: [CodeID] = []
    let rows = try Row.fetchCursor(
      db,
      // Of a code that others issued the end may be unknown: it is that of its key.
      sql: """
        SELECT issuer, serial
        FROM listed_codes LEFT JOIN codes USING (issuer, serial) LEFT JOIN revocations USING (issuer, serial)
        WHERE coalesce(codes.not_after, revocations.not_after, :retained) >= :retained
        """, arguments: ["retained": try stored(retainedFrom)])
    while let row = try rows.next() {
      let row = StoredRow(row, of: .listedCodes)
      let id = CodeID(issuer: try row.key(0), serial: try row.number(1))
      let keyEnd = try keyring.record(id.issuer)?.window.notAfter ?? .distantFuture
      if keyEnd >= retainedFrom, try list.revocations(of: id).ofCode == nil { missing.append(id) }
    }
    return missing
  }

  private func takeBack(_ subject: RevocationSubject, _ log: inout LogWriter) throws {
    try log.append(
      .learnTakenBack, subject: subject.description, details: "list \(list.head.number)")
    try RevocationTable(of: subject).removeListed(subject, in: db)
  }
}
