import Glibc
import PostPass

/// Time since it was made.
struct Stopwatch {
  enum Clock {
    /// What a person with a watch sees.
    case wall
    /// The time that the processor gave this thread: what others do on the machine in the meantime does not count.
    case ofThread
  }

  private let clock: Clock
  private let start: UInt64

  init(_ clock: Clock) {
    self.clock = clock
    start = Stopwatch.read(clock)
  }

  var nanoseconds: UInt64 { Stopwatch.read(clock) - start }

  private static func read(_ clock: Clock) -> UInt64 {
    var time = timespec()
    _ = unsafe clock_gettime(clock == .wall ? CLOCK_MONOTONIC : CLOCK_THREAD_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}

extension UnixTime {
  /// The one reading of the calendar in a process.
  static func fromClock() -> UnixTime { UnixTime(seconds: UInt64(time(nil))) }
}

extension [UInt64] {
  /// The one in the middle; the array must not be empty.
  var median: Double { Double(sorted()[count / 2]) }
}
