import PostPass
import TestSupport

/// A delta between two lists or keyrings: its size, and the time to make it and to apply it.
struct DeltaBenchmark {
  let bytes: Int
  let makeNanoseconds: UInt64
  let applyNanoseconds: UInt64

  /// From a list with these codes to one that has more.
  init(_ codes: [(CodeID, Event)], adding more: [(CodeID, Event)]) throws {
    let (old, new) = (try DeltaBenchmark.list(codes), try DeltaBenchmark.list(codes + more))
    let length = RevocationListContent(codes: codes + more).encodedBody().count
    var watch = Stopwatch(.ofThread)
    guard let delta = RevocationDelta(from: old, to: new) else { preconditionFailure("no key is gone") }
    makeNanoseconds = watch.nanoseconds
    watch = Stopwatch(.ofThread)
    guard try old.updated(by: [delta.encoded], length: length).count == length else {
      preconditionFailure("a delta leads elsewhere")
    }
    applyNanoseconds = watch.nanoseconds
    bytes = delta.encoded.count
  }

  /// From a keyring of a million issuers to one that has a thousand more.
  init() throws {
    let records = (0..<1_001_000).map { TestAuthority.issuer("@creator-\($0)", TestAuthority.nora) }
    let (old, new) = (try DeltaBenchmark.keyring(records.dropLast(1000)), try DeltaBenchmark.keyring(records))
    var watch = Stopwatch(.ofThread)
    guard let delta = KeyringDelta(from: old, to: new) else { preconditionFailure("no record is gone") }
    makeNanoseconds = watch.nanoseconds
    watch = Stopwatch(.ofThread)
    _ = try old.updated(by: [delta.encoded], length: (records.count + 1) * 128)
    applyNanoseconds = watch.nanoseconds
    bytes = delta.encoded.count
  }

  private static func list(_ codes: [(CodeID, Event)]) throws -> RevocationListBody {
    let body = RevocationListContent(codes: codes).encodedBody()
    return try RevocationListBody(
      verifying: MemoryStorage(PageTree.bodyFile(of: body)), root: PageTree.root(of: body))
  }

  private static func keyring(_ records: some Sequence<KeyRecord>) throws -> KeyringBody {
    let body = KeyringContent(Array(records)).encodedBody
    return try KeyringBody(
      verifying: MemoryStorage(PageTree.bodyFile(of: body)), root: PageTree.root(of: body))
  }
}

/// A million revoked codes over a million issuers, of which few have many: the rank of an issuer is drawn from a Zipf
/// distribution.
struct ManyIssuers {
  let codes: [(CodeID, Event)]
  /// Those with revoked codes.
  let issuers: [KeyNumber]

  init(at now: UnixTime) {
    var random = SeededRandom()
    var sums = [0.0]
    for rank in 1...1_000_000 { sums.append(sums[rank - 1] + 1 / Double(rank)) }
    var counts: [Int: Int] = [:]
    for _ in 0..<1_000_000 {
      let drawn = Double.random(in: 0..<sums[1_000_000], using: &random)
      var (first, end) = (0, 1_000_000)
      while first < end {
        let middle = (first + end) / 2
        if sums[middle + 1] <= drawn { first = middle + 1 } else { end = middle }
      }
      counts[first + 1, default: 0] += 1
    }
    let ranks = counts.keys.sorted()
    issuers = ranks.map { TestAuthority.number(UInt32($0)) }
    codes = ranks.flatMap { rank in
      // A hundred codes are issued for each that is revoked; serials are random in a window that grows with them.
      let count = counts[rank] ?? 0
      var window: UInt32 = 1 << 17
      while window < 400 * count { window *= 2 }
      return random.distinct(count, below: window).map {
        (CodeID(issuer: TestAuthority.number(UInt32(rank)), serial: $0), Scenario.event(Int($0), at: now))
      }
    }
  }
}
