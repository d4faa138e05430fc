package import PostPass

/// A time as it is seen from another: `in 60 days`, `3 days ago`, `2 min old`.
package struct RelativeTime: Sendable, Hashable {
  private let time: UnixTime
  private let now: UnixTime

  package init(_ time: UnixTime, from now: UnixTime) {
    self.time = time
    self.now = now
  }

  /// `in 60 days`, `in under 1 min`, `3 days ago`, `just now`; `no end` for a time after the year 9999.
  package var text: String {
    guard time <= .lastDate else { return "no end" }
    if time > now { return "in " + time.since(now).words }
    let span = now.since(time)
    return span.roundsToNothing ? "just now" : span.words + " ago"
  }

  /// `2 min old`, `under 1 min old`; `2 min ahead` for a time that a clock behind has not reached yet.
  package var age: String {
    time > now ? time.since(now).words + " ahead" : now.since(time).words + " old"
  }
}

extension TimeSpan {
  /// The span in one unit, rounded to the nearest: `90 min`, `1 hour`, `36 hours`, `60 days`, `3 years`.
  /// A unit is used from two of it on, and for one of it when nothing is left over in the next smaller unit.
  /// So 60 days less a second are `60 days`, and 36 hours are neither 1 day nor 2.
  package var words: String {
    let minutes = rounded(to: 60)
    if minutes == 0 { return "under 1 min" }
    if minutes == 60 { return "1 hour" }
    if minutes < 120 { return "\(minutes) min" }
    let hours = rounded(to: 3600)
    if hours == 24 { return "1 day" }
    if hours < 48 { return "\(hours) hours" }
    let days = rounded(to: 86_400)
    // A Gregorian year is 365.2425 days long.
    return days < 730 ? "\(days) days" : "\(rounded(to: 31_556_952)) years"
  }

  fileprivate var roundsToNothing: Bool { rounded(to: 60) == 0 }

  /// The number of units nearest to the span, halves upwards.
  private func rounded(to unit: UInt64) -> UInt64 {
    let rest = seconds % unit
    return seconds / unit + (rest >= unit - rest ? 1 : 0)
  }
}
