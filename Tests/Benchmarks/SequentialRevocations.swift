import Glibc
import PostPass
import TestSupport

/// The revoked codes of a few issuers with sequential serials, of which about one in a hundred is revoked, published
/// hourly during 60 days. Every pass draws the same codes, in increasing order: nobody holds them.
struct SequentialRevocations: Sequence {
  let codeCount: Int
  let issuerCount: Int
  let now: UnixTime

  static let serialsPerRevocation = 100
  static let eventCount: UInt32 = 1440

  private var codesPerIssuer: Int { codeCount / issuerCount }

  /// How many serials there are that could be revoked.
  var serialCount: Int { codeCount * SequentialRevocations.serialsPerRevocation }

  var events: [Event] {
    (1...SequentialRevocations.eventCount).map {
      TestAuthority.event(
        .cancelled, published: now.subtracting(.minutes(60 * UInt64(SequentialRevocations.eventCount - $0))),
        list: UInt64($0))
    }
  }

  struct Iterator: IteratorProtocol {
    fileprivate let codesPerIssuer: Int
    fileprivate let codeCount: Int
    private var random = SeededRandom()
    private var drawn = 0
    private var nextSerial: UInt32 = 0

    fileprivate init(_ revocations: SequentialRevocations) {
      codesPerIssuer = revocations.codesPerIssuer
      codeCount = codesPerIssuer * revocations.issuerCount
    }

    mutating func next() -> RevokedCode? {
      if drawn == codeCount { return nil }
      if drawn % codesPerIssuer == 0 { nextSerial = 0 }
      // Serials are revoked independently of each other: the gaps between them are geometric.
      let bits = random.next()
      let uniform = Double(bits >> 11) * 0x1p-53
      let gap = log(1 - uniform) / log1p(-1 / Double(SequentialRevocations.serialsPerRevocation))
      let serial = nextSerial + UInt32(gap)
      nextSerial = serial + 1
      defer { drawn += 1 }
      return RevokedCode(
        id: CodeID(issuer: Scenario.issuerNumber(drawn / codesPerIssuer), serial: serial),
        event: UInt32(truncatingIfNeeded: bits) % SequentialRevocations.eventCount)
    }
  }

  func makeIterator() -> Iterator { Iterator(self) }

  func encodedBody() -> [UInt8] {
    guard let encoder = RevocationListEncoder(events: events, keys: [], codes: self) else {
      preconditionFailure("a benchmark asks for more codes than a list can have")
    }
    return encoder.encodedBody()
  }

  /// Revoked codes from all over the list, and as many of the same issuers that it does not have, in any order.
  func lookups(in list: RevocationList) throws -> [CodeID] {
    var random = SeededRandom()
    let step = Swift.max(1, codeCount / (Scenario.lookupCount / 2))
    let last = UInt32(codesPerIssuer * SequentialRevocations.serialsPerRevocation - 1)
    var codes: [CodeID] = []
    for (index, revoked) in enumerated() where index % step == 0 {
      var absent = revoked.id
      while try list.revocations(of: absent).ofCode != nil {
        absent = CodeID(issuer: absent.issuer, serial: .random(in: 0...last, using: &random))
      }
      codes += [revoked.id, absent]
    }
    codes.shuffle(using: &random)
    return codes
  }

  /// A code of the issuer in the middle that is not revoked.
  var allowed: CodeID {
    let issuer = Scenario.issuerNumber(issuerCount / 2)
    var serial: Serial = 0
    for revoked in self {
      if revoked.id.issuer > issuer { break }
      if revoked.id == CodeID(issuer: issuer, serial: serial) { serial += 1 }
    }
    return CodeID(issuer: issuer, serial: serial)
  }
}
