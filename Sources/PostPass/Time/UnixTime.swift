/// Seconds since 1970-01-01T00:00:00Z, leap seconds not counted; on the wire 8 bytes little-endian, 4 in a code (SPEC
/// §1).
public struct UnixTime: Sendable, Hashable, Comparable {
  public let seconds: UInt64

  public init(seconds: UInt64) { self.seconds = seconds }

  /// The end of a window that has none: 2^64 - 1 on the wire.
  public static let distantFuture = UnixTime(seconds: .max)

  /// The last second that is written as a date: 9999-12-31T23:59:59Z.
  public static let lastDate = UnixTime(seconds: 253_402_300_799)

  public static func < (a: Self, b: Self) -> Bool { a.seconds < b.seconds }

  /// Later by a span; `distantFuture` where that overflows.
  public func adding(_ span: TimeSpan) -> UnixTime {
    let (sum, overflowed) = seconds.addingReportingOverflow(span.seconds)
    return overflowed ? .distantFuture : UnixTime(seconds: sum)
  }

  /// Earlier by a span; the epoch where that would be before it.
  public func subtracting(_ span: TimeSpan) -> UnixTime {
    UnixTime(seconds: seconds < span.seconds ? 0 : seconds - span.seconds)
  }

  /// How long after an earlier time; zero where `other` is later.
  public func since(_ other: UnixTime) -> TimeSpan {
    TimeSpan(seconds: seconds > other.seconds ? seconds - other.seconds : 0)
  }
}

/// A whole number of seconds.
public struct TimeSpan: Sendable, Hashable, Comparable {
  public let seconds: UInt64

  public init(seconds: UInt64) { self.seconds = seconds }

  public static func minutes(_ n: UInt64) -> TimeSpan { TimeSpan(seconds: n * 60) }
  public static func days(_ n: UInt64) -> TimeSpan { TimeSpan(seconds: n * 86_400) }

  public static func < (a: Self, b: Self) -> Bool { a.seconds < b.seconds }

  /// Reads a count and a unit, `90s`, `30m`, `12h`, `30d` or `8w`.
  /// - Throws: `MalformedTimeSpan`; a bare number has its own case, because people write `60` and mean days.
  public init(parsing text: String) throws(MalformedTimeSpan) {
    guard let last = text.utf8.last else { throw .notASpan }
    if let count = Decimal.value(of: text.utf8) { throw .withoutUnit(count) }
    guard let unit = TimeSpan.units[last] else { throw .notASpan }
    guard let count = Decimal.value(of: text.utf8.dropLast()) else { throw .notASpan }
    let (seconds, overflowed) = count.multipliedReportingOverflow(by: unit)
    guard !overflowed, seconds <= UnixTime.lastDate.seconds else { throw .tooLong }
    self.seconds = seconds
  }

  private static let units: [UInt8: UInt64] = [
    UInt8(ascii: "s"): 1, UInt8(ascii: "m"): 60, UInt8(ascii: "h"): 3600,
    UInt8(ascii: "d"): 86_400, UInt8(ascii: "w"): 604_800,
  ]
}

/// Why a text is not a duration.
public enum MalformedTimeSpan: Error, Equatable, Sendable {
  case notASpan
  case withoutUnit(UInt64)
  case tooLong
}
