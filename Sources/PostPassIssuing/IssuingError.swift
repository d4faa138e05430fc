package import DurableFile
package import PostPass
package import PostPassLedger

/// Why an authority's home could not do what was asked. No case carries a secret or a whole code.
package enum IssuingError: Error, Equatable, Sendable {
  /// There is no authority in this directory yet.
  case noHome(String)
  /// There is one already.
  case homeExists(String)
  case file(FileError)
  case ledger(LedgerError)
  case state(StateError)

  // Keys
  case secret(SecretKeyError)
  /// The secret for this key is not in the home.
  case secretMissing(KeyOwner, path: String)
  /// No secret of the home has this name or number; the names of those that there are.
  case noSecret(held: [String])
  /// The file holds another key than the keyring or root names, or one that was made for somebody else.
  case secretMismatch(path: String)
  /// The home has a key for this owner already, and it has no number yet.
  case keyWaits(PendingKey)
  /// Not a canonical point of the prime-order subgroup.
  case weakKey(PublicKey)
  case alreadyEnrolled(PublicKey, KeyNumber)
  /// Only issuers and publishers are in a keyring.
  case notForKeyring(KeyOwner)
  case keyringFull
  case unknownKey(KeyNumber)
  /// The issuer that a code names did not sign it, for this authority.
  case notGenuine(CodeID)
  /// The line of a key whose secret is here was changed before it was enrolled: it names another owner.
  case madeForAnother(PublicKey, made: KeyOwner, named: KeyOwner)
  /// The first keyring that a home was to take over, by its number, names no key whose secret is there.
  case notEnrolled(keyring: UInt64)
  case removedKey(KeyNumber)
  /// The whole key was revoked: a code of it would be denied.
  case revokedKey(KeyNumber)
  case wrongRole(KeyNumber, Role)
  /// This home has no secret of an active issuer, or none for the creator.
  case noIssuer(Account?)
  /// Several of this home's issuers could be meant.
  case severalIssuers([KeyNumber])
  case noPublisher
  /// The secrets of this role that are here are those of removed keys.
  case removedHere(Role, [KeyNumber], by: RemovingKeyring)
  /// A newer keyring takes away keys whose secrets are here, and nobody has agreed to that.
  case takesKeys(TrustChange)

  // Roots and pending files
  /// Only root keys are root keys, and only root or keyring keys sign keyrings.
  case notForRoot(KeyOwner)
  case repeatedKey(PublicKey)
  case tooManyKeys(Int)
  case thresholdOutOfRange(Int, of: Int)
  /// A chain has at most 1024 roots.
  case tooManyRoots
  /// A file is where a pending file was to go.
  case pendingExists(String)
  case malformedPending(String, MalformedFile)
  case refusedPending(String, RefusedProposal)
  /// The home has a newer root or keyring than the pending file begins from, or another one.
  case overtaken(by: FileHead)
  /// The mirror has a root that this home does not know.
  case behindMirror(FileHead)
  /// None of the keys that are asked to sign is here.
  case noSignerHere
  /// The pending file is another proposal than the one that was signed.
  case pendingExchanged(String)
  /// The key is none of those that are asked.
  case notAsked(PublicKey)
  /// The file has the secret of neither a root key nor a keyring key.
  case notASigner(String)
  case noRootSecret
  /// A secret that is to leave the home would stay in it under this path.
  case copyInHome(String)
  /// What was written reads otherwise: the medium is damaged.
  case copyDiffers(String)
  /// Several root secrets are in the home; their files.
  case severalRootSecrets([String])

  // Codes
  case unencodable(UnencodableCode)
  case longerThanAllowed(TimeSpan)
  case alreadyOver(notAfter: UnixTime)
  /// A code is good only inside its key's window.
  case outsideKeyWindow(KeyNumber, Window)
  /// The window of the key has not begun: it was enrolled for later, or by a clock that was ahead.
  case keyNotYetGood(KeyNumber, Role, from: UnixTime)
  /// A list signed now would only deny: no publisher key of this home is inside its window.
  case outsidePublisherWindow(KeyNumber, Window)

  // Notices
  /// A notice is about codes of one key, and these are of several.
  case severalNoticeIssuers([KeyNumber])
  /// More codes than a notice has room for.
  case tooManyNoticeCodes(Int)
  case malformedNotice(String, MalformedFile)
  case untrustedNotice(String, UntrustedNotice)

  // Publishing
  /// Nothing is where the mirror should be.
  case emptyMirror(String)
  /// The mirror cannot be read or is not genuine: what it revokes would be lost.
  case mirror(StateError)
  /// Two files of equal order and different content: two machines signed without knowing of each other.
  case equivocation(FileKind, number: UInt64)
  /// Of two keyrings, the newer one has another record of this key than the older one, or none: it was made without
  /// the older one.
  case keyringRewritten(KeyNumber)
  /// The list that comes first into a home is not signed by a publisher.
  case notAuthoritative(number: UInt64)
  /// The next list would lack what the one before revoked.
  case wouldDrop(RevocationSubject)
  /// This file is from the future: the clock is behind, or that of whoever signed it was ahead.
  case clockBehind(FileHead, now: UnixTime)
  /// A pending file proposes a root or keyring that is from the future.
  case pendingFromFuture(FileHead, now: UnixTime)
  /// What is signed now would end after the last date of a file.
  case clockBeyondDates(UnixTime)
  case numbersExhausted
  case freshForTooLong(TimeSpan)
}

extension IssuingError {
  init(_ error: SecretKeyError) {
    if case .otherOwner(let path) = error {
      self = .secretMismatch(path: path)
    } else {
      self = .secret(error)
    }
  }
}

extension UnixTime {
  /// When the next file is issued after others: now, or when the newest of them was, by a clock that is a little ahead.
  /// - Throws: `IssuingError.clockBehind` with the first of them that is from the future.
  func notBefore(_ heads: [FileHead]) throws(IssuingError) -> UnixTime {
    for head in heads where head.isFromTheFuture(at: self) { throw .clockBehind(head, now: self) }
    return heads.map(\.issuedAt).reduce(self, max)
  }

  /// The end of what is signed now.
  /// - Throws: `IssuingError.clockBeyondDates` where no file can say it (SPEC §4.1).
  func end(after life: TimeSpan) throws(IssuingError) -> UnixTime {
    let end = adding(life)
    guard end <= .lastDate else { throw .clockBeyondDates(self) }
    return end
  }
}
