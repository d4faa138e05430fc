import PostPass
import TestSupport

/// Pending files (SPEC §8.5): the demo authority as it stands, and what its holders are asked to sign.
enum PendingVectors {
  static var all: [VectorDraft] { accepted + forms + standing + roots + keyrings + changes }

  private static let firstLine = Array("postpass/1/pend\n".utf8)

  private static func vector(
    _ name: String, _ expect: String, _ must: String, _ comment: String, _ bytes: [UInt8],
    pinned: AuthorityID = Demo.state.authority
  ) -> VectorDraft {
    VectorDraft(
      "pending/\(name)", kind: "pending", expect: expect, must: must, comment, [("authority", "\(pinned)")],
      .hex(bytes))
  }

  /// What stands, then the keyring of `next`, and its last root where it has one more.
  private static func file(from state: RawState = Demo.state, to next: RawState) -> [UInt8] {
    let root = next.roots.count > state.roots.count ? next.roots[state.roots.count].encoded : []
    return firstLine + state.rootChain + state.keyring.encoded + root + next.keyring.encoded
  }

  /// Keyring 2 under the same root, which nobody has signed.
  private static func keyring(_ change: (inout StatePlan) -> Void = { _ in }) -> RawState {
    Demo.plan.with { plan in
      (plan.keyring.number, plan.keyring.signers) = (2, [])
      plan.keyring.issuedAt += Demo.day
      change(&plan)
    }.build()
  }

  private static let keys = (1...4).map { TestKey("root-\($0)") }

  /// Root 2, where key 4 replaces key 1, and keyring 2 under it; nobody has signed either.
  private static func rotation(_ change: (inout StatePlan) -> Void = { _ in }) -> RawState {
    Demo.plan.with { plan in
      var next = plan.roots[0]
      (next.keys, next.signers) = ([keys[1], keys[2], keys[3]], [])
      next.issuedAt += Demo.day
      plan.roots.append(next)
      (plan.keyring.number, plan.keyring.signers) = (2, [])
      change(&plan)
    }.build()
  }

  private static let added = TestKey("issuer-10")
}

extension PendingVectors {
  private static var accepted: [VectorDraft] {
    let two = rotation { plan in
      plan.roots[1].signers = [keys[1], keys[2]]
      plan.keyring.signers = [Demo.keyringKeys[1]]
    }
    return [
      vector(
        "keyring", "accepted", "G1,G2,G3,G4", "keyring 2 with the same records, before anybody signed",
        file(to: keyring())),
      vector(
        "keyring-signed", "accepted", "G3", "both keyring keys have signed, where one is enough",
        file(to: keyring { $0.keyring.signers = Demo.keyringKeys })),
      vector(
        "keyring-number", "accepted", "G4", "the largest number",
        file(to: keyring { $0.keyring.number = .max })),
      vector(
        "keyring-changes", "accepted", "G4,G5,G6", "key 3 is removed, and another one enrolled as number 10",
        file(
          to: keyring { plan in
            plan.keyring.records[2].state = 2
            plan.keyring.records.append(.issuer(added, "@kim"))
          })),
      vector(
        "root", "accepted", "G1,G3,G5", "root 2 before anybody signed", file(to: rotation())),
      vector(
        "root-one-signed", "accepted", "G3", "one of two has signed the root",
        file(to: rotation { $0.roots[1].signers = [keys[0]] })),
      vector("root-signed", "accepted", "G3", "enough have signed root and keyring", file(to: two)),
      vector(
        "root-new-keyring", "accepted", "G4",
        "under a new root the number begins again, and what a thief enrolled goes",
        file(
          to: rotation { plan in
            plan.keyring.number = 1
            plan.keyring.records.removeLast(3)
            plan.keyring.records[2] = .issuer(added, "@kim")
          })),
      vector(
        "third-root", "accepted", "G2", "keyring 3 under root 2",
        file(
          from: two,
          to: two.with {
            $0.keyring.head.number = 3
            $0.keyring.signatures = []
          })),
      vector(
        "third-root-proposed", "accepted", "G2,G3", "root 3 behind root 2",
        file(
          from: two,
          to: rotation { plan in
            plan.roots[1].signers = [keys[1], keys[2]]
            plan.roots.append(plan.roots[1])
            plan.roots[2].signers = [keys[3]]
            plan.keyring.number = 3
          })),
    ]
  }

