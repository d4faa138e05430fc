import PostPass
import TestSupport

/// Notices under the keyring of the demo authority (SPEC §6.6). The payload is head, signature block and body.
enum NoticeVectors {
  static var all: [VectorDraft] { accepted + files + signers + heads + bodies + orders }

  private static func vector(
    _ name: String, _ expect: String, _ must: String, _ comment: String, _ bytes: [UInt8],
    state: String = "demo", issuer: UInt32? = nil
  ) -> VectorDraft {
    VectorDraft(
      "notices/\(name)", kind: "notice", expect: expect, must: must, comment,
      [("state", state)] + (issuer.map { [("issuer", "\($0)")] } ?? []), .hex(bytes))
  }

  /// A notice that cancels two codes, changed, signed by a key of the demo.
  private static func notice(
    signer: UInt32 = 3, by key: TestKey? = nil, domain: String? = nil,
    _ change: (inout RawNotice) -> Void = { _ in }, head: (inout RawHead) -> Void = { _ in }
  ) -> [UInt8] {
    file(signer: signer, by: key, domain: domain, change, head: head).encoded
  }

  private static func file(
    signer: UInt32 = 3, by key: TestKey? = nil, domain: String? = nil,
    _ change: (inout RawNotice) -> Void = { _ in }, head: (inout RawHead) -> Void = { _ in }
  ) -> RawFile {
    var notice = RawNotice(codes: [(7, end), (48_213, end)])
    change(&notice)
    return notice.file(
      under: Demo.state.keyring.head, signer: signer, by: key ?? Demo.memberKeys[Int(signer)], domain: domain,
      head)
  }

  private static let end = UInt32(Demo.start + 60 * Demo.day)

  private static func wholeKey(_ notice: inout RawNotice) { (notice.scope, notice.codes) = (1, []) }

  private static var accepted: [VectorDraft] {
    let all = "N1,N2,N3,N4,N5,N6"
    return [
      vector("codes", "accepted", all, "three codes, as issuer 3 made it", Demo.notice.encoded, issuer: 3),
      vector("whole-key", "accepted", all, "the whole key", notice(wholeKey), issuer: 3),
      vector(
        "one-code", "accepted", "N6", "one code, the smallest not after", notice { $0.codes = [(0, 1)] },
        issuer: 3),
      vector(
        "leaked", "accepted", "N6", "leaked codes, with an earlier effect",
        notice { ($0.reason, $0.effectiveFrom) = (3, Demo.start - Demo.day) }, issuer: 3),
      vector(
        "effective-now", "accepted", "N6", "effective from its own time on",
        notice { ($0.reason, $0.effectiveFrom) = (3, Demo.start) }, issuer: 3),
      vector(
        "key-compromise", "accepted", "N6", "a compromised key, from the beginning",
        notice {
          wholeKey(&$0)
          ($0.reason, $0.effectiveFrom) = (4, 0)
        }, issuer: 3),
      vector(
        "leaked-published", "accepted", "N6", "leaked codes, from their publication on",
        notice { $0.reason = 3 },
        issuer: 3),
      vector(
        "two-pages", "accepted", "N5,N6", "a body of more than a page, and no stored hashes",
        notice { $0.codes = (0..<600).map { ($0 * 3, end) } }, issuer: 3),
      vector(
        "expired-key", "accepted", "N3,N4", "a key that is before its window may ask", notice(signer: 9),
        issuer: 9),
      vector(
        "revoked-key", "accepted", "N3,N4", "a key that the list revokes may ask", notice(signer: 7),
        issuer: 7),
      vector(
        "old", "accepted", "N2,N4", "issued at 0 under keyring 1 of root 1: never too old",
        notice(head: { $0.issuedAt = 0 }), issuer: 3),
      vector(
        "future", "accepted", "N2,N4", "issued in the year 9999: not compared with a clock",
        notice(head: { $0.issuedAt = UnixTime.lastDate.seconds - 1 }), issuer: 3),
      vector(
        "newer-keyring", "accepted", "N2", "of a newer keyring, and the issuer is known",
        notice(head: { $0.parentNumber = 2 }), issuer: 3),
    ]
  }

