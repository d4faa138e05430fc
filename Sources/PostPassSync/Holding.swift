package import PostPass

/// What a store holds, for reports.
package struct Holding: Sendable, Equatable {
  package let root: FileHead
  /// The keys of the root.
  package let signers: RootBody
  package let keyring: FileHead
  package let list: FileHead
  /// Codes and whole keys that the list revokes; nil where its body cannot be read.
  package let revoked: Revoked?
  /// When a mirror was last read with success.
  package let lastPull: UnixTime

  /// The counts of a list.
  package struct Revoked: Sendable, Equatable {
    package let codes: Int
    package let keys: Int

    package init(codes: Int, keys: Int) {
      self.codes = codes
      self.keys = keys
    }
  }

  /// Until when the list is believed (SPEC §4.6).
  package var listFreshUntil: UnixTime { RevocationList.freshUntil(of: list) }

  /// The first of root, keyring and list that is no longer fresh, and since when.
  package func firstStale(at now: UnixTime) -> (FileHead, since: UnixTime)? {
    [(root, root.freshUntil), (keyring, keyring.freshUntil), (list, listFreshUntil)]
      .first { now >= $0.1 }
      .map { ($0.0, since: $0.1) }
  }
}
