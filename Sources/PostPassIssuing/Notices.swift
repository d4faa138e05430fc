package import PostPass
package import PostPassLedger

/// What one of the home's issuers is going to ask a publisher to revoke (SPEC §6.6).
package struct NoticeDraft: Sendable {
  package let issuer: KeyNumber
  /// Codes that this home did not issue: the notice says that they end with their key.
  package let unknown: [CodeID]
  /// The whole key, or codes of it.
  package enum Scope: Sendable, Hashable {
    case wholeKey(KeyNumber)
    /// At least one.
    case codes([CodeID])
  }

  private let subjects: [RevocationSubject]
  private let request: NoticeRequest
  private let open: OpenHome

  /// - Throws: `IssuingError.severalNoticeIssuers`, `.tooManyNoticeCodes`, and what stands against the key or the time
  ///   of effect. A key that is revoked, or outside of its window, may still ask.
  package init(
    _ open: OpenHome, _ scope: Scope, reason: RevocationReason, effectiveFrom: UnixTime?,
    now: UnixTime
  ) throws(IssuingError) {
    issuer = try scope.issuer
    let record = try open.activeRecord(issuer, as: .issuer)
    if let effectiveFrom {
      guard reason.allowsEarlierEffect else { throw .ledger(.earlierEffectNotAllowed(reason)) }
      guard effectiveFrom <= now else { throw .ledger(.effectInFuture(effectiveFrom)) }
    }
    let requested: NoticeRequest.Scope
    switch scope {
    case .wholeKey(let number): (subjects, unknown, requested) = ([.key(number)], [], .wholeKey)
    case .codes(let ids):
      subjects = ids.map(RevocationSubject.code)
      let (codes, unknown) = try NoticeDraft.codes(ids, of: record, in: open.ledger)
      (self.unknown, requested) = (unknown, .codes(codes))
    }
    let request = NoticeRequest(reason: reason, effectiveFrom: effectiveFrom, scope: requested)
    guard let request else { throw .tooManyNoticeCodes(subjects.count) }
    self.request = request
    self.open = open
  }

  /// The codes with their ends, and those of which nothing is known: they could be valid for as long as their key is,
  /// and no code ends later than 2^32 - 1.
  private static func codes(
    _ ids: [CodeID], of record: KeyRecord, in ledger: Ledger
  ) throws(IssuingError) -> (codes: [NoticedCode], unknown: [CodeID]) {
    let ends: [UnixTime?]
    do { ends = try ledger.ends(of: ids) } catch { throw .ledger(error) }
    let latest = min(record.window.notAfter, UnixTime(seconds: UInt64(UInt32.max)))
    var (codes, unknown): ([NoticedCode], [CodeID]) = ([], [])
    for (id, end) in zip(ids, ends) {
      guard let code = NoticedCode(serial: id.serial, notAfter: end ?? latest) else {
        throw .ledger(.damaged(.codes))
      }
      codes.append(code)
      if end == nil { unknown.append(id) }
    }
    return (codes, unknown)
  }

  /// Signs the notice, and records the revocations as `Ledger.revoke` does, so that what this home says of its codes is
  /// true.
  package func sign(
    note: String, now: UnixTime, by: String
  ) throws(IssuingError) -> (notice: UnverifiedNotice, outcomes: [RevocationOutcome]) {
    guard now < .lastDate else { throw .clockBeyondDates(now) }
    let key = try open.secret(of: issuer, as: .issuer)
    let head = FileHead(
      noticeUnder: open.keyring.head, signer: issuer, issuedAt: now, body: request.encoded)
    let notice = UnverifiedNotice(head.signed(by: key), request)
    let verified: VerifiedNotice
    do { verified = try notice.checkSignature(with: open.keyring) } catch {
      preconditionFailure("the secret is that of the record in this keyring: \(error)")
    }
    let listed = try open.listed(subjects)
    do {
      let outcomes = try open.ledger.revoke(
        subjects, reason: request.reason, effectiveFrom: request.effectiveFrom, note: note, listed: listed,
        now: now, by: by)
      try open.ledger.recordCreated(verified, now: now, by: by)
      return (notice, outcomes)
    } catch {
      throw .ledger(error)
    }
  }
}

extension OpenHome {
  /// Checks notices against the newest keyring that home and mirror have.
  /// - Parameter notices: each with the name that errors call it by.
  /// - Throws: `IssuingError.noPublisher` where nothing can be published, `.untrustedNotice` for the first that is
  ///   refused.
  package func verify(
    _ notices: [(path: String, notice: UnverifiedNotice)]
  ) throws(IssuingError) -> [VerifiedNotice] {
    guard try !heldNumbers(of: .publisher).isEmpty else { throw try noPublisher() }
    let keyring = try keyringOfMirror()
    var verified: [VerifiedNotice] = []
    for (path, notice) in notices {
      do { verified.append(try notice.checkSignature(with: keyring)) } catch {
        throw .untrustedNotice(path, error)
      }
    }
    return verified
  }
}

extension NoticeDraft.Scope {
  /// The one key that a notice is about.
  fileprivate var issuer: KeyNumber {
    get throws(IssuingError) {
      switch self {
      case .wholeKey(let number): return number
      case .codes(let ids):
        let issuers = Set(ids.map(\.issuer)).sorted()
        guard issuers.count == 1 else { throw .severalNoticeIssuers(issuers) }
        return issuers[0]
      }
    }
  }
}