  /// [G1]
  private static var forms: [VectorDraft] {
    let (now, next, root) = (Demo.state, keyring().keyring.encoded, rotation())
    let good = file(to: keyring())
    return [
      vector(
        "line", "container", "G1", "the first line of a bundle",
        Array("postpass/1/pack\n".utf8) + good.dropFirst(16)),
      vector("empty", "magic", "G1", "a first line alone", firstLine),
      vector("no-roots", "container", "G1", "no root", firstLine + now.keyring.encoded + next),
      vector(
        "no-proposal", "magic", "G1", "nothing is proposed", firstLine + now.rootChain + now.keyring.encoded),
      vector(
        "root-alone", "magic", "G1", "a root without the keyring under it",
        firstLine + now.rootChain + now.keyring.encoded + root.roots[1].encoded),
      vector("trailing", "container", "G1", "a byte behind the proposed keyring", good + [0]),
      vector("list", "container", "G1", "a list behind the proposed keyring", good + now.list.encoded),
      vector(
        "list-proposed", "kind", "G1", "a list in the place of a keyring",
        firstLine + now.rootChain + now.keyring.encoded + now.list.encoded),
      vector(
        "two-roots-proposed", "kind", "G1", "two roots are proposed",
        firstLine + now.rootChain + now.keyring.encoded + root.roots[1].encoded + root.roots[1].encoded
          + root.keyring.encoded),
      vector(
        "root-in-chain", "magic", "G1", "the proposed root among those that stand",
        firstLine + root.rootChain + now.keyring.encoded),
      vector("cut", "body-length", "G1", "the last byte is missing", Array(good.dropLast())),
    ]
  }

  /// [G2]
  private static var standing: [VectorDraft] {
    func refused(
      _ name: String, _ expect: String, _ comment: String, _ change: (inout RawState) -> Void
    ) -> VectorDraft {
      vector("standing-\(name)", expect, "G2", comment, file(from: Demo.state.with(change), to: keyring()))
    }
    let sole = NamedStates.sole
    return [
      vector(
        "standing-other", "not-pinned", "G2", "the file of another authority", file(to: keyring()),
        pinned: NamedStates["other-authority"].authority),
      refused("root-threshold", "threshold", "root 1 has one signature of two") {
        $0.roots[0].signatures.removeLast()
      },
      refused("root-signature", "bad-signature", "a bit of a signature on root 1") {
        $0.roots[0].signatures[0].bytes[3] ^= 1
      },
      refused("keyring-unsigned", "threshold", "nobody has signed the keyring that stands") {
        $0.keyring.signatures = []
      },
      refused("keyring-signature", "bad-signature", "a bit of the signature on the keyring") {
        $0.keyring.signatures[0].bytes[3] ^= 1
      },
      refused("keyring-page", "page-hash", "a bit of the keyring's body") { $0.keyring.bodyFile[200] ^= 1 },
      refused("keyring-record", "record", "a signed record that no keyring may have") { state in
        var body = state.keyring.body
        body[128] = 9
        state.keyring.setBody(body)
        state.keyring.sign(as: .keyring, by: [(signer, Demo.keyringKeys[0])])
      },
      vector(
        "standing-other-keyring", "other-authority", "G2", "the keyring of another authority",
        firstLine + Demo.state.rootChain + NamedStates["other-authority"].keyring.encoded
          + keyring().keyring.encoded),
      vector(
        "standing-mixed", "not-pinned", "G2", "the roots of another authority",
        firstLine + NamedStates["other-authority"].rootChain + sole.keyring.encoded + sole.keyring.encoded),
    ]
  }

  /// The index of the demo's first keyring key.
  private static var signer: UInt8 {
    UInt8(Demo.plan.roots[0].sortedKeyringKeys.firstIndex(of: Demo.keyringKeys[0]) ?? 127)
  }

  /// [G3], the root.
  private static var roots: [VectorDraft] {
    func refused(
      _ name: String, _ expect: String, _ comment: String, _ change: (inout RawState) -> Void
    ) -> VectorDraft {
      vector("root-\(name)", expect, "G3", comment, file(to: rotation().with(change)))
    }
    let signed = rotation { $0.roots[1].signers = [keys[0], keys[1]] }
    let old = Demo.plan.roots[0].sortedKeys
    return [
      refused("gap", "root-gap", "root 3 behind root 1") {
        ($0.roots[1].head.number, $0.roots[1].head.parentNumber) = (3, 2)
      },
      vector(
        "root-again", "root-gap", "G3", "root 1 is proposed once more",
        firstLine + Demo.state.rootChain + Demo.state.keyring.encoded + Demo.state.rootChain
          + keyring().keyring.encoded),
      refused("parent", "wrong-parent", "root 2 of another root 1") {
        $0.roots[1].head.parentBodyRoot[0] ^= 1
      },
      refused("authority", "other-authority", "root 2 names another authority") {
        $0.roots[1].head.authority[0] ^= 1
      },
      refused("body", "root-body", "a threshold of 4 of 3") { state in
        var body = state.roots[1].body
        body[1] = 4
        state.roots[1].setBody(body)
      },
      refused("page", "page-hash", "a key exchanged behind the head") { $0.roots[1].bodyFile[20] ^= 1 },
      vector(
        "root-bad-signature", "bad-signature", "G3", "a good signature and a bad one",
        file(to: signed.with { $0.roots[1].signatures[1].bytes[9] ^= 1 })),
      refused("unknown-key", "unknown-key", "key 2 by its index in root 1") { state in
        let index = 128 + UInt8(old.firstIndex(of: keys[1]) ?? 0)
        state.roots[1].sign(as: .root, by: [(index, keys[1])])
      },
      refused("stranger", "unknown-key", "a key that is in neither root") {
        $0.roots[1].sign(as: .root, by: [(127, added)])
      },
    ]
  }

