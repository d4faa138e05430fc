package import PostPass

/// Why a store or mirror gives no trust set (SPEC §7, step 2; §8).
package enum StoreError: Error, Equatable, Sendable {
  /// Nothing says where the store is: no option, no variable, no home.
  case noHome
  /// There is no store or mirror at this path.
  case missing(StorePath)
  /// A file that the store or mirror refers to is not there: [D3].
  case absent(StorePath)
  /// Opening or reading failed; the system's error number.
  case unreadable(StorePath, Int32)
  /// A directory, a symbolic link, a pipe or a device where a file is expected.
  case notRegular(StorePath)
  /// Longer than any such file can be, in bytes.
  case tooLarge(StorePath, limit: Int)
  /// `state`, `head` or `roots/N` has not the form of one.
  case malformed(StorePath, MalformedFile)
  /// `state` was written by another version of these programs.
  case otherVersion(StorePath)
  /// The store or mirror is of another authority than the pinned one.
  case otherAuthority(AuthorityID)
  /// The newest root of a mirror's `head` is not the one in `roots/N`.
  case otherRoot(StorePath)
  /// A signed file that does not follow from the pinned authority.
  case untrusted(FileKind, UntrustedFile)
  /// A body that is not the one behind its signed head.
  case damaged(FileKind, DamagedBody)
}
