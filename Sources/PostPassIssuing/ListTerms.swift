package import PostPass

/// For how long a list is believed, and for how long it vouches for codes that ended.
package struct ListTerms: Sendable, Hashable {
  package let freshFor: TimeSpan
  package let retain: TimeSpan

  /// A week, and thirty days (SPEC §4.6, §6.5).
  package static let `default` = ListTerms(unchecked: .days(7), retain: .days(30))

  /// - Throws: `IssuingError.freshForTooLong` for more than a verifier believes, or for no time at all.
  package init(freshFor: TimeSpan, retain: TimeSpan) throws(IssuingError) {
    guard freshFor <= RevocationList.maximalLife, freshFor > TimeSpan(seconds: 0) else {
      throw .freshForTooLong(freshFor)
    }
    self.init(unchecked: freshFor, retain: retain)
  }

  private init(unchecked freshFor: TimeSpan, retain: TimeSpan) {
    self.freshFor = freshFor
    self.retain = retain
  }
}
