import DurableFile
import GRDB
import Glibc
import PostPass
import PostPassIssuing
import PostPassLedger
import TestSupport
import Testing

/// A directory with homes and mirrors, and what the tests do in them.
struct Office: ~Copyable {
  let directory: TemporaryDirectory
  let home: Home
  let mirror: String

  static let now = TestAuthority.start
  static let nora = account("@nora")

  init() throws {
    directory = try TemporaryDirectory()
    home = Home(directory.file("home"))
    mirror = directory.file("mirror")
  }

  /// An office with an authority of @nora's that was founded at `now`, and a mirror with its first files.
  static func founded() throws -> Office {
    let office = try Office()
    try Founding(creator: nora, now: now, by: "nora").found(in: office.home).writeMirror(office.mirror)
    return office
  }

  /// An office whose home has the ledger, the files and the secrets of the authority that everybody knows, and a
  /// mirror of it.
  static func known(_ authority: TestAuthority) throws -> Office {
    let office = try Office()
    try office.settle(in: office.home, authority, keys: [.nora, .publisher, .keyring])
    try AuthorityState(authority).write(toMirror: office.mirror)
    return office
  }

  enum HeldKey { case nora, publisher, keyring, kim }

  /// Makes a home of the authority that holds these secrets.
  func settle(in home: Home, _ authority: TestAuthority, keys: [HeldKey]) throws {
    try DurableFile.createDirectory(home.keysPath)
    for key in keys {
      switch key {
      case .nora:
        try keep(TestAuthority.nora, .issuer(Office.nora), home.secretPath(of: .issuer, number(1)))
      case .publisher:
        try keep(TestAuthority.publisher, .publisher, home.secretPath(of: .publisher, number(2)))
      case .kim:
        try keep(TestAuthority.kim, .issuer(account("@kim")), home.secretPath(of: .issuer, number(3)))
      case .keyring: try keep(TestAuthority.keyringKey, .keyring, home.secretPath(of: .keyring))
      }
    }
    _ = try home.join(try AuthorityState(authority), now: Office.now, by: "nora")
  }

  /// Another home with the secret of the office's issuer, which has joined what the office's home knows.
  func second(_ name: String) throws -> Home {
    let second = Home(directory.file(name))
    try copyIssuer(to: second)
    _ = try second.join(try home.open().state, now: Office.now, by: "nora")
    return second
  }

  /// Puts the secret of number 1 into another home.
  func copyIssuer(to other: Home) throws {
    try DurableFile.createDirectory(other.keysPath)
    try DurableFile.createExclusively(
      try DurableFile.readSecret(home.secretPath(of: .issuer, number(1)), limit: 4096),
      at: other.secretPath(of: .issuer, number(1)))
  }

  private func keep(_ key: TestKey, _ owner: KeyOwner, _ path: String) throws {
    try SecretKeys().create(signingKey(key), of: owner, at: path, comment: "TEST ONLY")
  }

  @discardableResult
  func issue(
    _ home: Home? = nil, count: Int = 1, until: UnixTime = now.adding(.days(60)), at now: UnixTime = now
  ) throws -> [IssuedCode] {
    let issuer = try Issuer(try (home ?? self.home).open(), number: nil, creator: nil)
    let draft = issuer.draft(
      post: try PostID(parsing: "7412345678901234567"), brands: [try Brand(parsing: "719")],
      notBefore: now.subtracting(.minutes(5)), notAfter: until, onEnd: .keepRunning, note: "")
    return try issuer.issue(Array(repeating: draft, count: count), now: now, by: "nora")
  }

  func revoke(
    _ subjects: [RevocationSubject], _ reason: RevocationReason = .cancelled, from: UnixTime? = nil,
    in home: Home? = nil, at now: UnixTime = now
  ) throws {
    _ = try (home ?? self.home).open().ledger.revoke(
      subjects, reason: reason, effectiveFrom: from, note: "", listed: [:], now: now, by: "nora")
  }

  @discardableResult
  func publish(
    _ home: Home? = nil, to mirror: String? = nil, first: Bool = false, terms: ListTerms = .default,
    at now: UnixTime = now
  ) throws -> Publication {
    try (home ?? self.home).publish(
      to: mirror ?? self.mirror, mayBeEmpty: first, terms: terms, now: now, by: "nora")
  }

