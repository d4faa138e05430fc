/// What a caller asks of a code. Nothing has a default: what is not named is waived by name (SPEC §7).
public struct Question: Sendable, Hashable {
  /// A value that the code must be for, or a waiver.
  public enum Asked<Value: Sendable & Hashable>: Sendable, Hashable {
    case exactly(Value)
    case any
  }

  /// The creator may also be left out where the keyring knows a single account.
  public enum AskedCreator: Sendable, Hashable {
    case exactly(Account)
    case any
    case sole
  }

  /// The time that the question is about.
  public enum Moment: Sendable, Hashable {
    case now
    /// Was the code good at a time in the past?
    case at(UnixTime)
    /// May the ad that started then go on?
    case runningSince(UnixTime)
  }

  public var post: Asked<PostID>
  public var brand: Asked<Brand>
  public var creator: AskedCreator
  public var moment: Moment
  /// The end of the campaign that the code must cover; nil where that is not asked.
  public var until: UnixTime?
  /// Tightens the freshness of the list; never loosens it.
  public var maximalListAge: TimeSpan?

  public init(
    post: Asked<PostID>, brand: Asked<Brand>, creator: AskedCreator, moment: Moment = .now,
    until: UnixTime? = nil, maximalListAge: TimeSpan? = nil
  ) {
    self.post = post
    self.brand = brand
    self.creator = creator
    self.moment = moment
    self.until = until
    self.maximalListAge = maximalListAge
  }
}

/// Why a question gets no decision: a mistake of the caller, never of the code (SPEC §7).
public enum UnanswerableQuestion: Error, Equatable, Sendable {
  /// The creator was left out, and the keyring knows more than one account.
  case creatorNotNamed
  /// The time asked about is in the future.
  case futureMoment(UnixTime)
}
