/// The head of a list that a publisher's key signed (SPEC §4.4, [L1] to [L3]).
package struct ListHead: Sendable {
  package let signed: SignedHead
  /// False where the keyring no longer names the signer as a publisher, or did not when the list was issued: such a
  /// list may only deny.
  package let isAuthoritative: Bool

  package var head: FileHead { signed.head }

  /// The list's signer is the list's own claim; the keyring has the key and says whether it may publish.
  package init(verifying signed: SignedHead, with keyring: Keyring) throws(UntrustedFile) {
    let head = signed.head
    guard head.authority == keyring.head.authority else { throw .otherAuthority(head.authority) }
    // Every list has a signer: the parser of heads refuses it otherwise.
    guard let signer = head.signer else { throw .malformed(.signer) }
    let record: KeyRecord?
    do { record = try keyring.record(signer) } catch { throw .damaged(error) }
    guard let record else {
      guard !head.needsNewerKeyring(than: keyring.head) else { throw .oldKeyring }
      throw .unknownKey(signer.value)
    }
    do {
      try signed.checkSignatures { _ in record.publicKey }
    } catch {
      throw .badSignature(signer.value)
    }
    self.signed = signed
    isAuthoritative =
      record.role == .publisher && !record.isRemoved && record.window.contains(head.issuedAt)
  }
}