  /// What the mirror says, read as a stranger would.
  func offered(_ mirror: String? = nil) throws -> AuthorityState {
    try AuthorityState(pinned: home.open().ledger.authority, at: mirror ?? self.mirror)
  }

  /// The events of the codes that the mirror's list revokes.
  func listed(_ mirror: String? = nil) throws -> [CodeID: Event] {
    try Dictionary(uniqueKeysWithValues: offered(mirror).trust.list.content().codes.map { ($0.0, $0.1) })
  }

  /// Puts a keyring with further keys, or fewer, into the home.
  @discardableResult
  func changeKeyring(
    in home: Home? = nil, at now: UnixTime = now,
    _ change: (inout KeyringEditor) throws(IssuingError) -> Void
  ) throws -> AuthorityState {
    let outcome = try (home ?? self.home).changeKeyring(
      pendingAt: directory.file("pending"), now: now, by: "nora", change)
    guard case .complete(_, let state) = outcome else { throw Unsigned() }
    return state
  }

  /// A keyring or root whose keys are not all here.
  struct Unsigned: Error {}

  /// Removes publisher 2 of the authority that everybody knows, and enrols another one as number 4.
  func replacePublisher() throws {
    let second = TestKey("publisher 4")
    let file = PublicKeyFile(publicKey: second.publicKey, owner: .publisher)
    try changeKeyring { editor throws(IssuingError) in
      _ = try editor.remove(number(2))
      let given = try editor.add(file, window: window())
      #expect(given == number(4))
    }
    try SecretKeys().create(
      signingKey(second), of: .publisher, at: home.secretPath(of: .publisher, number(4)),
      comment: "TEST ONLY")
  }

  /// For `tamper`: nothing can be recorded from now on.
  static let fullLog =
    "CREATE TRIGGER log_is_full BEFORE INSERT ON log BEGIN SELECT RAISE(ABORT, 'full'); END"

  /// Runs SQL behind the ledger's back.
  func tamper(_ sql: String) throws {
    try DatabaseQueue(path: home.ledgerPath).writeWithoutTransaction { db in try db.execute(sql: sql) }
  }
}

extension TestAuthority {
  var bundle: Bundle {
    Bundle(
      roots: roots, keyring: keyring.signed, keyringBody: keyring.bodyFile, list: list.signed,
      listBody: list.bodyFile)
  }
}

extension AuthorityState {
  init(_ authority: TestAuthority) throws {
    try self.init(pinned: authority.id, authority.bundle, origin: "a test")
  }
}

func signingKey(_ key: TestKey) -> SigningKey {
  var seed = key.seed
  // A test key's seed has 32 bytes.
  return SigningKey(wiping: &seed)!
}

func account(_ text: String) -> Account {
  guard let account = Account(parsing: text) else { preconditionFailure("a test names no account") }
  return account
}

func number(_ value: UInt32) -> KeyNumber { TestAuthority.number(value) }

func code(_ serial: Serial, of issuer: UInt32 = 1) -> CodeID {
  CodeID(issuer: number(issuer), serial: serial)
}

func window(from: UnixTime = Office.now.subtracting(.days(1)), until: UnixTime = .distantFuture) -> Window {
  guard let window = Window(notBefore: from, notAfter: until) else {
    preconditionFailure("a test makes an empty window")
  }
  return window
}

/// All files below a directory with their bytes, by their path.
func files(below directory: String) throws -> [String: [UInt8]] {
  var files: [String: [UInt8]] = [:]
  for name in try DurableFile.names(in: directory) {
    let path = "\(directory)/\(name)"
    if let below = try? DurableFile.names(in: path) {
      files[path] = below.isEmpty ? [] : nil
      files.merge(try PostPassIssuingTests.files(below: path)) { first, _ in first }
    } else {
      files[path] = try DurableFile.read(path, limit: 1 << 30)
    }
  }
  return files
}

/// Copies a home with everything in it, as a backup would.
func copy(_ home: Home, to other: Home) throws {
  for (path, bytes) in try files(below: home.path) {
    let target = other.path + path.dropFirst(home.path.count)
    try DurableFile.createDirectory(String(target[..<(target.lastIndex(of: "/") ?? target.endIndex)]))
    try DurableFile.write(bytes, to: target, permissions: path.hasSuffix(".key") ? 0o600 : 0o644)
  }
}

/// Removes an empty directory.
func removeDirectory(_ path: String) { _ = unsafe rmdir(path) }
