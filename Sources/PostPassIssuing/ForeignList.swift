package import PostPass

/// A list that counts and that a home did not sign, with a number that its own last list has not passed. Whoever has a
/// publisher's secret may make one, a thief too.
package struct ForeignList: Sendable, Hashable {
  package let head: FileHead
  package let signer: KeyNumber
  /// The number of the home's own list.
  package let ownNumber: UInt64
  /// True where the signer's secret is in the home, so that it is elsewhere too.
  package let isSignedByKeyHere: Bool
}

/// What a mirror has that its home does not know.
package struct MirrorNews: Sendable {
  package let change: TrustChange?
  package let list: ForeignList?
}

extension OpenHome {
  /// Reads no more than heads where the mirror has the home's root and keyring, as on most days.
  /// - Throws: what keeps `publish` from that mirror, as far as this tells: `IssuingError.emptyMirror`, `.mirror`,
  ///   `.equivocation`, `.keyringRewritten`.
  package func news(of directory: String, now: UnixTime) throws(IssuingError) -> MirrorNews {
    let mirror = Mirror(directory)
    _ = try isEmpty(mirror, allowed: false)
    let head: MirrorHead
    do { head = try mirror.head() } catch { throw .mirror(error) }
    guard head.root.head == state.trust.root, head.keyring.head == keyring.head else {
      let offered = try offered(by: directory, mayBeEmpty: false)
      let change = try offered.flatMap { other throws(IssuingError) in try self.change(by: other) }
      let newest = change == nil ? keyring : offered?.trust.keyring ?? keyring
      return MirrorNews(change: change, list: try foreignList(head.list, under: newest, now: now))
    }
    do { _ = try ListHead(verifying: head.list, with: keyring) } catch {
      throw .mirror(.untrusted(directory, error))
    }
    return MirrorNews(change: nil, list: try foreignList(head.list, under: keyring, now: now))
  }

  /// Nil for the home's own list, for one that its own has passed, and for one that does not count.
  func foreignList(
    _ signed: SignedHead, under keyring: Keyring, now: UnixTime
  ) throws(IssuingError) -> ForeignList? {
    let (ours, head) = (state.trust.list.head, signed.head)
    guard head != ours, ours.order <= head.order, let signer = head.signer,
      OpenHome.counts(signed, under: keyring, now: now)
    else { return nil }
    return ForeignList(
      head: head, signer: signer, ownNumber: ours.number,
      isSignedByKeyHere: try heldNumbers(of: .publisher).contains(signer))
  }

  /// False for a list that a thief could have made, and for one from the future (SPEC §4.4, [S4], [S6]).
  static func counts(_ list: SignedHead, under keyring: Keyring, now: UnixTime) -> Bool {
    guard !list.head.isFromTheFuture(at: now),
      let verified = try? ListHead(verifying: list, with: keyring)
    else { return false }
    return verified.isAuthoritative
  }
}
