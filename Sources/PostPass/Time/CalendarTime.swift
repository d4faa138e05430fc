/// A date of the proleptic Gregorian calendar, years 1970 to 9999.
struct CalendarDate: Equatable {
  let year: UInt64
  let month: UInt64
  let day: UInt64

  /// The date `days` after 1970-01-01. The year is counted from March, so that the leap day comes last.
  init(daysSinceEpoch days: UInt64) {
    let shifted = days + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// Nil for a day that the calendar does not have.
  init?(year: UInt64, month: UInt64, day: UInt64) {
    guard (1970...9999).contains(year), (1...12).contains(month), day >= 1 else { return nil }
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths: [UInt64] = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard day <= lengths[Int(month) - 1] else { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  var daysSinceEpoch: UInt64 {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = shiftedYear / 400
    let yearOfEra = shiftedYear % 400
    let shiftedMonth = month > 2 ? month - 3 : month + 9
    let dayOfYear = (153 * shiftedMonth + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

/// Why a text is not a date or a time.
public enum MalformedTime: Error, Equatable, Sendable {
  case notATime
  case noSuchDay
}

/// Which end of a bare date is meant: its first second, or its last.
public enum DayEdge: Sendable { case start, end }

extension UnixTime {
  /// Reads `2027-01-21`, `2027-01-21T07:30Z`, `2027-01-21T07:30:00Z`, or the same with a space and `UTC`.
  public init(parsing text: String, bareDateMeans edge: DayEdge) throws(MalformedTime) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 10 else { throw .notATime }
    func number(_ range: Range<Int>) throws(MalformedTime) -> UInt64 {
      guard range.upperBound <= bytes.count else { throw .notATime }
      var value: UInt64 = 0
      for byte in bytes[range] {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { throw .notATime }
        value = value * 10 + UInt64(byte - UInt8(ascii: "0"))
      }
      return value
    }
    guard bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else { throw .notATime }
    let year = try number(0..<4)
    let month = try number(5..<7)
    let day = try number(8..<10)
    guard let date = CalendarDate(year: year, month: month, day: day) else { throw .noSuchDay }
    let midnight = date.daysSinceEpoch * 86_400
    if bytes.count == 10 {
      self.init(seconds: edge == .start ? midnight : midnight + 86_399)
      return
    }
    guard bytes.count >= 16, bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " "),
      bytes[13] == UInt8(ascii: ":")
    else { throw .notATime }
    let hour = try number(11..<13)
    let minute = try number(14..<16)
    var second: UInt64 = 0
    var rest = bytes[16...]
    if rest.first == UInt8(ascii: ":") {
      second = try number(17..<19)
      rest = bytes[19...]
    }
    guard rest.elementsEqual("Z".utf8) || rest.elementsEqual(" UTC".utf8) else { throw .notATime }
    guard hour < 24, minute < 60, second < 60 else { throw .notATime }
    self.init(seconds: midnight + hour * 3600 + minute * 60 + second)
  }

  /// `2027-01-21T07:30:00Z`, the form of JSON; `none` for times after the year 9999.
  public var iso8601: String {
    guard self <= .lastDate else { return "none" }
    return "\(dateText)T\(clockText):\(padded(seconds % 60, to: 2))Z"
  }

  /// `2027-01-21 07:30 UTC`, the form of sentences; `no end` for times after the year 9999.
  public var text: String { self <= .lastDate ? "\(dateText) \(clockText) UTC" : "no end" }

  /// `2027-01-21`.
  public var dateText: String {
    guard self <= .lastDate else { return "no end" }
    let date = CalendarDate(daysSinceEpoch: seconds / 86_400)
    return "\(padded(date.year, to: 4))-\(padded(date.month, to: 2))-\(padded(date.day, to: 2))"
  }

  private var clockText: String {
    "\(padded(seconds % 86_400 / 3600, to: 2)):\(padded(seconds % 3600 / 60, to: 2))"
  }
}

private func padded(_ value: UInt64, to width: Int) -> String {
  let digits = String(value)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