  private static var files: [VectorDraft] {
    let whole = notice()
    return [
      vector("cut", "body-length", "H8", "the last byte is missing", Array(whole.dropLast())),
      vector("cut-body", "body-length", "H8", "no body", Array(whole.prefix(168 + 66))),
      vector("trailing", "container", "S1", "a byte behind the body", whole + [0]),
      vector(
        "stored-hashes", "container", "S1", "hashes behind the body, as other files have them",
        {
          var file = file { $0.codes = (0..<600).map { ($0 * 3, end) } }
          file.setBody(file.body)
          return file.encoded
        }()),
      vector("list", "kind", "H2", "a list", Demo.state.list.encoded),
      vector("keyring", "kind", "H2", "a keyring", Demo.state.keyring.encoded),
      vector("root", "kind", "H2", "a root", Demo.state.roots[0].encoded),
      vector("bundle", "kind", "H2", "a bundle begins as a file does", Demo.state.bundle),
      vector("empty", "magic", "H1", "one byte", [0x70]),
    ]
  }

  /// A notice signed by one key that says it is of another: how else could it be about other codes?
  private static var signers: [VectorDraft] {
    let crossed: [(UInt32, UInt32, String)] = [
      (3, 1, "issuer 3 asks for codes of issuer 1"), (1, 3, "issuer 1 asks for codes of issuer 3"),
      (3, 6, "issuer 3 asks for codes of another key of @kim"),
      (2, 1, "the publisher asks for codes of issuer 1"),
      (4, 1, "a removed issuer asks for codes of issuer 1"),
      (8, 3, "a removed publisher asks for codes of issuer 3"),
    ]
    return crossed.map { key, signer, comment in
      vector(
        "of-\(signer)-by-\(key)", "bad-signature", "N4", comment,
        notice(signer: signer, by: Demo.memberKeys[Int(key)]))
    }
      + [(3, 1), (3, 6), (3, 9), (1, 3), (1, 5)].map { issuer, other in
        var file = file(signer: UInt32(issuer))
        file.head.signer = UInt32(other)
        return vector(
          "of-\(issuer)-headed-\(other)", "bad-signature", "N4",
          "a genuine notice of issuer \(issuer), headed again as one of issuer \(other)", file.encoded)
      }
  }

  private static var heads: [VectorDraft] {
    [
      vector(
        "other-authority", "other-authority", "N1", "the head names another authority",
        notice(head: { $0.authority[0] ^= 1 })),
      vector(
        "unknown-key", "unknown-key", "N2", "a number beyond the keyring",
        notice(signer: 10, by: Demo.memberKeys[3])),
      vector(
        "unknown-key-largest", "unknown-key", "N2", "the largest number",
        notice(signer: .max - 1, by: Demo.memberKeys[3])),
      vector(
        "old-keyring", "old-keyring", "N2", "beyond the keyring, and of a newer one",
        notice(signer: 10, by: Demo.memberKeys[3], head: { $0.parentNumber = 2 })),
      vector(
        "old-keyring-root", "old-keyring", "N2", "beyond the keyring, and of a newer root",
        notice(signer: 10, by: Demo.memberKeys[3], head: { $0.rootNumber = 2 })),
      vector(
        "old-keyring-twin", "old-keyring", "N2", "beyond the keyring, and of another one with its number",
        notice(signer: 10, by: Demo.memberKeys[3], head: { $0.parentBodyRoot[0] ^= 1 })),
      vector("removed", "unknown-key", "N3", "a removed issuer", notice(signer: 4)),
      vector("publisher", "wrong-role", "N3", "a publisher", notice(signer: 2)),
      vector("removed-publisher", "unknown-key", "N3", "a removed publisher", notice(signer: 8)),
      vector(
        "stranger", "bad-signature", "N4", "signed by nobody of the keyring", notice(by: Demo.memberKeys[0])),
      vector(
        "domain-list", "bad-signature", "N4", "the signature is one for a list",
        notice(domain: "postpass/v1/revocation-list\n")),
      vector(
        "domain-code", "bad-signature", "N4", "the signature is one for a code",
        notice(domain: "postpass/v1/code\n")),
      vector(
        "domain-keyring", "bad-signature", "N4", "the signature is one for a keyring",
        notice(domain: "postpass/v1/keyring\n")),
      vector(
        "domain-root", "bad-signature", "N4", "the signature is one for a root",
        notice(domain: "postpass/v1/root\n")),
      vector(
        "signature-bit", "bad-signature", "N4", "one bit of the signature",
        {
          var file = file()
          file.signatures[0].bytes[0] ^= 1
          return file.encoded
        }()),
      vector(
        "issued-later", "bad-signature", "N4", "the time was changed",
        {
          var file = file()
          file.head.issuedAt += 1
          return file.encoded
        }()),
      vector(
        "other-code", "page-hash", "N5", "another serial behind a genuine signature",
        {
          var file = file()
          file.bodyFile[16] ^= 1
          return file.encoded
        }()),
      vector(
        "body-root", "page-hash", "N5", "a signed root of no body", notice(head: { $0.bodyRoot[0] ^= 1 })),
      vector("body-swapped", "page-hash", "N5", "the body of another notice", swapped),
    ]
  }

