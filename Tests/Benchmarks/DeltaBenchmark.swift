import PostPass
import TestSupport

/// A delta between two lists or keyrings: its size, and the time to make it and to apply it.
struct DeltaBenchmark {
  let bytes: Int
  let makeNanoseconds: UInt64
  let applyNanoseconds: UInt64

  /// From a list with these codes to one that has more, all with one new event.
  init(_ codes: some Sequence<RevokedCode>, events: [Event], adding more: [CodeID], event: Event) throws {
    let added = more.map { RevokedCode(id: $0, event: UInt32(events.count)) }
    let all = (Array(codes) + added).sorted { $0.id < $1.id }
    let old = try DeltaBenchmark.list(DeltaBenchmark.body(codes, events))
    let body = DeltaBenchmark.body(all, events + [event])
    let (new, length) = (try DeltaBenchmark.list(body), body.count)
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

  private static func body(_ codes: some Sequence<RevokedCode>, _ events: [Event]) -> [UInt8] {
    guard let encoder = RevocationListEncoder(events: events, keys: [], codes: codes) else {
      preconditionFailure("a million codes are no more than a list can have")
    }
    return encoder.encodedBody()
  }

  private static func list(_ body: [UInt8]) throws -> RevocationListBody {
    try RevocationListBody(
      verifying: MemoryStorage(PageTree.bodyFile(of: body)), root: PageTree.root(of: body))
  }

  private static func keyring(_ records: some Sequence<KeyRecord>) throws -> KeyringBody {
    let body = KeyringContent(Array(records)).encodedBody
    return try KeyringBody(
      verifying: MemoryStorage(PageTree.bodyFile(of: body)), root: PageTree.root(of: body))
  }
}
