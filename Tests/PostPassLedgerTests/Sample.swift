import GRDB
import PostPass
import PostPassLedger
import TestSupport

/// A ledger in a directory of its own, and what the tests put in it.
struct Sample: ~Copyable {
  let directory: TemporaryDirectory
  let path: String
  let ledger: Ledger

  static let now = UnixTime(seconds: 1_790_000_000)
  // 32 and 64 bytes make an ID and a signature.
  static let authority = AuthorityID(bytes: [UInt8](repeating: 7, count: 32))!
  static let signature = Signature(bytes: [UInt8](repeating: 9, count: 64))!

  init() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("ledger.db")
    let ledger = try Ledger.create(at: path, authority: Sample.authority, now: Sample.now, by: "nora")
    self.directory = directory
    self.path = path
    self.ledger = ledger
  }

  @discardableResult
  func issue(_ drafts: [CodeDraft], at now: UnixTime = Sample.now) throws -> [IssuedCode] {
    var random = SystemRandomNumberGenerator()
    return try ledger.issue(drafts, now: now, by: "nora", random: &random) { _, _ in Sample.signature }
  }

  @discardableResult
  func revoke(
    _ subject: RevocationSubject, _ reason: RevocationReason = .cancelled, from: UInt64? = nil,
    at now: UnixTime = Sample.now
  ) throws -> RevocationOutcome? {
    try ledger.revoke(
      [subject], reason: reason, effectiveFrom: from.map(UnixTime.init(seconds:)), note: "", listed: [:],
      now: now,
      by: "nora"
    ).first
  }

  /// Runs SQL behind the ledger's back.
  func tamper(_ sql: String) throws { try Sample.tamper(path, sql) }

  static func tamper(_ path: String, _ sql: String) throws {
    try DatabaseQueue(path: path).writeWithoutTransaction { db in try db.execute(sql: sql) }
  }
}

/// A key number that is known to be one.
func key(_ number: UInt32) -> KeyNumber { KeyNumber(number)! }

func draft(
  issuer: UInt32 = 1, creator: String = "@nora", post: String = "7412345678901234567",
  brands: [String] = ["719"],
  from: UInt64 = 1_789_999_700, until: UInt64 = 1_795_000_000, onEnd: EndPolicy = .keepRunning,
  note: String = ""
) throws -> CodeDraft {
  CodeDraft(
    issuer: key(issuer), creator: Account(parsing: creator)!, post: try PostID(parsing: post),
    brands: try brands.map { try Brand(parsing: $0) }, notBefore: UnixTime(seconds: from),
    notAfter: UnixTime(seconds: until), onEnd: onEnd, note: note)
}