  /// [G3], the keyring.
  private static var keyrings: [VectorDraft] {
    let later = rotation()
    return [
      vector(
        "keyring-of-old-root", "wrong-parent", "G3", "a new root, and a keyring under the old one",
        firstLine + Demo.state.rootChain + Demo.state.keyring.encoded + later.roots[1].encoded
          + keyring().keyring.encoded),
      vector(
        "keyring-of-new-root", "wrong-parent", "G3", "a keyring under a root that is not proposed",
        firstLine + Demo.state.rootChain + Demo.state.keyring.encoded + later.keyring.encoded),
      vector(
        "keyring-authority", "other-authority", "G3", "a keyring of another authority",
        file(to: keyring().with { $0.keyring.head.authority[0] ^= 1 })),
      vector(
        "keyring-bad-signature", "bad-signature", "G3", "enough good signatures and a bad one",
        file(
          to: keyring { $0.keyring.signers = Demo.keyringKeys }.with {
            $0.keyring.signatures[1].bytes[63] ^= 0x10
          })),
      vector(
        "keyring-unknown-key", "unknown-key", "G3", "signed by a root key, which signs no keyrings",
        file(to: keyring { $0.keyring.signers = [keys[0]] })),
      vector(
        "keyring-page", "page-hash", "G3", "a bit of the proposed body",
        file(to: keyring().with { $0.keyring.bodyFile[300] ^= 1 })),
      vector(
        "keyring-record", "record", "G3", "an issuer without an account",
        file(to: keyring { $0.keyring.records[0].accountLength = 0 })),
      vector(
        "keyring-sole-account", "record", "G3", "a sole account, where there are two",
        file(to: keyring { $0.keyring.soleAccount = "@nora" })),
    ]
  }

  /// [G4] to [G6]
  private static var changes: [VectorDraft] {
    // B + (0, -1), of mixed order.
    let mixed = [0x95] + [UInt8](repeating: 0x99, count: 31)
    func root(_ own: [[UInt8]], _ keyring: [[UInt8]]) -> [UInt8] {
      let sorted = [own, keyring].map { $0.sorted { $0.lexicographicallyPrecedes($1) } }
      let body = [UInt8(own.count), 2, UInt8(keyring.count), 1, 0, 0, 0, 0] + sorted.joined().joined()
      return file(
        to: rotation().with { state in
          state.roots[1].setBody(body)
          state.keyring.head.parentBodyRoot = state.roots[1].head.bodyRoot
        })
    }
    let (own, ring) = (keys[1...2].map(\.publicKey.bytes), Demo.keyringKeys.map(\.publicKey.bytes))
    return [
      vector(
        "number-same", "rollback", "G4", "keyring 1 once more", file(to: keyring { $0.keyring.number = 1 })),
      vector(
        "removed-again", "keyring-rewritten", "G4", "a removed key is to be active again",
        file(to: keyring { $0.keyring.records[3].state = 1 })),
      vector(
        "account-changed", "keyring-rewritten", "G4", "key 3 is to be @nora's",
        file(to: keyring { $0.keyring.records[2] = .issuer(Demo.memberKeys[3], "@nora") })),
      vector(
        "key-changed", "keyring-rewritten", "G4", "number 3 is to be another key",
        file(to: keyring { $0.keyring.records[2] = .issuer(added, "@kim") })),
      vector(
        "removed-and-changed", "keyring-rewritten", "G4", "key 3 is removed, and its window is another",
        file(
          to: keyring {
            $0.keyring.records[2].state = 2
            $0.keyring.records[2].notAfter = Demo.start
          })),
      vector(
        "dropped", "keyring-rewritten", "G4", "the last number is missing",
        file(to: keyring { $0.keyring.records.removeLast() })),
      vector(
        "weak-key", "weak-key", "G5", "a key of mixed order as number 10",
        file(
          to: keyring {
            $0.keyring.records.append(RawKeyRecord.issuer(added, "@kim").with { $0.publicKey = mixed })
          })),
      vector(
        "weak-root-key", "weak-key", "G5", "a root key of mixed order", root(own + [mixed], ring)),
      vector(
        "weak-keyring-key", "weak-key", "G5", "a keyring key of mixed order", root(own, ring + [mixed])),
      vector(
        "weak-key-new-root", "weak-key", "G5", "a key of mixed order in the place of another",
        file(to: rotation { $0.keyring.records[2].publicKey = mixed })),
      vector(
        "enrolled-twice", "repeated-key", "G6", "one key as numbers 10 and 11",
        file(
          to: keyring {
            $0.keyring.records += [.issuer(added, "@kim"), .publisher(added)]
          })),
      vector(
        "enrolled-before", "repeated-key", "G6", "key 3 as number 10 too",
        file(to: keyring { $0.keyring.records.append(.issuer(Demo.memberKeys[3], "@kim")) })),
      vector(
        "enrolled-removed", "repeated-key", "G6", "key 4, which was removed, as number 10",
        file(to: keyring { $0.keyring.records.append(.issuer(Demo.memberKeys[4], "@nora")) })),
    ]
  }
}
