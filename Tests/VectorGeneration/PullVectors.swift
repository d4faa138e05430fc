import PostPass
import TestSupport

/// What a puller takes over from a mirror, against what its store holds (SPEC §8.2). The payload is the bundle that
/// is offered.
enum PullVectors {
  static var all: [VectorDraft] { accepted + rollback + equivocation + future + authority + publishers }

  private static func vector(
    _ name: String, _ expect: String, _ must: String, _ comment: String, _ offered: RawState,
    held: String = "demo", now: UInt64 = Demo.start + 3600, pinned: AuthorityID = Demo.state.authority
  ) -> VectorDraft {
    VectorDraft(
      "pulls/\(name)", kind: "pull", expect: expect, must: must, comment,
      [("held", held), ("authority", "\(pinned)"), ("now", "\(now)")], .hex(offered.bundle))
  }

  private static func built(_ change: (inout StatePlan) -> Void) -> RawState {
    Demo.plan.with(change).build()
  }

  private static func addRoot(_ plan: inout StatePlan, _ change: (inout StatePlan.Root) -> Void = { _ in }) {
    var next = plan.roots[plan.roots.count - 1]
    next.issuedAt += Demo.day
    change(&next)
    plan.roots.append(next)
  }

  private static var accepted: [VectorDraft] {
    [
      vector("same", "accepted", "S2,S3", "what is held already", Demo.state),
      vector("newer-list", "accepted", "S2", "list 4 behind list 3", built { $0.list.number = 4 }),
      vector(
        "newer-keyring", "accepted", "S2", "keyring 2 resets the numbers of lists",
        built { ($0.keyring.number, $0.list.number) = (2, 1) }),
      vector(
        "newer-root", "accepted", "S2", "root 2 resets the numbers of keyrings and lists",
        built { plan in
          addRoot(&plan)
          plan.list.number = 1
        }),
      vector(
        "recovery-keyring", "accepted", "S2",
        "after a list with the largest number, a new keyring brings list 1",
        built {
          ($0.keyring.number, $0.list.number) = (2, 1)
        }, held: "list-fast-forwarded"),
      vector(
        "recovery-root", "accepted", "S2",
        "after a keyring with the largest number, a new root brings keyring 1",
        built { plan in
          addRoot(&plan)
          (plan.keyring.number, plan.list.number) = (1, 1)
        }, held: "keyring-fast-forwarded"),
      vector(
        "recovery-time", "accepted", "S2,S4", "a new keyring with earlier times",
        built { plan in
          plan.keyring.number = 2
          plan.list.number = 1
          plan.list.issuedAt -= Demo.day
          plan.list.codes = []
        }),
      vector(
        "future-skew", "accepted", "S4", "300 seconds after now", Demo.state, held: "none",
        now: Demo.start - 300),
      vector("first", "accepted", "S5", "nothing is held", Demo.state, held: "none"),
    ]
  }

  private static var rollback: [VectorDraft] {
    [
      vector("rollback-list", "rollback", "S2", "list 2 behind list 3", built { $0.list.number = 2 }),
      vector(
        "rollback-list-1", "rollback", "S2", "list 1, issued later",
        built {
          $0.list.number = 1
          $0.list.issuedAt += 60
        }),
      vector(
        "rollback-keyring", "rollback", "S2", "keyring 1 behind keyring 2, with a newer list",
        built { $0.list.number = 9 }, held: "keyring-2"),
      vector(
        "rollback-root", "rollback", "S2", "root 1 behind root 2", built { $0.list.number = 9 },
        held: "root-2"),
      vector(
        "rollback-root-number", "rollback", "S2", "root 1, with keyring 9",
        built { ($0.keyring.number, $0.list.number) = (9, 9) }, held: "root-2"),
      vector(
        "rollback-of-fast-forward", "rollback", "S2", "list 4 behind list 2^64 - 1, of the same keyring",
        built { $0.list.number = 4 }, held: "list-fast-forwarded"),
      vector(
        "rollback-list-of-older-keyring", "rollback", "S2", "keyring 2 with a list of keyring 1",
        built { plan in
          plan.keyring.number = 2
          plan.list.parentNumber = 1
          plan.list.number = 99
        }, held: "keyring-2"),
    ]
  }

