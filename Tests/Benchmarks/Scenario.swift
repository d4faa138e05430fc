import PostPass
import TestSupport

/// What is measured: a platform with 10,000 issuers, each of which has issued 10,000 codes with sequential serials
/// and revoked 100 of them. Everything is drawn from one seed, so that every run measures the same.
struct Scenario {
  static let issuerCount = 10_000
  static let serialsPerIssuer: UInt32 = 10_000
  static let revokedPerIssuer = 100
  static let serialCount = issuerCount * Int(serialsPerIssuer)
  static let post = "7412345678901234567"
  static let brand = "7198765432109876543"

  /// For each issuer, the serials that it revoked, in increasing order.
  let revoked: [[Serial]]
  let now: UnixTime

  init(at now: UnixTime) {
    var random = SeededRandom()
    self.now = now
    revoked = (0..<Scenario.issuerCount).map { _ in
      random.distinct(Scenario.revokedPerIssuer, below: Scenario.serialsPerIssuer)
    }
  }

  /// Key number 2 is the publisher, as in every `TestAuthority`.
  static func issuerNumber(_ index: Int) -> KeyNumber {
    TestAuthority.number(UInt32(index == 0 ? 1 : index + 2))
  }

  static func account(_ index: Int) -> String { "@creator-\(index)" }

  private static func key(_ index: Int) -> TestKey { TestKey("issuer \(index)") }

  /// 16 runs of revoking, as a month would have.
  static func event(_ run: Int, at now: UnixTime) -> Event {
    TestAuthority.event(.cancelled, published: now, list: UInt64(run % 16) + 1)
  }

  /// The codes that the list revokes, in increasing order.
  var revokedCodes: [(CodeID, Event)] {
    revoked.enumerated().flatMap { index, serials in
      serials.map {
        (
          CodeID(issuer: Scenario.issuerNumber(index), serial: $0), Scenario.event(Int($0), at: now)
        )
      }
    }
  }

  /// Signs root, keyring and list.
  func authority() throws -> TestAuthority {
    let from = now.subtracting(.days(365))
    var records = (0..<Scenario.issuerCount).map {
      TestAuthority.issuer(Scenario.account($0), Scenario.key($0), from: from)
    }
    records.insert(TestAuthority.record(.publisher, TestAuthority.publisher, from: from), at: 1)
    let body = RevocationListContent(codes: revokedCodes).encodedBody()
    let root = try TestAuthority.firstRoot(issuedAt: now)
    var authority = try TestAuthority()
    authority.roots = [root]
    authority.keyring = try TestAuthority.keyring(records, under: root.signed.head, issuedAt: now)
    authority.list = try TestAuthority.list(body, under: authority.keyring.head, issuedAt: now)
    return authority
  }

  /// Two codes of each issuer: one that is not revoked, and one that is.
  func codes(of authority: TestAuthority) throws -> [String] {
    try (0..<Scenario.issuerCount).flatMap { index in
      let serials = revoked[index]
      // There are more serials than revoked ones.
      guard let free = (0..<Scenario.serialsPerIssuer).first(where: { !serials.contains($0) }) else {
        preconditionFailure("every code is revoked")
      }
      return try [free, serials[index % serials.count]].map { serial in
        try authority.code(
          issuer: Scenario.issuerNumber(index), serial: serial, by: Scenario.key(index),
          from: now.subtracting(.minutes(5)), until: now.adding(.days(60)), post: Scenario.post,
          brands: [Scenario.brand])
      }
    }
  }

  static let lookupCount = 1_000_000

  /// Codes to look up in any order, every second one revoked.
  var lookups: [CodeID] {
    var random = SeededRandom()
    return (0..<Scenario.lookupCount).map { index in
      let issuer = Int.random(in: 0..<Scenario.issuerCount, using: &random)
      let serials = revoked[issuer]
      var serial = serials[Int.random(in: serials.indices, using: &random)]
      while index % 2 == 1, serials.contains(serial) {
        serial = .random(in: 0..<Scenario.serialsPerIssuer, using: &random)
      }
      return CodeID(issuer: Scenario.issuerNumber(issuer), serial: serial)
    }
  }
}
