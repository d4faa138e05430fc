import PostPass
import PostPassIssuing
import TestSupport

/// Somebody with the publisher's key of the authority that everybody knows.
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
    to directory: String? = nil
  ) throws {
    let list = try TestAuthority.list(
      content.encodedBody(), number: number, under: state.trust.keyring.head, issuedAt: issuedAt,
      retainedFrom: retainedFrom)
    let current = state.bundle
    let forged = Bundle(
      roots: current.roots, keyring: current.keyring, keyringBody: current.keyringBody, list: list.signed,
      listBody: list.bodyFile)
    try AuthorityState(pinned: state.trust.authority, forged, origin: "a thief").write(
      toMirror: directory ?? mirror)
  }
}