  private static var equivocation: [VectorDraft] {
    [
      vector("equivocation-list", "equivocation", "S3", "another list 3", built { $0.list.codes = [] }),
      vector(
        "equivocation-list-time", "equivocation", "S3", "list 3 with another freshness",
        built { $0.list.freshUntil += 1 }),
      vector(
        "equivocation-keyring", "equivocation", "S3", "another keyring 1",
        built {
          $0.keyring.records[2].notAfter = Demo.start + 100 * Demo.day
          $0.list.number = 4
        }),
      vector(
        "equivocation-root", "equivocation", "S3", "another root 2",
        built { plan in
          addRoot(&plan) { $0.freshUntil += 1 }
          plan.keyring.number = 2
        }, held: "root-2"),
      vector(
        "equivocation-signatures", "accepted", "S3", "other signatures on the same root are no other head",
        built {
          $0.roots[0].signers = [Demo.rootKeys[1], Demo.rootKeys[2]]
        }),
    ]
  }

  private static var future: [VectorDraft] {
    [
      vector(
        "future-list", "from-the-future", "S4", "a list 301 seconds after now", Demo.state, held: "none",
        now: Demo.start - 301),
      vector(
        "future-keyring", "from-the-future", "S4", "a keyring 301 seconds after now",
        built {
          $0.keyring.number = 2
          $0.keyring.issuedAt = Demo.start + 3901
        }),
      vector(
        "future-root", "from-the-future", "S4", "a root 301 seconds after now",
        built { plan in
          addRoot(&plan) { $0.issuedAt = Demo.start + 3901 }
        }),
    ]
  }

  private static var authority: [VectorDraft] {
    [
      vector(
        "other-authority", "other-authority", "S5", "another authority under the same keys",
        NamedStates["other-authority"]),
      vector(
        "other-authority-first", "other-authority", "S5", "nothing is held", NamedStates["other-authority"],
        held: "none"),
    ]
  }

  private static var publishers: [VectorDraft] {
    [
      vector(
        "publisher", "accepted", "S6", "a newer list of the second publisher",
        built { plan in
          plan.keyring.number = 2
          plan.keyring.records.append(.publisher(TestKey("nobody")))
          (plan.list.signer, plan.list.key) = (10, TestKey("nobody"))
        }),
      vector(
        "keyring-rewritten", "keyring-rewritten", "S7",
        "keyring 2, in which a removed publisher is active again",
        built { plan in
          plan.keyring.number = 2
          plan.keyring.records[7].state = 1
        }),
      vector(
        "keyring-removes", "accepted", "S7", "keyring 2, in which an issuer is removed",
        built { plan in
          plan.keyring.number = 2
          plan.keyring.records[2].state = 2
        }),
      vector(
        "not-authoritative-issuer", "not-authoritative", "S6", "list 4, signed by an issuer",
        built { ($0.list.number, $0.list.signer, $0.list.key) = (4, 3, TestKey("issuer-3")) }),
      vector(
        "not-authoritative-removed", "not-authoritative", "S6", "list 4, signed by a removed publisher",
        built { ($0.list.number, $0.list.signer, $0.list.key) = (4, 8, TestKey("publisher-8")) }),
      vector(
        "not-authoritative-first", "not-authoritative", "S6", "a list outside of its publisher's window",
        NamedStates["publisher-expired"], held: "none"),
    ]
  }

  /// States that stores hold before a pull.
  static let held: [String: RawState] = [
    "keyring-2": built { $0.keyring.number = 2 },
    "root-2": built { addRoot(&$0) },
    "list-fast-forwarded": built { $0.list.number = .max },
    "keyring-fast-forwarded": built { $0.keyring.number = .max },
  ]
}
