import GRDB
package import PostPass

extension Ledger {
  /// Records what issuers ask for, as `revoke` does: all notices or none. Of the ends that are stated for a code that
  /// this ledger did not issue, the latest counts; an earlier one never lets a revocation leave its list early. So
  /// notices may come in any order, and any number of times (SPEC §6.6).
  /// - Returns: for each notice what came of each of its subjects; by serial.
  package func merge(
    _ notices: [VerifiedNotice], now: UnixTime, by: String
  ) throws(LedgerError) -> [[RevocationOutcome]] {
    try write(now: now, by: by) { db, log in
      try notices.map { notice in try Ledger.merge(notice, requestedAt: now, by: by, in: db, &log) }
    }
  }

  private static func merge(
    _ notice: VerifiedNotice, requestedAt now: UnixTime, by: String, in db: Database, _ log: inout LogWriter
  ) throws -> [RevocationOutcome] {
    let request = RevocationRequest(
      reason: notice.request.reason, effectiveFrom: notice.request.effectiveFrom, note: "", requestedAt: now,
      requestedBy: by)
    var (recorded, prolonged) = (0, 0)
    var outcomes: [RevocationOutcome] = []
    for (subject, end) in notice.subjects {
      let outcome = try request.record(subject, endingAt: end, in: db, &log)
      switch (outcome, subject, end) {
      case (.recorded, _, _): recorded += 1
      case (.alreadyRevoked(let standing), .code(let id), let end?):
        if try RevocationTable.learnEnd(end, of: id, standing: standing, in: db) { prolonged += 1 }
      case (.alreadyRevoked, _, _): break
      }
      outcomes.append(outcome)
    }
    // One that came before changes nothing, the log included.
    if recorded + prolonged > 0 {
      try log.append(
        .noticeMerge, subject: RevocationSubject.key(notice.issuer).description,
        details: notice.logDetails + "\nnew \(recorded)\nprolonged \(prolonged)")
    }
    return outcomes
  }

  /// The log row of the notice that asked for a revocation; nil where it was asked for without one.
  package func notice(behind revocation: LedgerRevocation) throws(LedgerError) -> LogEntry? {
    guard revocation.request != nil, let logSeq = revocation.logSeq else { return nil }
    let next = try logEntries(
      where: "seq = (SELECT min(seq) FROM log WHERE seq > ? AND action = ?)",
      [logSeq, LogAction.noticeMerge.rawValue]
    ).first
    guard let next else { return nil }
    // A merge writes one row for each new revocation, and its own behind them.
    guard let count = next.detail("new").flatMap({ Int64($0) }) else { throw .damaged(.log) }
    return Int64(next.seq) - count <= logSeq ? next : nil
  }

  /// Notes that a notice was made here.
  package func recordCreated(_ notice: VerifiedNotice, now: UnixTime, by: String) throws(LedgerError) {
    try record(
      .noticeCreate, subject: RevocationSubject.key(notice.issuer).description, details: notice.logDetails,
      now: now, by: by)
  }
}

extension VerifiedNotice {
  /// What it revokes, by serial, each code with the end that the issuer states.
  package var subjects: [(subject: RevocationSubject, notAfter: UnixTime?)] {
    switch request.scope {
    case .wholeKey: [(.key(issuer), nil)]
    case .codes(let codes):
      codes.map { (.code(CodeID(issuer: issuer, serial: $0.serial)), $0.notAfter) }
    }
  }

  /// Which notice it is, for the log.
  fileprivate var logDetails: String {
    let scope =
      switch request.scope {
      case .wholeKey: "key"
      case .codes(let codes): "codes \(codes.count)"
      }
    return
      "issued-at \(head.issuedAt.iso8601)\nbody \(head.bodyRoot.hex)\n\(scope)\nreason \(request.reason.name)"
  }
}
