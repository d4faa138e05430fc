import GRDB
package import PostPass

extension Ledger {
  /// Records that codes and keys are to be revoked, also codes that this ledger does not have. What is recorded is
  /// on the disk when this returns; it takes effect when it is published.
  ///
  /// What is revoked stays revoked. A second request takes the place of the first only where it is stricter: it
  /// takes effect earlier, which only the reasons `leaked` and `key-compromise` allow; or it says `key-compromise`
  /// of a key, which makes every earlier time suspect. It then has to be published again, and never takes effect
  /// later than what it replaces. Before the first is published, a second that takes effect at the same time counts
  /// where its reason weighs more: what is published does not depend on the order of requests. Any other second
  /// request changes nothing.
  /// - Parameters:
  ///   - effectiveFrom: nil for the time of publication.
  ///   - listed: what the newest list says of the subjects: of codes that others issued the record may have nothing.
  package func revoke(
    _ subjects: [RevocationSubject], reason: RevocationReason, effectiveFrom: UnixTime?, note: String,
    listed: [RevocationSubject: Event], now: UnixTime, by: String
  ) throws(LedgerError) -> [RevocationOutcome] {
    if let effectiveFrom {
      guard reason.allowsEarlierEffect else { throw .earlierEffectNotAllowed(reason) }
      guard effectiveFrom <= now else { throw .effectInFuture(effectiveFrom) }
    }
    let request = RevocationRequest(
      reason: reason, effectiveFrom: effectiveFrom, note: note, requestedAt: now, requestedBy: by,
      listed: listed)
    return try write(now: now, by: by) { db, log in
      try subjects.map { subject in try request.record(subject, in: db, &log) }
    }
  }

  /// Notes that a list says all that was recorded up to a row of the log. What was recorded since, also in the place
  /// of something older, stays unpublished.
  /// - Parameter head: as `revocations` gave it.
  /// - Returns: how many revocations were not published before.
  @discardableResult
  package func markPublished(
    upTo head: LogHead, listNumber: UInt64, publishedAt: UnixTime, now: UnixTime, by: String
  ) throws(LedgerError) -> Int {
    try write(now: now, by: by) { db, log in
      let logSeq = Int64(head.seq)
      try PublicationTable.removeAll(after: publishedAt, in: db)
      var marked = 0
      for table in RevocationTable.allCases {
        marked += try table.unpublishedCount(by: publishedAt, upTo: logSeq, in: db)
      }
      if marked > 0 {
        let publication = LedgerRevocation.Publication(listNumber: listNumber, publishedAt: publishedAt)
        try PublicationTable.insert(publication, upTo: logSeq, in: db)
      }
      try log.append(
        .publish, subject: "list \(listNumber)",
        details: "published-at \(publishedAt.iso8601)\nrevocations \(marked)")
      return marked
    }
  }

  // In what follows a list from the future has published nothing: it counts for nobody, and may leave out what will have
  // ended by its date.

  /// The revocation that stands for a code or a key itself; a revoked key says nothing here of its codes.
  package func revocation(
    of subject: RevocationSubject, now: UnixTime
  ) throws(LedgerError) -> LedgerRevocation? {
    let time = PublicationTable.horizon(at: now)
    return try read { db in try RevocationTable(of: subject).standing(of: subject, by: time, in: db) }
  }

  /// Whether a code or a key itself is revoked, published or not.
  package func isRevoked(_ subject: RevocationSubject) throws(LedgerError) -> Bool {
    try read { db in try RevocationTable(of: subject).standing(of: subject, by: .lastDate, in: db) != nil }
  }

  /// Why codes count as revoked: for themselves, or else for their keys; the others are missing.
  package func revocations(
    behind codes: some Sequence<CodeID>, now: UnixTime
  ) throws(LedgerError) -> [CodeID: CodeRevocation] {
    let time = PublicationTable.horizon(at: now)
    return try read { db in
      var revocations: [CodeID: CodeRevocation] = [:]
      for id in codes { revocations[id] = try CodeRevocation(of: id, by: time, in: db) }
      return revocations
    }
  }

  /// The revocations of codes that this ledger did not issue: asked for by their issuers with notices, or by whoever
  /// publishes.
  package func foreignRevocations(
    sortedBy order: CodeOrder = .id, now: UnixTime
  ) throws(LedgerError) -> [LedgerRevocation] {
    let time = PublicationTable.horizon(at: now)
    return try read { db in try RevocationTable.foreignCodes(sortedBy: order, by: time, in: db) }
  }

  /// What no list says yet, not even one from the future: keys, then codes, by number.
  package func unpublishedRevocations() throws(LedgerError) -> [LedgerRevocation] {
    try read { db in try RevocationTable.allCases.flatMap { try $0.unpublished(by: .lastDate, in: db) } }
  }

  /// Whether codes of a key were issued here.
  package func hasIssued(under key: KeyNumber) throws(LedgerError) -> Bool {
    try read { db in try SerialWindow(of: key, in: db).issued > 0 }
  }

  /// How many revocations no list says that counts by now.
  package func unpublishedCount(now: UnixTime) throws(LedgerError) -> Int {
    let time = PublicationTable.horizon(at: now)
    return try read { db in
      let head = try LogHead.current(in: db)
      return try RevocationTable.allCases.reduce(0) {
        $0 + (try $1.unpublishedCount(by: time, upTo: Int64(head.seq), in: db))
      }
    }
  }

  /// All that a list is to say, published or not, one at a time: keys, then codes, by number. Codes of this ledger that
  /// only a list has are among them, as it has them, because their ends are known here (SPEC §6.5).
  /// - Returns: the last row of the log at that moment.
  package func revocations(_ body: (RevocationEntry) throws -> Void) throws -> LogHead {
    try readPassingErrors { db in
      let publications = try PublicationTable(in: db)
      for table in RevocationTable.allCases { try table.entries(in: db, publications, body) }
      return try LogHead.current(in: db)
    }
  }
}

extension Ledger {
  /// When codes end: as they were issued, or else as their revocation says; nil where the ledger does not know.
  package func ends(of codes: [CodeID]) throws(LedgerError) -> [UnixTime?] {
    try read { db in
      let find = try db.cachedStatement(
        sql: """
          SELECT coalesce(
            (SELECT not_after FROM codes WHERE issuer = :issuer AND serial = :serial),
            (SELECT not_after FROM revocations WHERE issuer = :issuer AND serial = :serial))
          """)
      return try codes.map { id in
        let arguments: StatementArguments = ["issuer": id.issuer.value, "serial": id.serial]
        return try Row.fetchOne(find, arguments: arguments).flatMap { row in
          try StoredRow(row, of: .codes).optionalTime(0)
        }
      }
    }
  }
}
