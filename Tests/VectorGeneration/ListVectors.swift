import PostPass
import TestSupport

/// Revocation lists under the root and keyring of a state (SPEC §4.4, §6). The payload is head, signature block and
/// body file.
enum ListVectors {
  static var all: [VectorDraft] { accepted + lookups + heads + ListBodyVectors.all }

  static func vector(
    _ name: String, _ expect: String, _ must: String, _ comment: String, _ file: RawFile,
    state: String = "demo", lookUp: String? = nil
  ) -> VectorDraft {
    VectorDraft(
      "revocations/\(name)", kind: "revocation-list", expect: expect, must: must, comment,
      [("state", state), ("open", lookUp == nil ? "whole" : "lazily")]
        + (lookUp.map { [("look-up", $0)] } ?? []),
      .hex(file.encoded))
  }

  static func built(_ change: (inout StatePlan) -> Void) -> RawFile { Demo.plan.with(change).build().list }

  private static var accepted: [VectorDraft] {
    [
      vector("whole", "accepted", "L1,L2,L3,L4,L5,L6,L7", "as the demo authority made it", Demo.state.list),
      vector(
        "empty", "accepted", "L4,L7", "nothing is revoked", built { ($0.list.codes, $0.list.keys) = ([], []) }
      ),
      vector("keys-only", "accepted", "L4,L7", "keys and no codes", built { $0.list.codes = [] }),
      vector(
        "one-code", "accepted", "L4,L6,L7", "one event needs indices of no bits",
        built { plan in
          plan.list.codes = [(Demo.code(1, 0), Demo.event(list: 1, daysAgo: 1, .unspecified))]
          plan.list.keys = []
        }),
      vector(
        "largest-numbers", "accepted", "L4,L7", "issuer and key 2^32 - 2, serial 2^32 - 1",
        built { plan in
          let event = Demo.event(list: .max, daysAgo: 0, .leaked, effectiveDaysAgo: Demo.start / Demo.day)
          plan.list.codes = [(Demo.code(.max - 1, .max), event)]
          plan.list.keys = [(Demo.number(.max - 1), event)]
        }),
      vector(
        "many-issuers", "accepted", "L7", "300 issuers with three codes each",
        built { plan in
          plan.list.codes = (1...300).flatMap { issuer in
            [0, 5, UInt32(issuer)].map {
              (Demo.code(UInt32(issuer) * 7, $0), Demo.event(list: 1, daysAgo: 3, .cancelled))
            }
          }
        }),
      vector(
        "samples", "accepted", "L7", "more than 1024 codes, so that samples are more than one",
        built { plan in
          plan.list.codes = (0..<1100).map {
            (Demo.code(1, $0 * 3), Demo.event(list: 1, daysAgo: 3, .cancelled))
          }
        }),
      vector("crowded", "accepted", "L7", "a group with more values than a sample has", crowded),
      vector(
        "crowded-lazy", "listed", "P3,L6", "a code behind the sample in a crowded group", crowded,
        lookUp: "1-1099"),
      vector(
        "crowded-lazy-absent", "not-listed", "P3,L6", "a serial behind those of the crowded group", crowded,
        lookUp: "1-1100"),
    ]
  }

  /// 1100 codes side by side, and one so far from them that they are all in one bucket.
  private static let crowded = built { plan in
    plan.list.codes = ((0..<1100) + [1 << 31]).map {
      (Demo.code(1, $0), Demo.event(list: 1, daysAgo: 3, .cancelled))
    }
  }

  private static func lookup(_ name: String, _ expect: String, _ comment: String, _ code: String)
    -> VectorDraft
  {
    vector("look-up-\(name)", expect, "P3,L6", comment, Demo.state.list, lookUp: code)
  }

