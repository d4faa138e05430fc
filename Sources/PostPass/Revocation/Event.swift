/// Why a code or a key was revoked; one byte on the wire (SPEC §6.2).
public enum RevocationReason: UInt8, Sendable, Hashable, CaseIterable {
  case unspecified = 0
  case cancelled = 1
  case superseded = 2
  case leaked = 3
  case keyCompromise = 4

  /// The name of the reason on command lines and in JSON.
  public var name: String {
    switch self {
    case .unspecified: "unspecified"
    case .cancelled: "cancelled"
    case .superseded: "superseded"
    case .leaked: "leaked"
    case .keyCompromise: "key-compromise"
    }
  }

  /// The reason with this name; nil for any other text.
  public init?(name: String) {
    guard let reason = RevocationReason.allCases.first(where: { $0.name == name }) else { return nil }
    self = reason
  }

  /// True where the harm may have begun before the list could say so, and a revocation may reach back (SPEC §6.2).
  public var allowsEarlierEffect: Bool { self == .leaked || self == .keyCompromise }
}

/// When and why revocations were published: one row of a list's events (SPEC §6.2).
public struct Event: Sendable, Hashable, Comparable {
  /// The number of the list that first published it.
  public let listNumber: UInt64
  public let publishedAt: UnixTime
  /// Never later than `publishedAt`; earlier only for reasons that allow it.
  public let effectiveFrom: UnixTime
  public let reason: RevocationReason

  /// Nil where `effectiveFrom` is later than `publishedAt`, or earlier without a reason that allows it; for list
  /// number 0; and for times after the last date of a file.
  public init?(listNumber: UInt64, publishedAt: UnixTime, effectiveFrom: UnixTime, reason: RevocationReason) {
    guard listNumber > 0, publishedAt <= .lastDate,
      effectiveFrom == publishedAt || (effectiveFrom < publishedAt && reason.allowsEarlierEffect)
    else { return nil }
    self.listNumber = listNumber
    self.publishedAt = publishedAt
    self.effectiveFrom = effectiveFrom
    self.reason = reason
  }

  /// The order of rows in a list.
  public static func < (a: Self, b: Self) -> Bool {
    (a.publishedAt, a.listNumber, a.effectiveFrom, a.reason.rawValue)
      < (b.publishedAt, b.listNumber, b.effectiveFrom, b.reason.rawValue)
  }

  /// Which of two revocations of one code a list keeps (SPEC §6.3): the one that reaches further back.
  package func prevailsForCode(over other: Event) -> Bool {
    (effectiveFrom, publishedAt, listNumber, reason.rawValue)
      < (other.effectiveFrom, other.publishedAt, other.listNumber, other.reason.rawValue)
  }

  /// Which of two revocations of one key a list keeps (SPEC §6.3): key-compromise before all others.
  package func prevailsForKey(over other: Event) -> Bool {
    let (compromise, otherCompromise) = (reason == .keyCompromise, other.reason == .keyCompromise)
    return compromise == otherCompromise ? prevailsForCode(over: other) : compromise
  }
}

extension Event {
  /// The words of a row.
  package static let wordCount = 4

  /// A row of the list; nil where SPEC [L5] refuses it.
  package init?(words: (UInt64, UInt64, UInt64, UInt64)) {
    guard let byte = UInt8(exactly: words.3), let reason = RevocationReason(rawValue: byte) else {
      return nil
    }
    self.init(
      listNumber: words.1, publishedAt: UnixTime(seconds: words.0), effectiveFrom: UnixTime(seconds: words.2),
      reason: reason)
  }

  /// The row, for a list.
  package var words: (UInt64, UInt64, UInt64, UInt64) {
    (publishedAt.seconds, listNumber, effectiveFrom.seconds, UInt64(reason.rawValue))
  }
}
