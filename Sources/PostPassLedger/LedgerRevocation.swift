package import PostPass

/// What a revocation is about: one code, or a whole key.
package enum RevocationSubject: Sendable, Hashable, CustomStringConvertible {
  case code(CodeID)
  case key(KeyNumber)

  /// The key that is revoked, or that signed the code.
  package var issuer: KeyNumber {
    switch self {
    case .code(let id): id.issuer
    case .key(let number): number
    }
  }

  /// `12-48213`, or `key 12`: the subject of log rows.
  package var description: String {
    switch self {
    case .code(let id): id.description
    case .key(let number): "key \(number.value)"
    }
  }
}

/// The revocation that stands for a code or a key: the strictest that was asked for here, or that a list has.
package struct LedgerRevocation: Sendable, Hashable {
  package let subject: RevocationSubject
  /// Nil where a list has it and nobody asked for it here.
  package let request: Request?
  package let reason: RevocationReason
  /// Nil where it takes effect when it is published (SPEC §6.2).
  package let effectiveFrom: UnixTime?
  /// The end of the code, as it was issued here or as notices state it, the latest; nil for keys, and where nothing
  /// is known.
  package let notAfter: UnixTime?
  /// Nil until `markPublished`, or until a list has it.
  package let publication: Publication?
  /// The log row of the request, which tells this revocation from a stricter one that took its place; where there is
  /// none, that of what was learned; nil where the record has nothing of it.
  let logSeq: Int64?

  /// Who asked for it.
  package struct Request: Sendable, Hashable {
    package let at: UnixTime
    package let by: String
    package let note: String
  }

  /// The list that first said it.
  package struct Publication: Sendable, Hashable {
    package let listNumber: UInt64
    package let publishedAt: UnixTime
  }

  /// When ads stop, as far as is known; nil for "when it is published", and never later, whatever a clock that was ahead
  /// asked for.
  package var effect: UnixTime? { [effectiveFrom, publication?.publishedAt].compactMap(\.self).min() }
}

/// Why a code counts as revoked.
package enum CodeRevocation: Sendable, Hashable {
  /// The code, or the key that signed it, is revoked.
  case revoked(LedgerRevocation)
  /// The keyring no longer has the key that signed it.
  case keyRemoved(KeyRemoval)
}

/// The newest keyring says of a key with codes here that it was removed, or nothing at all.
package struct KeyRemoval: Sendable, Hashable {
  package let key: KeyNumber
  /// The first keyring that was seen to say so.
  package let keyringNumber: UInt64
  package let keyringIssuedAt: UnixTime
}

/// What a list says of one revocation, and what the ledger knows of when it may leave the list.
package struct RevocationEntry: Sendable, Hashable {
  package let subject: RevocationSubject
  package let reason: RevocationReason
  /// Nil where it takes effect when it is published (SPEC §6.2).
  package let effectiveFrom: UnixTime?
  /// The end of the code; nil for keys, and where nothing is known of it.
  package let notAfter: UnixTime?
  /// Nil where no list says it yet.
  package let publication: LedgerRevocation.Publication?
}

/// What came of a request to revoke.
package enum RevocationOutcome: Sendable, Hashable {
  /// To be published. `replacing` is what it is stricter than.
  case recorded(LedgerRevocation, replacing: LedgerRevocation?)
  /// Nothing changed: what stands is at least as strict.
  case alreadyRevoked(LedgerRevocation)
}
