import PostPass
import TestSupport

/// Root chains (SPEC §4.2, §4.3). The payload is root 1, root 2, …, each head, signature block and body.
enum RootVectors {
  static var all: [VectorDraft] { bodies + accepted + chains + signatures + thresholds }

  private static func vector(
    _ name: String, _ expect: String, _ must: String, _ comment: String, _ chain: [UInt8],
    pinned: AuthorityID = Demo.state.authority
  ) -> VectorDraft {
    VectorDraft(
      "roots/\(name)", kind: "root-chain", expect: expect, must: must, comment, [("authority", "\(pinned)")],
      .hex(chain))
  }

  private static func own(
    _ name: String, _ expect: String, _ must: String, _ comment: String, _ state: RawState
  ) -> VectorDraft { vector(name, expect, must, comment, state.rootChain, pinned: state.authority) }

  /// A root 1 with any body, that hashes to the pinned ID.
  private static func body(
    _ name: String, _ expect: String, _ comment: String, _ change: (inout [UInt8]) -> Void
  )
    -> VectorDraft
  {
    var file = Demo.state.roots[0]
    var body = file.body
    change(&body)
    let authority = AuthorityID(ofFirstRootBody: body)
    file.head.authority = authority.bytes
    file.setBody(body)
    file.sign(as: .root, by: [(0, Demo.plan.roots[0].sortedKeys[0]), (1, Demo.plan.roots[0].sortedKeys[1])])
    return vector("body-\(name)", expect, "R1", comment, file.encoded, pinned: authority)
  }

  private static var bodies: [VectorDraft] {
    [
      body("no-root-keys", "root-body", "no root key") { $0[0] = 0 },
      body("33-root-keys", "root-body", "more than 32 root keys") { body in
        body = [33, 1, 1, 1, 0, 0, 0, 0] + (0..<34).flatMap { [UInt8](repeating: $0, count: 32) }
      },
      body("root-threshold-0", "root-body", "nobody has to sign") { $0[1] = 0 },
      body("root-threshold-4", "root-body", "a threshold of 4 of 3") { $0[1] = 4 },
      body("no-keyring-keys", "root-body", "no keyring key") { $0[2] = 0 },
      body("keyring-threshold-0", "root-body", "nobody has to sign keyrings") { $0[3] = 0 },
      body("keyring-threshold-3", "root-body", "a threshold of 3 of 2") { $0[3] = 3 },
      body("unused", "root-body", "an unused byte") { $0[7] = 1 },
      body("short", "root-body", "the last byte of the last key is missing") { $0.removeLast() },
      body("long", "root-body", "a byte behind the last key") { $0.append(0) },
      body("key-more", "root-body", "a key more than the counts say") {
        $0 += [UInt8](repeating: 255, count: 32)
      },
      body("order", "root-body", "root keys in decreasing order") { body in
        body = Array(body[..<8] + body[40..<72] + body[8..<40] + body[72...])
      },
      body("repeated", "root-body", "one root key twice") { $0.replaceSubrange(40..<72, with: $0[8..<40]) },
      body("keyring-order", "root-body", "keyring keys in decreasing order") { body in
        body = Array(body[..<104] + body[136..<168] + body[104..<136])
      },
      body("4-bytes", "root-body", "counts and nothing else") { $0 = [1, 1, 1, 1] },
    ]
  }

  /// Root 1 with keys 1, 2, 3, and root 2, where key 4 replaces key 1; both need two.
  private static func rotation(_ signers: [TestKey]) -> StatePlan {
    Demo.plan.with { plan in
      var next = plan.roots[0]
      next.keys = [TestKey("root-2"), TestKey("root-3"), TestKey("root-4")]
      next.signers = signers
      next.issuedAt += Demo.day
      plan.roots.append(next)
    }
  }

  private static let keys = (1...5).map { TestKey("root-\($0)") }