  private static var lookups: [VectorDraft] {
    [
      lookup("first", "listed", "the first code of an issuer", "1-100"),
      lookup("last", "listed", "the last code of an issuer", "1-298"),
      lookup("between", "not-listed", "a serial between two that are listed", "1-201"),
      lookup("before", "not-listed", "a serial before the first", "1-0"),
      lookup("behind", "not-listed", "a serial behind the last, below the issuer's end", "1-299"),
      lookup("beyond", "not-listed", "the position behind those of issuer 1 is that of 3-0", "1-65536"),
      lookup("beyond-far", "not-listed", "the largest serial", "1-4294967295"),
      lookup("serial-0", "listed", "serial 0", "3-0"),
      lookup("largest-serial", "listed", "serial 2^32 - 1", "3-4294967295"),
      lookup("issuer-between", "not-listed", "an issuer without codes", "2-100"),
      lookup("issuer-beyond", "not-listed", "an issuer behind the last", "4294967294-100"),
      lookup("key", "listed", "a code of an issuer whose key is revoked", "7-1"),
    ]
  }

  private static func signed(
    by key: TestKey = Demo.memberKeys[2], domain: String? = nil, _ change: (inout RawFile) -> Void = { _ in }
  ) -> RawFile {
    var file = Demo.state.list
    change(&file)
    file.sign(as: .revocationList, by: [(0, key)], domain: domain)
    return file
  }

  private static var heads: [VectorDraft] {
    [
      vector(
        "other-authority", "other-authority", "L1", "the head names another authority",
        signed { $0.head.authority[0] ^= 1 }),
      vector("unknown-key", "unknown-key", "L2", "signer 10 of 9", signed { $0.head.signer = 10 }),
      vector(
        "unknown-key-largest", "unknown-key", "L2", "signer 2^32 - 2", signed { $0.head.signer = .max - 1 }),
      vector(
        "old-keyring", "old-keyring", "L2", "signer 10 of a newer keyring",
        signed { ($0.head.signer, $0.head.parentNumber) = (10, 2) }),
      vector(
        "old-keyring-root", "old-keyring", "L2", "signer 10 of a keyring under a newer root",
        signed { ($0.head.signer, $0.head.rootNumber) = (10, 2) }),
      vector(
        "old-keyring-twin", "old-keyring", "L2", "signer 10 of another keyring with the same number",
        signed {
          $0.head.signer = 10
          $0.head.parentBodyRoot[0] ^= 1
        }),
      vector(
        "bad-signature", "bad-signature", "L3", "a bit of R",
        {
          var file = Demo.state.list
          file.signatures[0].bytes[0] ^= 1
          return file
        }()),
      vector(
        "bad-signature-head", "bad-signature", "L3", "a later freshness under a genuine signature",
        {
          var file = Demo.state.list
          file.head.freshUntil += 1
          return file
        }()),
      vector(
        "bad-signature-signer", "bad-signature", "L3", "signed by key 3, and says 2",
        signed(by: Demo.memberKeys[3])),
      vector(
        "signed-by-root-key", "bad-signature", "L3", "root keys sign no list", signed(by: Demo.rootKeys[0])),
      vector(
        "signed-by-keyring-key", "bad-signature", "L3", "keyring keys sign no list",
        signed(by: Demo.keyringKeys[0])),
      vector(
        "replayed-root", "bad-signature", "L3", "a signature over a root",
        signed(domain: "postpass/v1/root\n")),
      vector(
        "replayed-keyring", "bad-signature", "L3", "a signature over a keyring",
        signed(domain: "postpass/v1/keyring\n")),
      vector(
        "replayed-code", "bad-signature", "L3", "a signature over a code",
        signed(domain: "postpass/v1/code\n")),
      vector(
        "body-short", "body-length", "P1", "the last byte is missing",
        {
          var file = Demo.state.list
          file.bodyFile.removeLast()
          return file
        }()),
      vector(
        "page-hash", "page-hash", "P2", "a bit of the codes",
        {
          var file = Demo.state.list
          file.bodyFile[file.bodyFile.count - 60] ^= 1
          return file
        }()),
      vector(
        "page-hash-lazy", "page-hash", "P3", "a bit of the codes",
        {
          var file = Demo.state.list
          file.bodyFile[file.bodyFile.count - 60] ^= 1
          return file
        }(), lookUp: "1-100"),
    ]
  }
}
