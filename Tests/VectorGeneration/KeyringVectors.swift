import PostPass
import TestSupport

/// Keyrings under the root of a state (SPEC §3, §4.4, §5). The payload is head, signature block and body file.
enum KeyringVectors {
  static var all: [VectorDraft] { accepted + heads + records + pages }

  private static func vector(
    _ name: String, _ expect: String, _ must: String, _ comment: String, _ file: RawFile,
    state: String = "demo", key: UInt32? = nil
  ) -> VectorDraft {
    VectorDraft(
      "keyrings/\(name)", kind: "keyring", expect: expect, must: must, comment,
      [("state", state), ("open", key == nil ? "whole" : "lazily")] + (key.map { [("key", "\($0)")] } ?? []),
      .hex(file.encoded))
  }

  private static func built(_ change: (inout StatePlan) -> Void) -> RawFile {
    Demo.plan.with(change).build().keyring
  }

  /// The demo keyring with a changed head, signed again.
  private static func head(
    by signers: [(UInt8, TestKey)]? = nil, domain: String? = nil, _ change: (inout RawFile) -> Void
  )
    -> RawFile
  {
    var file = Demo.state.keyring
    change(&file)
    let index = UInt8(Demo.plan.roots[0].sortedKeyringKeys.firstIndex(of: Demo.keyringKeys[0]) ?? 0)
    file.sign(as: .keyring, by: signers ?? [(index, Demo.keyringKeys[0])], domain: domain)
    return file
  }

  private static var accepted: [VectorDraft] {
    [
      vector(
        "whole", "accepted", "K1,K2,K3,K4,K5,K6,P1,P2", "as the demo authority made it", Demo.state.keyring),
      vector("lazy", "accepted", "K5,P3", "one record of it", Demo.state.keyring, key: 3),
      vector(
        "two-signers", "accepted", "K3,K4", "two of two", NamedStates["two-keyring-signers"].keyring,
        state: "two-keyring-signers"),
      vector(
        "more-signers", "accepted", "K4", "more than are needed",
        built { $0.keyring.signers = Demo.keyringKeys }),
      vector("no-keys", "accepted", "K6", "record 0 alone", built { $0.keyring.records = [] }),
      vector(
        "sole-account", "accepted", "K6", "active issuers of one account, and removed ones of another",
        built { plan in
          plan.keyring.records[2].state = 2
          plan.keyring.records[5].state = 2
          plan.keyring.records[6].state = 2
        }),
      vector(
        "accounts", "accepted", "K5", "accounts of 1 and 64 bytes",
        built { plan in
          plan.keyring.records[0] = .issuer(Demo.memberKeys[1], "a")
          plan.keyring.records[2] = .issuer(
            Demo.memberKeys[3],
            String(repeating: "Z", count: 30) + "@._:-" + String(repeating: "9", count: 29))
        }),
      vector(
        "window-edges", "accepted", "K5", "from 0 to the end of the year 9999",
        built {
          ($0.keyring.records[0].notBefore, $0.keyring.records[0].notAfter) = (0, 253_402_300_799)
        }),
      vector("two-pages", "accepted", "P1,P2", "40 keys, and two stored hashes", twoPages),
      vector("two-pages-lazy", "accepted", "P3", "a record of the second page", twoPages, key: 40),
    ]
  }

  private static var heads: [VectorDraft] {
    let stranger = [(UInt8(0), Demo.rootKeys[0])]
    return [
      vector(
        "other-authority", "other-authority", "K1", "the head names another authority",
        head { $0.head.authority[3] ^= 1 }),
      vector(
        "wrong-parent-number", "wrong-parent", "K2", "a keyring of root 2", head { $0.head.parentNumber = 2 }),
      vector(
        "wrong-parent-root", "wrong-parent", "K2", "a keyring of another root 1",
        head { $0.head.parentBodyRoot[0] ^= 1 }),
      vector(
        "unknown-key", "unknown-key", "K3", "an index behind the last keyring key",
        head(by: [(2, Demo.keyringKeys[0])]) { _ in }),
      vector(
        "unknown-key-128", "unknown-key", "K3", "keys of an earlier root sign no keyring",
        head(by: [(128, Demo.keyringKeys[0])]) { _ in }),
      vector(
        "bad-signature", "bad-signature", "K3", "another list of keys under a genuine signature",
        {
          var file = Demo.state.keyring
          file.setBody(Demo.plan.with { $0.keyring.records[7].state = 1 }.keyring.body)
          return file
        }()),
      vector(
        "bad-signature-bit", "bad-signature", "K3", "a bit of S",
        {
          var file = Demo.state.keyring
          file.signatures[0].bytes[50] ^= 1
          return file
        }()),
      vector(
        "bad-signature-index", "bad-signature", "K3", "the index of the other key",
        head(
          by: Demo.plan.roots[0].sortedKeyringKeys.enumerated().filter { $0.element != Demo.keyringKeys[0] }
            .map { (UInt8($0.offset), Demo.keyringKeys[0]) }
        ) { _ in }),
      vector(
        "signed-by-root-key", "bad-signature", "K3", "root keys sign no keyring", head(by: stranger) { _ in }),
      vector(
        "replayed-root", "bad-signature", "K3", "a signature over a root",
        head(domain: "postpass/v1/root\n") { _ in }),
      vector(
        "replayed-list", "bad-signature", "K3", "a signature over a list",
        head(domain: "postpass/v1/revocation-list\n") { _ in }),
      vector("threshold-none", "threshold", "K4", "no signature", built { $0.keyring.signers = [] }),
      vector(
        "threshold-one", "threshold", "K4", "one signature, where two are needed",
        {
          var file = NamedStates["two-keyring-signers"].keyring
          file.signatures.removeLast()
          return file
        }(), state: "two-keyring-signers"),
    ]
  }

