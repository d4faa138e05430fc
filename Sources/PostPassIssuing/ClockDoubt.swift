package import PostPass

/// A clock that says that nothing was signed for longer than an authority that is looked after ever waits: it may be
/// ahead. Nobody accepts what is signed by such a clock before its date has come.
package struct ClockDoubt: Sendable, Hashable {
  /// What the clock says.
  package let now: UnixTime
  /// The newest signature that is known, among those that prove a clock for what is to be signed.
  package let newest: UnixTime
  package let signing: Signing

  /// What the clock is to date.
  package enum Signing: Sendable {
    /// Nothing takes it back but its date.
    case root
    /// A newer parent takes it back (SPEC §4.5).
    case keyringOrList
  }

  /// How late a routine may be: a week, as long as a list is fresh by default.
  private static let lateness = ListTerms.default.freshFor

  /// For how long no root or keyring may have been signed before a root, without a question: roots are rare, and a
  /// question too many costs less than a root that nobody accepts for years.
  private static let silenceBeforeRoot = lateness

  /// Nil for a clock that is in no doubt, and where all that is known is from its future.
  /// - Parameters:
  ///   - times: of the signatures that are known and count.
  ///   - life: after which one of them would have been followed by another, had somebody looked after it.
  private init?(of now: UnixTime, signing: Signing, after times: [UnixTime], life: TimeSpan) {
    let past = times.filter { $0 <= now.adding(TrustSet.skew) }
    let end: (UnixTime) -> UnixTime =
      switch signing {
      case .root: { $0.adding(ClockDoubt.silenceBeforeRoot) }
      case .keyringOrList: { $0.adding(life).adding(ClockDoubt.lateness) }
      }
    guard let newest = past.max(), now > end(newest) else { return nil }
    self.now = now
    self.newest = newest
    self.signing = signing
  }

  /// Of a holder of root or keyring keys, who knows what a pending file begins from, and perhaps what a verifier pulled.
  package init?(of now: UnixTime, holding proposal: Proposal, pulled: TrustSet?) {
    let trust = pulled.flatMap { $0.authority == proposal.chain.authority ? $0 : nil }
    let heads = [proposal.chain.last.signed.head, proposal.keyring.head]
    let signing = proposal.signing
    let pulledTimes = trust.map { $0.signedTimes(judgedBy: $0.keyring, before: signing) } ?? []
    self.init(
      of: now, signing: signing, after: heads.map(\.issuedAt) + pulledTimes,
      // Without a list the keyring is what is renewed most often.
      life: trust == nil ? Founding.keyringLife : RevocationList.maximalLife)
  }
}

extension Proposal {
  /// What a clock is asked about before this is signed.
  package var signing: ClockDoubt.Signing { file.nextRoot == nil ? .keyringOrList : .root }
}

/// What is odd about a clock that dates codes and requests. Nobody takes them for the newest of anything, so that it is
/// only said.
package enum OddClock: Sendable, Hashable {
  case ahead(ClockDoubt)
  /// Behind the newest signature that is known, by more than clocks may differ.
  case behind(now: UnixTime, newest: UnixTime)
}

extension OpenHome {
  /// Compares the clock with the newest signature that the home, its mirror or a verifier's store knows. A list is
  /// believed for 92 days at most (SPEC §4.6), so that whoever publishes at all has published by then. What the record
  /// says does not count: its rows are not signed, and a moment ago this clock may have written one.
  /// - Parameters:
  ///   - mirror: looked at where home and store alone leave a doubt; it need not be readable.
  ///   - pulled: what a verifier's store has; of another authority it says nothing.
  package func doubt(
    of now: UnixTime, signing: ClockDoubt.Signing, mirror: String?, pulled: TrustSet?
  ) -> ClockDoubt? {
    let known = known(besides: pulled)
    let doubt = ClockDoubt(of: now, signing: signing, knowing: known)
    guard doubt != nil, let mirror, let offered = try? offered(by: mirror, mayBeEmpty: true) else {
      return doubt
    }
    return ClockDoubt(of: now, signing: signing, knowing: known + [offered.trust])
  }

  /// What is odd about a clock, from what is at hand: no mirror is read.
  /// - Parameter pulled: as in `doubt`.
  package func oddity(of now: UnixTime, pulled: TrustSet?) -> OddClock? {
    let known = known(besides: pulled)
    if let newest = known.signedTimes(before: .keyringOrList).max(), now.adding(TrustSet.skew) < newest {
      return .behind(now: now, newest: newest)
    }
    return ClockDoubt(of: now, signing: .keyringOrList, knowing: known).map(OddClock.ahead)
  }

  private func known(besides pulled: TrustSet?) -> [TrustSet] {
    guard let pulled, pulled.authority == state.trust.authority else { return [state.trust] }
    return [state.trust, pulled]
  }
}

extension ClockDoubt {
  fileprivate init?(of now: UnixTime, signing: Signing, knowing known: [TrustSet]) {
    self.init(
      of: now, signing: signing, after: known.signedTimes(before: signing), life: RevocationList.maximalLife)
  }
}

extension [TrustSet] {
  /// When all that counts was signed, judged by the newest keyring among them.
  fileprivate func signedTimes(before signing: ClockDoubt.Signing) -> [UnixTime] {
    guard let newest = map(\.keyring).max(by: { $0.head.order < $1.head.order }) else { return [] }
    return flatMap { $0.signedTimes(judgedBy: newest, before: signing) }
  }
}

extension TrustSet {
  /// When root, keyring and list were signed. A list counts where it would be published on: the key of a thief that was
  /// removed proves nothing, nor does what a store remembers, which nobody signed. Before a root no list counts: the
  /// thief of a publisher key that nobody misses yet could lead the clock on.
  fileprivate func signedTimes(judgedBy newest: Keyring, before signing: ClockDoubt.Signing) -> [UnixTime] {
    let parents = [root.issuedAt, keyring.head.issuedAt]
    switch signing {
    case .root: return parents
    case .keyringOrList:
      let listHead = try? ListHead(verifying: list.verified.signed, with: newest)
      let counts = listHead?.isAuthoritative == true
      return parents + (counts ? [list.head.issuedAt] : [])
    }
  }
}
