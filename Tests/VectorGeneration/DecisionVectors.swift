import PostPass
import TestSupport

/// Decisions up to the revocation of a code (SPEC §7, steps 1 to 6).
enum DecisionVectors {
  static var all: [VectorDraft] { codes + trust + issuers + scope + revocation + DecisionTimeVectors.all }

  static func vector(
    _ name: String, _ expect: String, _ must: String, _ comment: String,
    _ change: (inout DecisionDraft) -> Void = { _ in }
  ) -> VectorDraft {
    var draft = DecisionDraft()
    change(&draft)
    return draft.vector(name, expect, must, comment)
  }

  private static var codes: [VectorDraft] {
    [
      vector(
        "allowed", "allowed", "D1,D2,D3,D4,D5,D6,D7,D8,D9,D10,D11,D12,D14,D15,D16,D19,D20,D21,D22,D23,D24",
        "everything is as it should be"),
      vector("mistyped", "mistyped", "D1", "a digit outside of the alphabet") {
        $0.text = Demo.codeText().dropLast() + "0"
      },
      vector("mistyped-checksum", "mistyped", "D1", "cut short") {
        $0.text = String(Demo.codeText().dropLast(11))
      },
      vector("malformed-code", "malformed", "D1", "a window without a second") {
        $0.code.notAfter = $0.code.notBefore
      },
      vector("malformed-code-brand-order", "malformed", "D1", "brands in the wrong order") {
        $0.code.brands = [.number(2), .number(1)]
      },
    ]
  }

  private static var trust: [VectorDraft] {
    [
      vector("bad-list-signature", "malformed", "D2", "the list is refused") {
        $0.state = "bad-list-signature"
      },
      vector("bad-keyring-signature", "malformed", "D2", "the keyring is refused") {
        $0.state = "bad-keyring-signature"
      },
      vector("not-pinned", "malformed", "D2", "the roots of another authority") {
        $0.state = "other-authority"
        $0.pinned = Demo.state.authority
      },
      vector("signer-unknown", "malformed", "D2", "the list's signer is in no keyring") {
        $0.state = "signer-unknown"
      },
      vector(
        "damaged-list", "malformed", "D2", "a page of the list that the check needs is not the signed one"
      ) { $0.state = "damaged-list-page" },
      vector(
        "damaged-keyring", "malformed", "D2",
        "a page of the keyring that the check needs is not the signed one"
      ) {
        $0.state = "damaged-keyring-page"
      },
      vector("old-keyring-signer", "old-keyring", "D2,D3", "a signer that only a newer keyring knows") {
        $0.state = "signer-of-newer-keyring"
      },
      vector("no-list", "no-list", "D3", "there is no list") { $0.more = [("absent", "revocation-list")] },
      vector("no-keyring", "no-list", "D3", "there is no keyring") { $0.more = [("absent", "keyring")] },
      vector("no-root", "no-list", "D3", "there is no root") { $0.more = [("absent", "root")] },
    ]
  }

  private static func issued(by number: UInt32, _ draft: inout DecisionDraft, key: TestKey? = nil) {
    draft.code.issuer = number
    draft.key = key ?? Demo.memberKeys[Int(number)]
  }

