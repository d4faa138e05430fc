import PostPass

/// Dates and durations as people write them.
enum TimeProperties {
  static func check(date input: [UInt8]) {
    guard let text = String(validating: input, as: UTF8.self) else { return }
    for edge in [DayEdge.start, .end] {
      guard let time = try? UnixTime(parsing: text, bareDateMeans: edge) else { continue }
      require(time <= .lastDate, "a time that a file can say")
      let minutes = time.iso8601.dropLast(4)
      let clocks = ["\(time.iso8601.dropLast())", "\(minutes)"].flatMap { clock in
        [clock, clock.replacing("T", with: " ")].flatMap { ["\($0)Z", "\($0) UTC"] }
      }
      require(([time.dateText] + clocks).contains(text), "one of the spellings of \(time.iso8601)")
      require((try? UnixTime(parsing: time.iso8601, bareDateMeans: edge)) == time, "the same time again")
    }
  }

  static func check(duration input: [UInt8]) {
    guard let text = String(validating: input, as: UTF8.self),
      let span = try? TimeSpan(parsing: text), let unit = text.unicodeScalars.last
    else { return }
    let seconds: [Unicode.Scalar: UInt64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
    guard let count = UInt64(text.dropLast()), let length = seconds[unit] else {
      fatalError("does not hold: a number and a unit")
    }
    require("\(count)\(unit)" == text, "one spelling")
    let (product, overflowed) = count.multipliedReportingOverflow(by: length)
    require(!overflowed && span.seconds == product, "as many seconds")
    require(span <= TimeSpan(seconds: UnixTime.lastDate.seconds), "no longer than time itself")
  }
}
