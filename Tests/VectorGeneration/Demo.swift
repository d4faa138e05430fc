package import PostPass
package import TestSupport

/// The demo authority, whose keys and files are under Keys, and on whose state most vectors stand.
package enum Demo {
  package static let day: UInt64 = 86_400
  /// 2027-01-01T00:00:00Z, when the demo list is issued.
  package static let start: UInt64 = 1_798_761_600
  package static let post: UInt64 = 7_301_234_567_890_123_456
  package static let brand: UInt64 = 6_900_000_000_000_000_001

  package static let rootKeys = [TestKey("root-1"), TestKey("root-2"), TestKey("root-3")]
  package static let keyringKeys = [TestKey("keyring-1"), TestKey("keyring-2")]
  /// Keys of the keyring by their numbers; number 0 is nobody.
  package static let memberKeys = [
    TestKey("nobody"), TestKey("issuer-1"), TestKey("publisher-2"), TestKey("issuer-3"), TestKey("issuer-4"),
    TestKey("issuer-5"), TestKey("issuer-6"), TestKey("issuer-7"), TestKey("publisher-8"),
    TestKey("issuer-9"),
  ]

  /// 1 @nora, 2 publisher, 3 @kim, 4 @nora removed, 5 @nora until a day after the start, 6 and 7 @kim with revoked
  /// keys, 8 publisher removed, 9 @nora from a day after the start.
  package static var records: [RawKeyRecord] {
    [
      .issuer(memberKeys[1], "@nora"),
      .publisher(memberKeys[2]),
      .issuer(memberKeys[3], "@kim"),
      .issuer(memberKeys[4], "@nora").with { $0.state = 2 },
      .issuer(memberKeys[5], "@nora").with { $0.notAfter = start + day },
      .issuer(memberKeys[6], "@kim"),
      .issuer(memberKeys[7], "@kim"),
      .publisher(memberKeys[8]).with { $0.state = 2 },
      .issuer(memberKeys[9], "@nora").with { $0.notBefore = start + day },
    ]
  }

  /// Two of three root keys and one of two keyring keys, one root.
  package static var plan: StatePlan {
    var root = StatePlan.Root(
      keys: rootKeys, keyringKeys: keyringKeys, signers: [rootKeys[0], rootKeys[1]])
    root.threshold = 2
    var list = StatePlan.List(signer: 2, key: memberKeys[2])
    list.codes = revokedCodes
    list.keys = [
      (number(6), event(list: 2, daysAgo: 5, .unspecified)),
      (number(7), event(list: 2, daysAgo: 5, .keyCompromise)),
    ]
    return StatePlan(
      roots: [root], keyring: StatePlan.Keyring(records: records, signers: [keyringKeys[0]]), list: list)
  }

  /// 1-100 cancelled, 1-101 leaked with an earlier effect, 1-102 superseded, every second of 1-200 to 1-298, and
  /// codes of issuer 3 at the edges of serials.
  private static var revokedCodes: [(CodeID, Event)] {
    var codes = [
      (code(1, 100), event(list: 1, daysAgo: 10, .cancelled)),
      (code(1, 101), event(list: 2, daysAgo: 5, .leaked, effectiveDaysAgo: 8)),
      (code(1, 102), event(list: 2, daysAgo: 5, .superseded)),
      (code(3, 0), event(list: 3, daysAgo: 0, .cancelled)),
      (code(3, .max), event(list: 3, daysAgo: 0, .cancelled)),
    ]
    for serial in stride(from: UInt32(200), to: 300, by: 2) {
      codes.append((code(1, serial), event(list: 1, daysAgo: 10, .cancelled)))
    }
    return codes
  }

  package static func code(_ issuer: UInt32, _ serial: UInt32) -> CodeID {
    CodeID(issuer: number(issuer), serial: serial)
  }

  package static func number(_ value: UInt32) -> KeyNumber {
    guard let number = KeyNumber(value) else { preconditionFailure("no key has the number \(value)") }
    return number
  }

  package static func event(
    list: UInt64, daysAgo: UInt64, _ reason: RevocationReason, effectiveDaysAgo: UInt64? = nil
  ) -> Event {
    let published = UnixTime(seconds: start - daysAgo * day)
    let effective = effectiveDaysAgo.map { UnixTime(seconds: start - $0 * day) } ?? published
    guard
      let event = Event(listNumber: list, publishedAt: published, effectiveFrom: effective, reason: reason)
    else { preconditionFailure("an event that no list may have") }
    return event
  }

  package static let state = plan.build()

  /// Issuer 3 asks for three of its codes.
  package static let notice = RawNotice(codes: [
    (0, UInt32(start + 30 * day)), (48_213, UInt32(start + 60 * day)), (.max, UInt32.max),
  ]).file(under: state.keyring.head, signer: 3, by: memberKeys[3])

  /// A code of issuer 1 of the demo, changed.
  package static func codeText(
    in state: RawState = state, by key: TestKey = memberKeys[1], _ change: (inout RawCode) -> Void = { _ in }
  ) -> String {
    var code = RawCode()
    change(&code)
    return code.text(by: key, in: state.authority)
  }
}
