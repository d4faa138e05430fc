import PostPass
import PostPassStore
import TestSupport

/// Our side of peers.py: a list that revokes given serials of one issuer, made, signed, written, opened and searched.
struct PeerBenchmark {
  /// What is revoked, increasing.
  let serials: [Serial]
  let files: BenchmarkFiles
  let now: UnixTime

  private static let openings = 21

  /// Prints a name and a number a line: bytes, and nanoseconds. Beside the store stay two codes: one that is revoked,
  /// and one that is not.
  func run() throws {
    let authority = try authority()
    try files.write(
      authority, codes: try [revokedSerial, freeSerial].map { try code($0, of: authority) })
    try measureOpening("open lazily", .lazily)
    try measureOpening("open whole", .whole)
    let list = try Store(StorePath(files.store)).open(.whole).trust.list
    let lookups = lookups
    print("lookup", Int(try LookupBenchmark(lookups, in: list).nanosecondsPerLookup))
  }

  /// Makes the body of the list, its tree of hashes and its signature.
  private func authority() throws -> TestAuthority {
    let event = TestAuthority.event(.cancelled, published: now)
    var authority = try TestAuthority()
    let root = try TestAuthority.firstRoot(issuedAt: now)
    authority.roots = [root]
    authority.keyring = try TestAuthority.keyring(
      TestAuthority.records, under: root.signed.head, issuedAt: now)
    let watch = Stopwatch(.wall)
    let content = RevocationListContent(codes: serials.lazy.map { (PeerBenchmark.code($0), event) })
    authority.list = try TestAuthority.list(
      content.encodedBody(), under: authority.keyring.head, issuedAt: now)
    let file = authority.list.bodyFile
    print("build", watch.nanoseconds)
    print("bytes", authority.list.signed.encoded.count + file.count)
    return authority
  }

  private static func code(_ serial: Serial) -> CodeID {
    CodeID(issuer: TestAuthority.noraNumber, serial: serial)
  }

  private var revokedSerial: Serial { serials[serials.count / 2] }

  /// The first serial after that one that is not revoked.
  private var freeSerial: Serial {
    let revoked = Set(serials)
    var serial = revokedSerial
    while revoked.contains(serial) { serial += 1 }
    return serial
  }

  private func code(_ serial: Serial, of authority: TestAuthority) throws -> String {
    try authority.code(
      serial: serial, from: now.subtracting(.minutes(5)), until: now.adding(.days(60)), post: Scenario.post,
      brands: [Scenario.brand])
  }

  /// From the name of the store to the answer about one code; all signatures of the files are checked.
  private func measureOpening(_ name: String, _ opening: Opening) throws {
    var times: [UInt64] = []
    for _ in 0..<PeerBenchmark.openings {
      let watch = Stopwatch(.wall)
      let list = try Store(StorePath(files.store)).open(opening).trust.list
      let found = try list.revocations(of: PeerBenchmark.code(revokedSerial)).ofCode
      times.append(watch.nanoseconds)
      precondition(found != nil, "a revoked code was not found")
    }
    print(name, Int(times.median))
  }

  /// In any order, every second one revoked.
  private var lookups: [CodeID] {
    var random = SeededRandom()
    let last = serials[serials.count - 1]
    return (0..<Scenario.lookupCount).map { index in
      let revoked = serials[Int.random(in: serials.indices, using: &random)]
      return PeerBenchmark.code(index % 2 == 0 ? revoked : .random(in: 0..<last, using: &random))
    }
  }
}