  private static var swapped: [UInt8] {
    var file = file()
    file.bodyFile = RawNotice(codes: [(8, end), (48_213, end)]).body
    return file.encoded
  }

  private static func body(
    _ name: String, _ comment: String, _ change: (inout RawNotice) -> Void
  ) -> VectorDraft { vector(name, "notice-body", "N6", comment, notice(change)) }

  private static var bodies: [VectorDraft] {
    [
      body("reason-5", "there is no reason 5") { $0.reason = 5 },
      body("reason-255", "nor 255") { $0.reason = 255 },
      body("scope-0", "there is no scope 0") { $0.scope = 0 },
      body("scope-3", "nor 3") { $0.scope = 3 },
      body("scope-key-codes", "the whole key, and codes") { $0.scope = 1 },
      body("scope-codes-none", "no codes are not the whole key") { $0.codes = [] },
      body("scope-0-none", "neither the whole key nor codes") { ($0.scope, $0.codes) = (0, []) },
      body("unused-first", "an unused byte") { $0.unused[0] = 1 },
      body("unused-last", "an unused byte") { $0.unused[5] = 1 },
      body("effective-cancelled", "cancelled codes do not reach back") { $0.effectiveFrom = Demo.start - 1 },
      body("effective-cancelled-now", "nor name their own time") { $0.effectiveFrom = Demo.start },
      body("effective-unspecified", "nor do those without a reason") {
        ($0.reason, $0.effectiveFrom) = (0, 0)
      },
      body("effective-superseded", "nor superseded ones") { ($0.reason, $0.effectiveFrom) = (2, 0) },
      body("effective-later", "a second after it was issued") {
        ($0.reason, $0.effectiveFrom) = (3, Demo.start + 1)
      },
      body("effective-no-date", "a time that is not a date") {
        ($0.reason, $0.effectiveFrom) = (3, .max - 1)
      },
      body("repeated", "one serial twice") { $0.codes = [(7, end), (7, end)] },
      body("repeated-ends", "one serial with two ends") { $0.codes = [(7, end), (7, end + 1)] },
      body("order", "serials decrease") { $0.codes = [(8, end), (7, end)] },
      body("order-last", "the last two are out of order") { $0.codes = [(1, end), (9, end), (8, end)] },
      body("not-after-0", "no code ends at 0") { $0.codes = [(7, 0)] },
      body("not-after-0-last", "no code ends at 0") { $0.codes = [(7, end), (8, 0)] },
    ]
  }

  /// Of two faults the first one is named.
  private static var orders: [VectorDraft] {
    [
      vector(
        "authority-before-key", "other-authority", "N1,N2", "another authority, and an unknown issuer",
        notice(signer: 10, by: Demo.memberKeys[3], head: { $0.authority[0] ^= 1 })),
      vector(
        "role-before-signature", "wrong-role", "N3,N4", "a publisher, and another key's signature",
        notice(signer: 2, by: Demo.memberKeys[3])),
      vector(
        "signature-before-body", "bad-signature", "N4,N5,N6",
        "another key's signature, and a body that says nothing",
        notice(by: Demo.memberKeys[1]) { $0.reason = 9 }),
    ]
  }
}
