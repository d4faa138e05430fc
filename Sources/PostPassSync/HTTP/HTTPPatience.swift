/// How long a mirror is waited for. `timeout` is for connecting, and for an answer that stays below the least rate.
/// A piece takes at most that and the time that its limit takes at this rate, a mirror as a whole ten times that and
/// the time of all pieces. So a mirror that drips is left in time for the next one, and what a slow line brought of a
/// body is there for the next pull.
package struct HTTPPatience: Sendable, Hashable {
  let timeout: Duration

  /// Bytes a second.
  static let leastRate = 16_384

  /// - Parameter seconds: at least 1.
  package init(seconds: Int) { timeout = .seconds(max(1, seconds)) }

  /// The most that a mirror as a whole may take besides the time for its pieces.
  var ofVisit: Duration { timeout * 10 }

  /// The time that a number of bytes takes at the least rate.
  static func time(for length: Int) -> Duration { .seconds(length / leastRate) }
}
