import PostPass
import PostPassIssuing
import TestSupport

/// Somebody with the publisher's key, or another one, of the authority that everybody knows.
struct Thief {
  private let state: AuthorityState
  private let mirror: String

  init(_ office: borrowing Office) throws {
    state = try office.home.open().state
    mirror = office.mirror
  }

  /// Puts a list under the keyring of back then on the mirror, or elsewhere.
  func publish(
    _ content: RevocationListContent, number: UInt64, at issuedAt: UnixTime, retainedFrom: UnixTime? = nil,
    by signer: Signer = .publisher, to directory: String? = nil
  ) throws {
    try offer(content, number: number, at: issuedAt, retainedFrom: retainedFrom, by: signer).write(
      toMirror: directory ?? mirror)
  }

  enum Signer: CaseIterable { case publisher, kim }

  /// The same as a bundle would have it.
  func offer(
    _ content: RevocationListContent, number: UInt64, at issuedAt: UnixTime, retainedFrom: UnixTime? = nil,
    by signer: Signer
  ) throws -> AuthorityState {
    let isKim = signer == .kim
    let list = try TestAuthority.list(
      content.encodedBody(), number: number, under: state.trust.keyring.head,
      signer: isKim ? TestAuthority.kimNumber : TestAuthority.publisherNumber,
      by: isKim ? TestAuthority.kim : TestAuthority.publisher, issuedAt: issuedAt, retainedFrom: retainedFrom)
    let current = state.bundle
    let forged = Bundle(
      roots: current.roots, keyring: current.keyring, keyringBody: current.keyringBody, list: list.signed,
      listBody: list.bodyFile)
    return try AuthorityState(pinned: state.trust.authority, forged, origin: "a thief")
  }
}
