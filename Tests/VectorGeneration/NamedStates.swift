import PostPass
import TestSupport

/// The states that vectors name in `state:` and `held:`, each a bundle under Vectors/states.
enum NamedStates {
  /// By the name of the file.
  static let all: [String: RawState] = [
    "demo": Demo.state,
    "sole": sole,
    "other-authority": Demo.plan.with { $0.roots[0].keys[2] = TestKey("root-4") }.build(),
    "empty-list": Demo.plan.with { ($0.list.codes, $0.list.keys) = ([], []) }.build(),
    "two-keyring-signers": Demo.plan.with {
      $0.roots[0].keyringThreshold = 2
      $0.keyring.signers = Demo.keyringKeys
    }.build(),
    "publisher-removed": Demo.plan.with { $0.keyring.records[1].state = 2 }.build(),
    "publisher-is-issuer": Demo.plan.with { ($0.list.signer, $0.list.key) = (3, Demo.memberKeys[3]) }.build(),
    "publisher-expired": Demo.plan.with { $0.keyring.records[1].notAfter = Demo.start }.build(),
    "publisher-just-valid": Demo.plan.with {
      ($0.keyring.records[1].notBefore, $0.keyring.records[1].notAfter) = (Demo.start, Demo.start + 1)
    }.build(),
    "list-of-newer-keyring": Demo.plan.with { $0.list.parentNumber = 2 }.build(),
    "list-of-newer-root": Demo.plan.with { $0.list.rootNumber = 2 }.build(),
    "list-of-twin-keyring": Demo.plan.with { $0.list.parentBodyRoot = [UInt8](repeating: 9, count: 32) }
      .build(),
    "list-of-older-keyring": Demo.plan.with { plan in
      plan.keyring.number = 2
      (plan.list.parentNumber, plan.list.parentBodyRoot) = (1, [UInt8](repeating: 9, count: 32))
    }.build(),
    "signer-of-newer-keyring": Demo.plan.with { plan in
      (plan.list.signer, plan.list.parentNumber) = (10, 2)
    }.build(),
    "signer-unknown": Demo.plan.with { $0.list.signer = 10 }.build(),
    "long-list": Demo.plan.with { plan in
      plan.list.freshUntil = Demo.start + 200 * Demo.day
      plan.keyring.freshUntil = Demo.start + 300 * Demo.day
    }.build(),
    "bad-list-signature": Demo.state.with { $0.list.signatures[0].bytes[0] ^= 1 },
    "bad-keyring-signature": Demo.state.with { $0.keyring.signatures[0].bytes[0] ^= 1 },
    "damaged-list-page": Demo.state.with { $0.list.bodyFile[500] ^= 1 },
    "damaged-keyring-page": Demo.state.with { $0.keyring.bodyFile[3 * 128 + 60] ^= 1 },
    "newer-root-signed-time": Demo.plan.with { $0.roots[0].issuedAt = Demo.start + Demo.day }.build(),
    "remembers-ended-key": laterList(retainedFrom: Demo.start + Demo.day),
    "forgot-ended-key": laterList(retainedFrom: Demo.start + Demo.day + 1),
    "clock-at-zero": Demo.plan.with { $0.keyring.records[2].notBefore = 0 }.build(),
  ].merging(PullVectors.held) { first, _ in first }

  /// One account, so that the creator need not be named.
  static let solePlan = Demo.plan.with { plan in
    plan.keyring.records = [
      .issuer(Demo.memberKeys[1], "@nora"), .publisher(Demo.memberKeys[2]),
      .issuer(Demo.memberKeys[3], "@nora"), .issuer(Demo.memberKeys[4], "@kim").with { $0.state = 2 },
    ]
    plan.list.keys = []
    plan.list.codes = []
  }

  static let sole = solePlan.build()

  /// The demo's list, issued 20 days later, when the key of issuer 5 has ended.
  private static func laterList(retainedFrom: UInt64) -> RawState {
    Demo.plan.with { plan in
      plan.list.issuedAt = Demo.start + 20 * Demo.day
      plan.list.freshUntil = Demo.start + 27 * Demo.day
      plan.list.retainedFrom = retainedFrom
    }.build()
  }

  static subscript(name: String) -> RawState {
    guard let state = all[name] else { preconditionFailure("no state is called \(name)") }
    return state
  }

  static var files: [GeneratedFile] {
    all.keys.sorted().map { name in GeneratedFile("Vectors/states/\(name).bundle", NamedStates[name].bundle) }
  }
}