  /// A record that no verifier may use, in both ways of opening.
  private static func record(
    _ name: String, _ comment: String, key: UInt32 = 3, _ change: (inout RawKeyRecord) -> Void
  ) -> [VectorDraft] {
    let file = built { change(&$0.keyring.records[Int(key) - 1]) }
    return [
      vector("record-\(name)", "record", "K5,K6", comment, file),
      vector("record-\(name)-lazy", "record", "K5", comment, file, key: key),
    ]
  }

  private static var records: [VectorDraft] {
    let groups: [[VectorDraft]] = [
      record("role-0", "no role") { $0.role = 0 },
      record("role-3", "role 3") { $0.role = 3 },
      record("state-0", "no state") { $0.state = 0 },
      record("state-3", "state 3") { $0.state = 3 },
      record("no-account", "an issuer without account") {
        ($0.accountLength, $0.account) = (0, [UInt8](repeating: 0, count: 64))
      },
      record("account-65", "an account of 65 bytes") {
        ($0.accountLength, $0.account) = (65, [UInt8](repeating: 0x61, count: 64))
      },
      record("account-255", "an account of 255 bytes") { $0.accountLength = 255 },
      record("account-space", "a space in the account") { $0.account[2] = 0x20 },
      record("account-utf-8", "a byte of 0x80 and more in the account") { $0.account[2] = 0xC3 },
      record("account-hyphen", "begins like an option") { $0.account[0] = 0x2D },
      record("account-padding", "a byte behind the account") { $0.account[63] = 0x61 },
      record("account-short", "a length less than the account") { $0.accountLength -= 1 },
      record("publisher-account", "a publisher with an account", key: 2) {
        ($0.accountLength, $0.account[0]) = (1, 0x61)
      },
      record("unused", "an unused byte in front") { $0.unused[4] = 1 },
      record("tail", "an unused byte at the end") { $0.tail[7] = 1 },
      record("window-empty", "a window without a second") { $0.notAfter = $0.notBefore },
      record("window-reversed", "ends before it starts") { $0.notAfter = $0.notBefore - 1 },
      record("window-late", "a time after the year 9999 that is not no end") {
        $0.notAfter = 253_402_300_800
      },
      record("window-never", "begins after the year 9999") { $0.notBefore = 253_402_300_800 },
      [
        vector(
          "record-other-lazy", "accepted", "K5,P3", "a lazy reader looks at the record that it uses",
          built { $0.keyring.records[2].role = 0 }, key: 1),
        vector(
          "sole-account-wrong", "record", "K6", "a sole account where there are two",
          built { $0.keyring.soleAccount = "@nora" }),
        vector(
          "sole-account-missing", "record", "K6", "none where there is one",
          built { plan in
            plan.keyring.records = [.issuer(Demo.memberKeys[1], "@nora")]
            plan.keyring.soleAccount = ""
          }),
        vector(
          "record-0-byte", "record", "K6", "a byte in record 0",
          {
            var file = Demo.state.keyring
            var body = file.body
            body[24] = 1
            file.setBody(body)
            return head { $0 = file }
          }()),
      ],
    ]
    return groups.flatMap { $0 }
  }

  private static let twoPages = built { plan in
    plan.keyring.records = (1...40).map { .issuer(TestKey("issuer-\($0)"), "@nora") }
  }

  private static func damaged(_ change: (inout RawFile) -> Void) -> RawFile {
    var file = twoPages
    change(&file)
    return file
  }

  private static var pages: [VectorDraft] {
    let stored = twoPages.body.count
    return [
      vector(
        "body-short", "body-length", "P1", "the last byte is missing", damaged { $0.bodyFile.removeLast() }),
      vector("body-long", "body-length", "P1", "a byte more", damaged { $0.bodyFile.append(0) }),
      vector(
        "body-no-hashes", "body-length", "P1", "the stored hashes are missing",
        damaged { $0.bodyFile = $0.body }),
      vector(
        "body-of-one-page-hash", "body-length", "P1", "one page has no stored hash",
        {
          var file = Demo.state.keyring
          file.bodyFile += file.head.bodyRoot
          return file
        }()),
      vector("body-empty", "body-length", "P1", "nothing behind the head", damaged { $0.bodyFile = [] }),
      vector("page-first", "page-hash", "P2", "a bit of the first page", damaged { $0.bodyFile[200] ^= 1 }),
      vector(
        "page-last", "page-hash", "P2", "a bit of the second page",
        damaged { $0.bodyFile[stored - 1] ^= 0x80 }),
      vector(
        "page-stored-hash", "page-hash", "P2", "a bit of a stored hash", damaged { $0.bodyFile[stored] ^= 1 }),
      vector(
        "page-hashes-swapped", "page-hash", "P2", "the stored hashes exchanged",
        damaged { file in
          file.bodyFile = file.body + file.bodyFile[(stored + 32)...] + file.bodyFile[stored..<(stored + 32)]
        }),
      vector(
        "page-first-lazy", "page-hash", "P3", "the page of the record", damaged { $0.bodyFile[200] ^= 1 },
        key: 1),
      vector(
        "page-last-lazy", "page-hash", "P3", "the page of the record",
        damaged { $0.bodyFile[stored - 1] ^= 0x80 }, key: 40),
      vector(
        "page-stored-hash-lazy", "page-hash", "P3", "a hash on the way",
        damaged { $0.bodyFile[stored + 63] ^= 1 }, key: 1),
      vector(
        "page-other-lazy", "accepted", "P3", "a page that is not needed", damaged { $0.bodyFile[200] ^= 1 },
        key: 40),
    ]
  }
}
