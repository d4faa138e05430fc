/// A code that its issuer signed; whether it may be used now is another question (SPEC §7, from step 5).
public struct VerifiedCode: Sendable {
  public let claims: CodeClaims
  let issuer: KeyRecord

  init(claims: CodeClaims, issuer: KeyRecord) {
    self.claims = claims
    self.issuer = issuer
  }

  /// The account that authorizes its post; an issuer always has one.
  public var creator: Account? { issuer.account }

  /// Decides steps 5 to 9 of SPEC §7.
  /// - Throws: the first `Rejection` that applies.
  public func authorize(
    _ question: Question, with trust: TrustSet, at now: UnixTime
  ) throws(Rejection) -> Authorization {
    try checkScope(question)
    try checkRevocation(question.moment, against: trust.list)
    try checkWindows(question.moment, now: now)
    try checkCoverage(question.until)
    try checkFreshness(question, of: trust, at: now)
    return Authorization(code: self, until: end)
  }

  /// The end of the code's and its issuer key's window, whichever is first.
  package var end: UnixTime { min(claims.notAfter, issuer.window.notAfter) }

  /// Step 5.
  private func checkScope(_ question: Question) throws(Rejection) {
    if case .exactly(let post) = question.post, post != claims.post { throw .otherPost(claims.post) }
    if case .exactly(let brand) = question.brand, !claims.brands.isEmpty, !claims.brands.contains(brand) {
      throw .otherBrand(claims.brands)
    }
    if case .exactly(let asked) = question.creator, let creator, asked != creator {
      throw .otherCreator(creator)
    }
  }

  /// Step 6.
  private func checkRevocation(_ moment: Question.Moment, against list: RevocationList) throws(Rejection) {
    let ofKey: Event?
    let ofCode: Event?
    do { (ofKey, ofCode) = try list.revocations(of: claims.id) } catch { throw .damaged(error) }
    // Whoever stole a key can backdate anything, so that no time before its revocation is safe.
    if let ofKey, ofKey.reason == .keyCompromise || stops(ofKey, moment) { throw .issuerRevoked(ofKey) }
    if let ofCode, stops(ofCode, moment) { throw .revoked(ofCode) }
  }

  private func stops(_ event: Event, _ moment: Question.Moment) -> Bool {
    switch moment {
    case .now: true
    case .at(let time): time >= event.effectiveFrom
    case .runningSince(let time): time >= event.effectiveFrom || claims.onEnd == .stop
    }
  }

  /// Step 7.
  private func checkWindows(_ moment: Question.Moment, now: UnixTime) throws(Rejection) {
    let time =
      switch moment {
      case .now: now
      case .at(let time), .runningSince(let time): time
      }
    guard time >= claims.notBefore else { throw .notYetValid(notBefore: claims.notBefore) }
    guard time < claims.notAfter else { throw .expired(notAfter: claims.notAfter) }
    let window = issuer.window
    guard time >= window.notBefore else { throw .issuerKeyNotYetValid(notBefore: window.notBefore) }
    guard time < window.notAfter else { throw .issuerKeyExpired(notAfter: window.notAfter) }
    if case .runningSince = moment, claims.onEnd == .stop {
      guard now < claims.notAfter else { throw .expired(notAfter: claims.notAfter) }
      guard now < window.notAfter else { throw .issuerKeyExpired(notAfter: window.notAfter) }
    }
  }

  /// Step 8.
  private func checkCoverage(_ until: UnixTime?) throws(Rejection) {
    if let until, until > end { throw .doesNotCover(until: until, end: end) }
  }

  /// Step 9.
  private func checkFreshness(_ question: Question, of trust: TrustSet, at now: UnixTime) throws(Rejection) {
    let list = trust.list
    guard list.isAuthoritative else { throw .noList }
    guard now < trust.root.freshUntil else { throw .staleRoot(freshUntil: trust.root.freshUntil) }
    guard now < trust.keyring.head.freshUntil else {
      throw .staleKeyring(freshUntil: trust.keyring.head.freshUntil)
    }
    guard now < list.freshUntil else { throw .staleList(freshUntil: list.freshUntil) }
    if let age = question.maximalListAge, now.since(list.head.issuedAt) > age {
      throw .staleList(freshUntil: list.head.issuedAt.adding(age))
    }
    guard !trust.keyringIsOlderThanListNeeds else { throw .oldKeyring }
    guard now.adding(TrustSet.skew) >= trust.newestSignedTime else {
      throw .clockBehind(newest: trust.newestSignedTime)
    }
    if question.moment != .now, let retainedFrom = list.head.retainedFrom, end < retainedFrom {
      throw .notRetained(retainedFrom: retainedFrom)
    }
  }
}

/// The answer "allowed": only `VerifiedCode.authorize` makes one.
public struct Authorization: Sendable {
  public let code: VerifiedCode
  /// The end of the code's and its issuer key's window, whichever is first.
  public let until: UnixTime

  fileprivate init(code: VerifiedCode, until: UnixTime) {
    self.code = code
    self.until = until
  }
}
