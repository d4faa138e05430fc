import GRDB
import Glibc
import PostPass
import PostPassLedger
import TestSupport
import Testing

@Suite struct IssuanceTests {
  @Test func `a code comes back as it was issued`() throws {
    let sample = try Sample()
    let drafts = [
      try draft(post: "18446744073709551615", brands: [], onEnd: .stop, note: "erste Zeile\nzweite 🙂"),
      try draft(issuer: 4_294_967_294, post: "a post", brands: ["007", "Acme & Co", "x"]),
    ]
    let codes = try sample.issue(drafts)
    #expect(codes.map(\.draft) == drafts)
    let again = try Ledger.open(at: sample.path)
    for code in codes { #expect(try again.code(code.id) == code) }
    #expect(try again.code(CodeID(issuer: key(2), serial: 0)) == nil)
  }

  @Test func `nothing is issued when signing fails`() throws {
    struct Refused: Error {}
    let sample = try Sample()
    var random = SystemRandomNumberGenerator()
    var signed = 0
    #expect(throws: Refused.self) {
      try sample.ledger.issue(
        [draft(), draft(), draft(), draft()], now: Sample.now, by: "nora", random: &random
      ) { _, _ in
        signed += 1
        if signed == 3 { throw Refused() }
        return Sample.signature
      }
    }
    #expect(try sample.ledger.codes(matching: CodeFilter(), now: Sample.now).isEmpty)
    #expect(try sample.ledger.logHead().seq == 1)
    #expect(try sample.column("SELECT count(*) FROM serial_windows") == [0])
  }

  @Test func `what is signed is what is kept`() throws {
    let sample = try Sample()
    var random = SystemRandomNumberGenerator()
    var seen: [CodeID] = []
    let codes = try sample.ledger.issue(
      [draft(), draft(issuer: 2)], now: Sample.now, by: "nora", random: &random
    ) {
      seen.append($1)
      return Sample.signature
    }
    #expect(codes.map(\.id) == seen)
    #expect(seen.map(\.issuer) == [key(1), key(2)])
  }

  @Test func `four processes at once give distinct serials`() async throws {
    let sample = try Sample()
    let path = sample.path
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<4 {
        group.addTask {
          let ledger = try Ledger.open(at: path)
          // A narrow generator makes the writers want the same serials.
          var random = Narrow(state: UInt64(writer))
          for _ in 0..<100 {
            _ = try ledger.issue([draft()], now: Sample.now, by: "w\(writer)", random: &random) { _, _ in
              Sample.signature
            }
          }
        }
      }
      try await group.waitForAll()
    }
    let codes = try sample.ledger.codes(matching: CodeFilter(), now: Sample.now)
    #expect(Set(codes.map(\.code.id)).count == 400)
    #expect(try sample.column("SELECT issued FROM serial_windows") == [400])
    #expect(try sample.ledger.verifyLog() == .intact(sample.ledger.logHead()))
    #expect(try sample.ledger.logHead().seq == 401)
  }

  @Test func `the lock is taken before the first serial is drawn`() throws {
    let sample = try Sample()
    let other = try Ledger.open(at: sample.path, waiting: .milliseconds(20))
    var random = SystemRandomNumberGenerator()
    _ = try sample.ledger.issue([draft()], now: Sample.now, by: "nora", random: &random) { _, _ in
      #expect(throws: LedgerError.locked) {
        try other.record(.join, subject: "", details: "", now: Sample.now, by: "kim")
      }
      return Sample.signature
    }
    #expect(try sample.ledger.log(since: Sample.now).map(\.action) == [.initialize, .issue])
  }

  @Test func `a full disk loses nothing that was acknowledged`() async {
    await #expect(processExitsWith: .success) {
      let sample = try Sample()
      let kept = try sample.issue([draft()])
      signal(SIGXFSZ, SIG_IGN)
      let resource = __rlimit_resource_t(RLIMIT_FSIZE.rawValue)
      var limit = rlimit(rlim_cur: 500_000, rlim_max: .max)
      precondition(unsafe setrlimit(resource, &limit) == 0)
      do {
        try sample.issue([CodeDraft](repeating: try draft(), count: 5000))
        preconditionFailure("nothing was thrown")
      } catch let error as LedgerError {
        guard case .storage = error else { preconditionFailure("\(error)") }
      }
      limit.rlim_cur = .max
      precondition(unsafe setrlimit(resource, &limit) == 0)
      let ledger = try Ledger.open(at: sample.path)
      let codes = try ledger.codes(matching: CodeFilter(), now: Sample.now).map(\.code)
      let verdict = try ledger.verifyLog()
      let head = try ledger.logHead()
      precondition(codes == kept && verdict == .intact(head) && head.seq == 2)
    }
  }

  @Test func `a text with a NUL or a time without a date is refused`() throws {
    let sample = try Sample()
    #expect(throws: LedgerError.nulInText) { try sample.issue([draft(note: "a\0b")]) }
    #expect(throws: LedgerError.timeOutOfRange(.distantFuture)) { try sample.issue([draft(until: .max)]) }
    #expect(throws: LedgerError.timeOutOfRange(.distantFuture)) {
      try sample.issue([draft()], at: .distantFuture)
    }
    #expect(try sample.ledger.logHead().seq == 1)
  }

  /// Gives only 1024 different values, so that collisions are sure.
  private struct Narrow: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state & 0xFFC0_0000_0000_0000
    }
  }
}

extension Sample {
  /// One column of integers, read behind the ledger's back.
  func column(_ sql: String) throws -> [Int] {
    try DatabaseQueue(path: path).read { db in try Int.fetchAll(db, sql: sql) }
  }
}
