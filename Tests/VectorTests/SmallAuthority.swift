import PostPass
import TestSupport
import VectorGeneration

/// A state of few bytes, of which every bit can be flipped in a moment.
enum SmallAuthority {
  static let plan = Demo.plan.with { plan in
    plan.roots[0].keys = [TestKey("root-1")]
    plan.roots[0].keyringKeys = [TestKey("keyring-1")]
    (plan.roots[0].threshold, plan.roots[0].signers) = (1, [TestKey("root-1")])
    plan.keyring.records = [.issuer(Demo.memberKeys[1], "@nora"), .publisher(Demo.memberKeys[2])]
    plan.list.codes = [
      (Demo.code(1, 3), Demo.event(list: 1, daysAgo: 10, .cancelled)),
      (Demo.code(1, 90), leaked),
    ]
    plan.list.keys = [(Demo.number(3), Demo.event(list: 2, daysAgo: 5, .keyCompromise))]
  }

  static let state = plan.build()

  /// The same with bodies of several pages each.
  static let wide = plan.with { plan in
    plan.keyring.records += (0..<98).map { .issuer(TestKey("wide-\($0)"), "@kim") }
    plan.list.codes += (0..<4000).map { (Demo.code(4, 1_000_003 * UInt32($0 + 1)), leaked) }
  }.build()

  private static let leaked = Demo.event(list: 2, daysAgo: 5, .leaked, effectiveDaysAgo: 6)

  /// Issuer 1 asks for two of its codes.
  static let notice = RawNotice(codes: [(3, 1_800_000_000), (90, 1_900_000_000)])
    .file(under: state.keyring.head, signer: 1, by: Demo.memberKeys[1])

  /// What is revoked, and what is not.
  static let answers: [(id: CodeID, isRevoked: Bool)] = [
    (Demo.code(1, 3), true), (Demo.code(1, 90), true), (Demo.code(1, 4), false), (Demo.code(1, 91), false),
    (Demo.code(1, .max), false), (Demo.code(2, 3), false), (Demo.code(3, 3), true),
  ]
}