  private static var issuers: [VectorDraft] {
    let stale = Demo.start + 30 * Demo.day
    return [
      vector("issuer-3", "allowed", "D4,D7,D10", "another issuer of another creator") {
        issued(by: 3, &$0)
        $0.creator = "@kim"
      },
      vector("unknown-issuer", "unknown-issuer", "D4", "issuer 10 of 9") {
        issued(by: 10, &$0, key: Demo.memberKeys[1])
      },
      vector("unknown-issuer-largest", "unknown-issuer", "D4", "issuer 2^32 - 2") {
        issued(by: .max - 1, &$0, key: Demo.memberKeys[1])
      },
      vector(
        "unknown-issuer-stale", "stale-keyring", "D4",
        "a keyring that is not fresh cannot say that there is no such issuer"
      ) {
        issued(by: 10, &$0, key: Demo.memberKeys[1])
        $0.now = stale
      },
      vector("unknown-issuer-old", "old-keyring", "D4", "nor one that is older than the list needs") {
        issued(by: 10, &$0, key: Demo.memberKeys[1])
        $0.state = "list-of-newer-keyring"
      },
      vector(
        "unknown-issuer-stale-and-old", "stale-keyring", "D4",
        "not fresh comes before older than the list needs"
      ) {
        issued(by: 10, &$0, key: Demo.memberKeys[1])
        ($0.state, $0.now) = ("list-of-newer-keyring", stale)
      },
      vector("removed-issuer", "unknown-issuer", "D5", "the keyring no longer trusts the key") {
        issued(by: 4, &$0)
      },
      vector(
        "removed-issuer-stale", "unknown-issuer", "D5",
        "a removed key never comes back, however old the keyring is"
      ) {
        issued(by: 4, &$0)
        $0.now = stale
      },
      vector("removed-publisher", "unknown-issuer", "D5,D6", "removed comes before the role") {
        issued(by: 8, &$0)
      },
      vector("wrong-role", "wrong-role", "D6", "a publisher signs no codes") { issued(by: 2, &$0) },
      vector("not-genuine-key", "not-genuine", "D7", "signed by issuer 3, and says 1") {
        $0.key = Demo.memberKeys[3]
      },
      vector("not-genuine-signature", "not-genuine", "D7", "no signature at all") {
        $0.text = RawCode.text(ofBytes: RawCode().fields + [UInt8](repeating: 0, count: 64))
      },
      vector("not-genuine-authority", "not-genuine", "D7", "signed by the same key for another authority") {
        $0.signedFor = NamedStates["other-authority"].authority
      },
      vector("not-genuine-serial", "not-genuine", "D7", "another serial under a genuine signature") {
        $0.text = exchanged { $0.serial = 2 }
      },
      vector("not-genuine-brand", "not-genuine", "D7", "another brand under a genuine signature") {
        $0.text = exchanged { $0.brands = [.number(1)] }
      },
      vector("not-genuine-removed", "unknown-issuer", "D5,D7", "removed comes before the signature") {
        issued(by: 4, &$0, key: Demo.memberKeys[1])
      },
    ]
  }

  /// A code whose fields were changed after it was signed.
  private static func exchanged(_ change: (inout RawCode) -> Void) -> String {
    var code = RawCode()
    let input = Array("postpass/v1/code\n".utf8) + Demo.state.authority.bytes + code.fields
    let signature = Demo.memberKeys[1].signature(over: input)
    change(&code)
    return RawCode.text(ofBytes: code.fields + signature)
  }

  private static var scope: [VectorDraft] {
    [
      vector("post-waived", "allowed", "D8", "the caller waives the post") { $0.post = "any" },
      vector("post-text", "allowed", "D8", "a text") { ($0.code.post, $0.post) = (.text("007"), "007") },
      vector("other-post", "other-post", "D8", "the number before") { $0.post = "\(Demo.post - 1)" },
      vector("other-post-form", "other-post", "D8", "007 is not 7") {
        ($0.code.post, $0.post) = (.text("007"), "7")
      },
      vector("other-post-prefix", "other-post", "D8", "a text that begins like it") {
        ($0.code.post, $0.post) = (.text("abc"), "ab")
      },
      vector("other-post-case", "other-post", "D8", "upper case is not lower case") {
        ($0.code.post, $0.post) = (.text("abc"), "ABC")
      },
      vector("brand-waived", "allowed", "D9", "the caller waives the brand") { $0.brand = "any" },
      vector("brand-any", "allowed", "D9", "a code for any brand") { $0.code.brands = [] },
      vector("brand-of-15", "allowed", "D9", "the last of fifteen") {
        $0.code.brands = (1...15).map { .number(UInt64($0)) }
        $0.brand = "15"
      },
      vector("brand-mixed-number", "allowed", "D9", "a numeric brand among texts") {
        ($0.code.brands, $0.brand) = ([.text("42"), .text("acme")], "42")
      },
      vector("other-brand", "other-brand", "D9", "none of two") {
        ($0.code.brands, $0.brand) = ([.number(1), .number(3)], "2")
      },
      vector("other-brand-text", "other-brand", "D9", "a name in another case") {
        ($0.code.brands, $0.brand) = ([.text("Acme")], "acme")
      },
      vector("creator-waived", "allowed", "D10", "the caller waives the creator") { $0.creator = "any" },
      vector("creator-sole", "allowed", "D10", "not named, where the keyring has one account") {
        ($0.state, $0.creator) = ("sole", "sole")
      },
      vector("other-creator", "other-creator", "D10", "a genuine code of another creator") {
        $0.creator = "@kim"
      },
      vector("other-creator-case", "other-creator", "D10", "accounts are compared bytewise") {
        $0.creator = "@Nora"
      },
      vector("other-creator-issuer-3", "other-creator", "D10", "@kim's key gives nobody @nora's posts") {
        issued(by: 3, &$0)
      },
    ]
  }

