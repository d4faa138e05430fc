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
  /// The most memory that this process had until then, in bytes.
  let buildPeak: Int
  /// Applying a delta with 1,000 more codes, the old list being held in memory.
  let updateNanoseconds: UInt64
  let updatePeak: Int

  init() throws {
    let events = (1...LargeListBenchmark.eventCount).map(LargeListBenchmark.event)
    var watch = Stopwatch(.ofThread)
    guard let encoder = RevocationListEncoder(events: events, keys: [], codes: SortedCodes()) else {
      preconditionFailure("10^8 codes are more than a list can have")
    }
    bodyLength = encoder.encodedBody().count
    buildNanoseconds = watch.nanoseconds
    buildPeak = LargeListBenchmark.peak
    let old = RevocationListBody(building: encoder)
    watch = Stopwatch(.ofThread)
    let updated = try LargeListBenchmark.delta.applied(to: old)
    guard updated.encodedBody().count == updated.bodyLength, updated.bodyLength > bodyLength else {
      preconditionFailure("a body has another length than was foretold")
    }
    updateNanoseconds = watch.nanoseconds
    updatePeak = LargeListBenchmark.peak
  }

  /// The codes of another issuer, with a new event: what they are in an empty list, they are in every list.
  private static var delta: RevocationDelta {
    let content = RevocationListContent(
      codes: (0..<1000).map {
        (
          CodeID(issuer: TestAuthority.number(UInt32(issuerCount) + 1), serial: $0 * 100),
          event(eventCount + 1)
        )
      })
    guard let empty = body(RevocationListContent()), let more = body(content),
      let delta = RevocationDelta(from: empty, to: more)
    else { preconditionFailure("nothing is revoked in an empty list") }
    return delta
  }

  private static func body(_ content: RevocationListContent) -> RevocationListBody? {
    let body = content.encodedBody()
    return try? RevocationListBody(
      verifying: MemoryStorage(PageTree.bodyFile(of: body)), root: PageTree.root(of: body))
  }

  private static func event(_ hour: UInt32) -> Event {
    TestAuthority.event(
      .cancelled, published: TestAuthority.start.adding(.minutes(60 * UInt64(hour))), list: UInt64(hour))
  }

  private static var peak: Int {
    var usage = rusage()
    _ = unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
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