  private static var accepted: [VectorDraft] {
    [
      vector("one", "accepted", "R1,R2,R3,R4,R6,R7", "two of three keys", Demo.state.rootChain),
      own(
        "all-sign", "accepted", "R6,R7", "three of three keys",
        Demo.plan.with { $0.roots[0].signers = Demo.rootKeys }.build()),
      own(
        "one-of-one", "accepted", "R7", "a lone creator",
        Demo.plan.with {
          ($0.roots[0].keys, $0.roots[0].signers, $0.roots[0].threshold) = ([keys[0]], [keys[0]], 1)
        }.build()),
      own(
        "one-key-in-both-sets", "accepted", "R1", "a root key that is a keyring key too",
        Demo.plan.with {
          $0.roots[0].keyringKeys = [keys[0]]
          $0.keyring.signers = [keys[0]]
        }.build()),
      own(
        "rotation", "accepted", "R5,R6,R7", "keys 2 and 3 are in both roots, and count for both",
        rotation([keys[1], keys[2]]).build()),
      own(
        "rotation-old-key", "accepted", "R6,R7", "key 1 signs for root 1, key 4 for root 2, key 2 for both",
        rotation([keys[0], keys[1], keys[3]]).build()),
      own(
        "rotation-all-new", "accepted", "R7", "no key stays: two of the old, two of the new",
        Demo.plan.with { plan in
          var next = plan.roots[0]
          next.keys = [keys[3], keys[4]]
          next.signers = [keys[0], keys[2], keys[3], keys[4]]
          plan.roots.append(next)
        }.build()),
      own(
        "three-roots", "accepted", "R5", "a chain of three",
        rotation([keys[1], keys[2]]).with { plan in
          plan.roots.append(plan.roots[1])
          plan.roots[2].signers = [keys[2], keys[3]]
        }.build()),
    ]
  }

  /// The second root of a rotation, changed and signed again.
  private static func second(_ change: (inout RawFile) -> Void) -> RawState {
    rotation([keys[1], keys[2]]).build().with { state in
      change(&state.roots[1])
      let own = rotation([]).roots[1].sortedKeys
      state.roots[1].sign(
        as: .root, by: [keys[1], keys[2]].map { key in (UInt8(own.firstIndex(of: key) ?? 127), key) })
    }
  }

  private static var chains: [VectorDraft] {
    let other = Demo.plan.with { $0.roots[0].keys[2] = keys[4] }.build()
    let rotated = rotation([keys[1], keys[2]]).build()
    return [
      vector("not-pinned", "not-pinned", "R2", "root 1 of another authority", other.rootChain),
      vector(
        "not-pinned-second", "not-pinned", "R2", "a chain that begins with root 2", rotated.roots[1].encoded),
      own(
        "other-authority", "other-authority", "R3", "root 2 names another authority",
        second { $0.head.authority[0] ^= 1 }),
      vector(
        "other-authority-first", "other-authority", "R3", "root 1 names another authority",
        Demo.state.with { $0.roots[0].head.authority[0] ^= 1 }.rootChain),
      own(
        "page-hash", "page-hash", "R4", "a body root that is not that of the body",
        second { $0.head.bodyRoot[31] ^= 1 }),
      own(
        "page-hash-body", "page-hash", "R4", "a keyring key exchanged behind the head",
        rotated.with {
          $0.roots[1].bodyFile.replaceSubrange(136..<168, with: [UInt8](repeating: 0xFF, count: 32))
        }),
      vector(
        "page-hash-first", "page-hash", "R4", "root 1 with another body root",
        Demo.state.with { $0.roots[0].head.bodyRoot[0] ^= 1 }.rootChain),
      own(
        "body-cut", "body-length", "P1", "the last byte of the body is missing",
        rotated.with { $0.roots[1].bodyFile.removeLast() }),
      own(
        "gap", "root-gap", "R5", "root 3 behind root 1",
        second { ($0.head.number, $0.head.parentNumber) = (3, 2) }),
      own("repeated", "root-gap", "R5", "root 1 twice", Demo.state.with { $0.roots.append($0.roots[0]) }),
      own("repeated-second", "root-gap", "R5", "root 2 twice", rotated.with { $0.roots.append($0.roots[1]) }),
      own(
        "wrong-parent", "wrong-parent", "R5", "root 2 of another root 1",
        second { $0.head.parentBodyRoot[0] ^= 1 }),
    ]
  }

