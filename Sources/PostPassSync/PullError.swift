package import DurableFile
package import PostPass
package import PostPassStore

/// Why a pull took nothing over, or not all that was offered.
package enum PullError: Error, Equatable, Sendable {
  // What the mirror offers is refused (SPEC §8.2).
  /// Older than what is held, in the order of SPEC §4.5; both are of one kind ([S2]).
  case rollback(have: FileHead, got: FileHead)
  /// Of equal order to what is held, and another file ([S3]).
  case equivocation(have: FileHead, got: FileHead)
  /// No longer fresh since this time, and the mirror has nothing newer. It was taken over all the same.
  case frozen(FileHead, since: UnixTime)
  /// Issued more than five minutes after the clock's time ([S4]).
  case fromTheFuture(FileHead, now: UnixTime)
  /// Another authority than the pinned one ([S5]).
  case otherAuthority(pinned: AuthorityID, found: AuthorityID)
  /// A keyring or list that was made for another root or keyring than the one offered with it.
  case mixAndMatch(FileHead, parent: FileHead)
  /// A list signed by a key that the keyring does not name as a publisher, or not for that time (SPEC §4.4).
  case notAuthoritative(FileHead)
  /// A newer keyring that drops this key of the one held, or changes it other than by removal (SPEC §8.2).
  case keyringRewritten(FileHead, KeyNumber)
  /// `roots/N` is not the root that `head` names.
  case otherRoot(UInt64)
  /// More bytes than the piece can have.
  case tooLarge(MirrorPiece, limit: Int)

  // What the mirror offers is no signed file of this authority.
  case malformed(MirrorPiece, MalformedFile)
  case untrusted(FileHead, UntrustedFile)
  case damaged(FileHead, DamagedBody)
  /// Compressed or otherwise encoded, which nobody asked for.
  case encoded(MirrorPiece)

  // The mirror does not answer.
  case missing(MirrorPiece)
  case unreachable(MirrorPiece, FileError)
  case noAnswer(MirrorPiece, HTTPFailure)

  // The store.
  /// Nothing is held yet, and no authority was given to pin.
  case notPinned
  /// The store belongs to another authority than the one given.
  case pinnedOtherwise(pinned: AuthorityID, asked: AuthorityID)
  /// What the store says of itself contradicts itself: its memory is lost.
  case storeDamaged(StoreError)
  /// Another pull is at work.
  case locked
  case storage(FileError)
  /// A body just written could not be mapped.
  case unreadable(StoreError)

  /// True where the mirror withholds something, for which an outage is enough of an explanation.
  package var isOutage: Bool {
    switch self {
    case .missing, .unreachable, .noAnswer: true
    default: false
    }
  }
}
