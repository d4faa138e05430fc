import PostPass
import TestSupport

/// A store for one check: a list of so many codes of 100 issuers, and a keyring of so many keys.
struct SizedScenario {
  static let issuerCount = 100

  let revocations: SequentialRevocations
  let keyCount: Int

  init(codeCount: Int, keyCount: Int, at now: UnixTime) {
    revocations = SequentialRevocations(
      codeCount: codeCount, issuerCount: SizedScenario.issuerCount, now: now)
    self.keyCount = keyCount
  }

  private static let checked = TestKey("issuer checked")
  static let account = "@nora"

  /// Signs root, keyring and list. Of the issuers only the one that is checked has a key that could sign.
  func authority() throws -> TestAuthority {
    let from = revocations.now.subtracting(.days(365))
    guard let window = Window(notBefore: from, notAfter: .distantFuture),
      let account = Account(parsing: SizedScenario.account)
    else { preconditionFailure("the benchmark has a wrong window or account") }
    var records = (1...UInt32(keyCount)).map { number in
      var bytes: [UInt8] = []
      bytes.append(littleEndian: number)
      guard let key = PublicKey(bytes: bytes + [UInt8](repeating: 0, count: 28)) else {
        preconditionFailure("a public key has 32 bytes")
      }
      return KeyRecord(holder: .issuer(account), isRemoved: false, window: window, publicKey: key)
    }
    records[1] = TestAuthority.record(.publisher, TestAuthority.publisher, from: from)
    records[Int(revocations.allowed.issuer.value) - 1] = TestAuthority.issuer(
      SizedScenario.account, SizedScenario.checked, from: from)
    let now = revocations.now
    let root = try TestAuthority.firstRoot(issuedAt: now)
    var authority = try TestAuthority()
    authority.roots = [root]
    authority.keyring = try TestAuthority.keyring(records, under: root.signed.head, issuedAt: now)
    authority.list = try TestAuthority.list(
      revocations.encodedBody(), under: authority.keyring.head, issuedAt: now)
    return authority
  }

  /// A code that is allowed.
  func code(of authority: TestAuthority) throws -> String {
    let id = revocations.allowed
    return try authority.code(
      issuer: id.issuer, serial: id.serial, by: SizedScenario.checked,
      from: revocations.now.subtracting(.minutes(5)), until: revocations.now.adding(.days(60)),
      post: Scenario.post, brands: [Scenario.brand])
  }
}
