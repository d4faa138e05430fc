import Glibc
import PostPass
import TestSupport

/// A list of 100,000,000 codes from a sorted sequence that nobody holds: postpass-bench --large.
struct LargeListBenchmark {
  static let issuerCount = 100
  static let codesPerIssuer = 1_000_000
  static let eventCount: UInt32 = 1440

  let bodyLength: Int
  let buildNanoseconds: UInt64
  /// The most memory that this process ever had, in bytes.
  let peak: Int

  init() throws {
    let events = (1...LargeListBenchmark.eventCount).map {
      TestAuthority.event(
        .cancelled, published: TestAuthority.start.adding(.minutes(60 * UInt64($0))), list: UInt64($0))
    }
    let watch = Stopwatch(.ofThread)
    guard let encoder = RevocationListEncoder(events: events, keys: [], codes: SortedCodes()) else {
      preconditionFailure("10^8 codes are more than a list can have")
    }
    bodyLength = encoder.bodyLength
    let body = encoder.encodedBody()
    buildNanoseconds = watch.nanoseconds
    guard body.count == bodyLength else { preconditionFailure("a body has another length than was foretold") }
    var usage = rusage()
    _ = unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    peak = usage.ru_maxrss * 1024
  }

  /// One in a hundred serials of each issuer.
  private struct SortedCodes: Sequence, IteratorProtocol {
    private var random = SeededRandom()
    private var count = 0
    private var serial: UInt32 = 0

    mutating func next() -> RevokedCode? {
      guard count < issuerCount * codesPerIssuer else { return nil }
      if count % codesPerIssuer == 0 { serial = 0 }
      let drawn = random.next()
      // 1 to 199, 100 on average.
      serial += 1 + UInt32(truncatingIfNeeded: drawn >> 32) % 199
      defer { count += 1 }
      return RevokedCode(
        id: CodeID(issuer: TestAuthority.number(UInt32(count / codesPerIssuer + 1)), serial: serial),
        event: UInt32(truncatingIfNeeded: drawn) % eventCount)
    }
  }
}