  private static func revoked(
    _ name: String, _ expect: String, _ must: String, _ comment: String, serial: UInt32, stop: Bool = false,
    _ more: (String, UInt64)? = nil
  ) -> VectorDraft {
    vector(name, expect, must, comment) { draft in
      draft.code.serial = serial
      draft.code.stop = stop
      draft.code.notBefore = UInt32(Demo.start - 20 * Demo.day)
      if let more { draft.more = [(more.0, "\(more.1)")] }
    }
  }

  private static func ofKey(
    _ name: String, _ expect: String, _ must: String, _ comment: String, issuer: UInt32, stop: Bool = false,
    _ more: (String, UInt64)? = nil
  ) -> VectorDraft {
    vector(name, expect, must, comment) { draft in
      issued(by: issuer, &draft)
      draft.creator = "@kim"
      draft.code.stop = stop
      draft.code.notBefore = UInt32(Demo.start - 20 * Demo.day)
      if let more { draft.more = [(more.0, "\(more.1)")] }
    }
  }

  private static var revocation: [VectorDraft] {
    let (ten, eight, five) = (
      Demo.start - 10 * Demo.day, Demo.start - 8 * Demo.day, Demo.start - 5 * Demo.day
    )
    return [
      ofKey("issuer-revoked", "issuer-revoked", "D11", "the whole key is revoked", issuer: 6),
      ofKey(
        "issuer-revoked-at", "issuer-revoked", "D11", "at the second of its revocation", issuer: 6,
        ("at", five)),
      ofKey("issuer-revoked-at-before", "allowed", "D11", "a second before", issuer: 6, ("at", five - 1)),
      ofKey(
        "issuer-revoked-running", "allowed", "D11,D13", "running since before, and running ads may finish",
        issuer: 6, ("running-since", five - 1)),
      ofKey(
        "issuer-revoked-running-stop", "issuer-revoked", "D11,D13",
        "running since before, and running ads must stop", issuer: 6, stop: true, ("running-since", five - 1)),
      ofKey("key-compromise", "issuer-revoked", "D11", "a stolen key", issuer: 7),
      ofKey(
        "key-compromise-at-before", "issuer-revoked", "D11", "whoever stole a key can backdate anything",
        issuer: 7, ("at", five - 1)),
      ofKey(
        "key-compromise-running", "issuer-revoked", "D11,D13", "even what runs since before", issuer: 7,
        ("running-since", five - 1)),
      revoked("revoked", "revoked", "D12", "cancelled", serial: 100),
      revoked("revoked-many", "revoked", "D12", "one of many", serial: 298),
      revoked("revoked-not-neighbour", "allowed", "D12", "the serial beside it", serial: 297),
      revoked("revoked-at", "revoked", "D12", "at the second of its revocation", serial: 100, ("at", ten)),
      revoked("revoked-at-before", "allowed", "D12,D25", "a second before", serial: 100, ("at", ten - 1)),
      revoked(
        "leaked-at", "revoked", "D12", "leaked: effective before it was published", serial: 101, ("at", eight)
      ),
      revoked(
        "leaked-at-before", "allowed", "D12", "a second before the effect", serial: 101, ("at", eight - 1)),
      revoked(
        "running-keep", "allowed", "D13", "running since before, and running ads may finish", serial: 102,
        ("running-since", five - 1)),
      revoked(
        "running-stop", "revoked", "D13", "running since before, and running ads must stop", serial: 102,
        stop: true, ("running-since", five - 1)),
      revoked(
        "running-keep-after", "revoked", "D12,D13", "started after the revocation", serial: 102,
        ("running-since", five)),
      revoked(
        "running-stop-not-revoked", "allowed", "D13,D17", "a code that is not revoked", serial: 1, stop: true,
        ("running-since", five - 1)),
      vector("revoked-of-issuer-3", "allowed", "D12", "1-100 is revoked, 3-100 is not") {
        issued(by: 3, &$0)
        ($0.creator, $0.code.serial) = ("@kim", 100)
      },
      vector("revoked-serial-0", "revoked", "D12", "serial 0") {
        issued(by: 3, &$0)
        ($0.creator, $0.code.serial) = ("@kim", 0)
      },
      vector("revoked-largest-serial", "revoked", "D12", "serial 2^32 - 1") {
        issued(by: 3, &$0)
        ($0.creator, $0.code.serial) = ("@kim", .max)
      },
      vector(
        "revoked-stale", "revoked", "D12,D22",
        "what is known to be revoked stays revoked however old the list is"
      ) {
        ($0.code.serial, $0.now) = (100, Demo.start + 1000 * Demo.day)
      },
      vector("empty-list", "allowed", "D12", "nothing is revoked") {
        ($0.state, $0.code.serial) = ("empty-list", 100)
      },
    ]
  }
}