  private static var signatures: [VectorDraft] {
    let plan = Demo.plan.roots[0]
    func first(_ signers: [(UInt8, TestKey)], domain: String? = nil) -> [UInt8] {
      Demo.state.with { $0.roots[0].sign(as: .root, by: signers, domain: domain) }.rootChain
    }
    func rotated(_ signers: [(UInt8, TestKey)]) -> RawState {
      rotation([]).build().with { $0.roots[1].sign(as: .root, by: signers) }
    }
    let (old, new) = (plan.sortedKeys, rotation([]).roots[1].sortedKeys)
    func index(_ key: TestKey, in keys: [TestKey]) -> UInt8 { UInt8(keys.firstIndex(of: key) ?? 127) }
    return [
      vector(
        "unknown-key", "unknown-key", "R6", "an index behind the last key",
        first([(0, old[0]), (1, old[1]), (3, old[2])])),
      vector(
        "unknown-key-128", "unknown-key", "R6", "root 1 has no root before it",
        first([(0, old[0]), (1, old[1]), (128, old[2])])),
      own(
        "unknown-key-old", "unknown-key", "R6", "128 + j behind the last key of root 1",
        rotated([
          (index(keys[1], in: new), keys[1]), (index(keys[2], in: new), keys[2]), (131, keys[0]),
        ])),
      own(
        "counted-twice", "unknown-key", "R6", "key 2 by both of its indices",
        rotated([
          (index(keys[1], in: new), keys[1]), (128 + index(keys[1], in: old), keys[1]),
        ])),
      own(
        "old-index", "unknown-key", "R6", "keys 2 and 3 by their indices in root 1 only",
        rotated([
          (128 + index(keys[1], in: old), keys[1]), (128 + index(keys[2], in: old), keys[2]),
        ])),
      vector(
        "bad-signature", "bad-signature", "R6", "a bit of a signature",
        Demo.state.with { $0.roots[0].signatures[1].bytes[5] ^= 4 }.rootChain),
      vector(
        "bad-signature-third", "bad-signature", "R6",
        "enough good ones and a bad one: every signature has to verify",
        Demo.plan.with {
          $0.roots[0].signers = Demo.rootKeys
        }.build().with { $0.roots[0].signatures[2].bytes[40] ^= 1 }.rootChain),
      vector(
        "swapped", "bad-signature", "R6", "two signatures exchanged", first([(0, old[1]), (1, old[0])])),
      vector(
        "replayed-keyring", "bad-signature", "R6", "signatures over a keyring",
        first([(0, old[0]), (1, old[1])], domain: "postpass/v1/keyring\n")),
      vector(
        "replayed-no-domain", "bad-signature", "R6", "signatures without a domain",
        first([(0, old[0]), (1, old[1])], domain: "")),
      own(
        "keyring-key", "bad-signature", "R6", "a keyring key is no root key",
        Demo.plan.with { $0.roots[0].signers = [keys[0]] }.build().with {
          $0.roots[0].sign(as: .root, by: [(0, Demo.keyringKeys[0]), (1, Demo.keyringKeys[1])])
        }),
    ]
  }

  private static var thresholds: [VectorDraft] {
    [
      own(
        "threshold-none", "threshold", "R7", "no signature",
        Demo.plan.with { $0.roots[0].signers = [] }.build()),
      own(
        "threshold-one", "threshold", "R7", "one of three keys, where two are needed",
        Demo.plan.with { $0.roots[0].signers = [keys[0]] }.build()),
      own(
        "threshold-old", "threshold", "R7", "only one key of root 1: 2 and 4",
        rotation([keys[1], keys[3]]).build()),
      own(
        "threshold-new", "threshold", "R7", "only one key of root 2: 1 and 2",
        rotation([keys[0], keys[1]]).build()),
      own(
        "threshold-new-only", "threshold", "R7", "no key stays, and only the new ones sign",
        Demo.plan.with { plan in
          var next = plan.roots[0]
          next.keys = [keys[3], keys[4]]
          next.signers = [keys[3], keys[4]]
          plan.roots.append(next)
        }.build()),
      own(
        "threshold-raised", "threshold", "R7", "root 2 needs three, and has two of its own",
        rotation([keys[0], keys[1], keys[2]]).with {
          $0.roots[1].threshold = 3
        }.build()),
    ]
  }
}
