package import PostPass

/// A clock that says that nothing was signed for longer than an authority that is looked after ever waits: it may be
/// ahead. Nobody accepts what is signed by such a clock before its date has come, and a root cannot be taken back.
package struct ClockDoubt: Sendable, Hashable {
  /// What the clock says.
  package let now: UnixTime
  /// The newest signature that is known.
  package let newest: UnixTime

  /// How late a routine may be: a week, as long as a list is fresh by default.
  private static let lateness = ListTerms.default.freshFor

  /// Nil for a clock that is in no doubt, and where all that is known is from its future.
  /// - Parameters:
  ///   - times: of the signatures that are known.
  ///   - life: after which one of them would have been followed by another, had somebody looked after it.
  init?(of now: UnixTime, after times: [UnixTime], life: TimeSpan) {
    let past = times.filter { $0 <= now.adding(TrustSet.skew) }
    guard let newest = past.max(), now > newest.adding(life).adding(ClockDoubt.lateness) else { return nil }
    self.now = now
    self.newest = newest
  }

  /// Of a holder of root or keyring keys, who knows what a pending file begins from, and perhaps what a verifier pulled.
  package init?(of now: UnixTime, holding proposal: Proposal, pulled: TrustSet?) {
    let trust = pulled.flatMap { $0.authority == proposal.chain.authority ? $0 : nil }
    let heads = [proposal.chain.last.signed.head, proposal.keyring.head]
    self.init(
      of: now, after: heads.map(\.issuedAt) + (trust.map { $0.signedTimes(judgedBy: $0.keyring) } ?? []),
      // Without a list the keyring is what is renewed most often.
      life: trust == nil ? Founding.keyringLife : RevocationList.maximalLife)
  }
}

extension OpenHome {
  /// Compares the clock with the newest signature that the home, its mirror or a verifier's store knows. A list is
  /// believed for 92 days at most (SPEC §4.6), so that whoever publishes at all has published by then. What the record
  /// says does not count: its rows are not signed, and a moment ago this clock may have written one.
  /// - Parameters:
  ///   - mirror: looked at where home and store alone leave a doubt; it need not be readable.
  ///   - pulled: what a verifier's store has; of another authority it says nothing.
  package func doubt(of now: UnixTime, mirror: String?, pulled: TrustSet?) -> ClockDoubt? {
    var known = [state.trust]
    if let pulled, pulled.authority == state.trust.authority { known.append(pulled) }
    let doubt = ClockDoubt(of: now, knowing: known)
    guard doubt != nil, let mirror, let offered = try? offered(by: mirror, mayBeEmpty: true) else {
      return doubt
    }
    return ClockDoubt(of: now, knowing: known + [offered.trust])
  }
}

extension ClockDoubt {
  /// - Parameter known: at least one state of the authority.
  fileprivate init?(of now: UnixTime, knowing known: [TrustSet]) {
    guard let newest = known.map(\.keyring).max(by: { $0.head.order < $1.head.order }) else { return nil }
    self.init(
      of: now, after: known.flatMap { $0.signedTimes(judgedBy: newest) }, life: RevocationList.maximalLife)
  }
}

extension TrustSet {
  /// When root, keyring and list were signed. A list counts where it would be published on: the key of a thief that was
  /// removed proves nothing, nor does what a store remembers, which nobody signed.
  fileprivate func signedTimes(judgedBy newest: Keyring) -> [UnixTime] {
    let listHead = try? ListHead(verifying: list.verified.signed, with: newest)
    let counts = listHead?.isAuthoritative == true
    return [root.issuedAt, keyring.head.issuedAt] + (counts ? [list.head.issuedAt] : [])
  }
}
