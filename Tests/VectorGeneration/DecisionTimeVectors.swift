import PostPass

/// Decisions about windows, coverage and freshness (SPEC §7, steps 7 to 9).
enum DecisionTimeVectors {
  static var all: [VectorDraft] { windows + running + coverage + authoritative + freshness + history }

  private static func vector(
    _ name: String, _ expect: String, _ must: String, _ comment: String,
    _ change: (inout DecisionDraft) -> Void = { _ in }
  ) -> VectorDraft { DecisionVectors.vector(name, expect, must, comment, change) }

  private static let day = Demo.day

  /// A window around the time of the question, in seconds from it.
  private static func window(_ draft: inout DecisionDraft, _ from: Int64, _ to: Int64) {
    draft.code.notBefore = UInt32(Int64(draft.now) + from)
    draft.code.notAfter = UInt32(Int64(draft.now) + to)
  }

  private static func issued(by number: UInt32, _ draft: inout DecisionDraft) {
    draft.code.issuer = number
    draft.key = Demo.memberKeys[Int(number)]
  }

  private static var windows: [VectorDraft] {
    [
      vector("window-first", "allowed", "D14", "the first second of the code") { window(&$0, 0, 1) },
      vector("window-last", "allowed", "D15", "the last second of the code") { window(&$0, -10, 1) },
      vector("window-largest", "allowed", "D14,D15", "from 0 to 2^32 - 1") {
        ($0.code.notBefore, $0.code.notAfter) = (0, .max)
      },
      vector("not-yet-valid", "not-yet-valid", "D14", "a second early") { window(&$0, 1, 10) },
      vector("not-yet-valid-at", "not-yet-valid", "D14", "valid now, and not then") {
        window(&$0, 0, 10)
        $0.more = [("at", "\($0.now - 1)")]
      },
      vector("expired", "expired", "D15", "the second after the last") { window(&$0, -10, 0) },
      vector("expired-at-earlier", "allowed", "D15", "ended since, and valid then") {
        window(&$0, -10, 0)
        $0.more = [("at", "\($0.now - 1)")]
      },
      vector("expired-far", "expired", "D15", "the end of 32 bits") {
        ($0.code.notBefore, $0.code.notAfter, $0.now) = (0, .max, 1 << 32 - 1)
      },
      vector("key-first", "allowed", "D16", "the first second of the key") {
        issued(by: 9, &$0)
        $0.now = Demo.start + day
      },
      vector("key-not-yet-valid", "issuer-key-not-yet-valid", "D16", "a second before the key") {
        issued(by: 9, &$0)
        $0.now = Demo.start + day - 1
      },
      vector("key-last", "allowed", "D16", "the last second of the key") {
        issued(by: 5, &$0)
        $0.now = Demo.start + day - 1
      },
      vector("key-expired", "issuer-key-expired", "D16", "the second after the key") {
        issued(by: 5, &$0)
        $0.now = Demo.start + day
      },
      vector("key-expired-at-earlier", "allowed", "D16", "ended since, and valid then") {
        issued(by: 5, &$0)
        $0.now = Demo.start + day
        $0.more = [("at", "\(Demo.start + day - 1)")]
      },
      vector("expired-before-key", "expired", "D15,D16", "the code comes before its key") {
        issued(by: 5, &$0)
        $0.now = Demo.start + day
        window(&$0, -10, 0)
      },
    ]
  }

  private static var running: [VectorDraft] {
    [
      vector("running-expired-keep", "allowed", "D17", "the code has ended, and running ads may finish") {
        window(&$0, -10, 0)
        $0.more = [("running-since", "\($0.now - 5)")]
      },
      vector("running-expired-stop", "expired", "D17", "the code has ended, and running ads must stop") {
        window(&$0, -10, 0)
        $0.code.stop = true
        $0.more = [("running-since", "\($0.now - 5)")]
      },
      vector("running-stop-last", "allowed", "D17", "the last second of a code with stop") {
        window(&$0, -10, 1)
        $0.code.stop = true
        $0.more = [("running-since", "\($0.now - 5)")]
      },
      vector("at-expired-stop", "allowed", "D17", "was it good then? The end policy is no matter") {
        window(&$0, -10, 0)
        $0.code.stop = true
        $0.more = [("at", "\($0.now - 5)")]
      },
      vector("running-key-expired-keep", "allowed", "D17", "the key has ended, and running ads may finish") {
        issued(by: 5, &$0)
        $0.now = Demo.start + day
        $0.more = [("running-since", "\($0.now - 5)")]
      },
      vector(
        "running-key-expired-stop", "issuer-key-expired", "D17",
        "the key has ended, and running ads must stop"
      ) {
        issued(by: 5, &$0)
        $0.now = Demo.start + day
        $0.code.stop = true
        $0.more = [("running-since", "\($0.now - 5)")]
      },
      vector("running-since-now", "expired", "D15", "running since now is like now") {
        window(&$0, -10, 0)
        $0.more = [("running-since", "\($0.now)")]
      },
    ]
  }

  private static var coverage: [VectorDraft] {
    [
      vector("until-end", "allowed", "D18", "to the end of the code") {
        $0.more = [("until", "\($0.code.notAfter)")]
      },
      vector("until-past", "allowed", "D18", "an end in the past is covered") { $0.more = [("until", "0")] },
      vector("until-later", "does-not-cover", "D18", "a second more") {
        $0.more = [("until", "\($0.code.notAfter + 1)")]
      },
      vector("until-never", "does-not-cover", "D18", "2^64 - 1") { $0.more = [("until", "\(UInt64.max)")] },
      vector("until-key-end", "allowed", "D18", "to the end of the key") {
        issued(by: 5, &$0)
        $0.more = [("until", "\(Demo.start + day)")]
      },
      vector("until-after-key", "does-not-cover", "D18", "the key ends before the code") {
        issued(by: 5, &$0)
        $0.more = [("until", "\(Demo.start + day + 1)")]
      },
    ]
  }

  private static var authoritative: [VectorDraft] {
    [
      vector("publisher-just-valid", "allowed", "D19", "issued in the only second of the publisher's window")
      { $0.state = "publisher-just-valid" },
      vector("publisher-removed", "no-list", "D19", "a removed publisher vouches for nothing") {
        $0.state = "publisher-removed"
      },
      vector("publisher-removed-revoked", "revoked", "D12,D19", "and still denies") {
        ($0.state, $0.code.serial) = ("publisher-removed", 100)
      },
      vector("publisher-is-issuer", "no-list", "D19", "an issuer publishes no lists") {
        $0.state = "publisher-is-issuer"
      },
      vector("publisher-expired", "no-list", "D19", "issued at the end of the publisher's window") {
        $0.state = "publisher-expired"
      },
    ]
  }

  private static var freshness: [VectorDraft] {
    [
      vector(
        "root-last-second", "stale-keyring", "D20",
        "the root is fresh for its last second; the keyring is not"
      ) {
        $0.now = Demo.start + 365 * day - 1
        $0.code.notAfter = .max
      },
      vector("stale-root", "stale-root", "D20", "the second after; the root comes first") {
        $0.now = Demo.start + 365 * day
        $0.code.notAfter = .max
      },
      vector(
        "keyring-last-second", "stale-list", "D21",
        "the keyring is fresh for its last second; the list is not"
      ) { $0.now = Demo.start + 30 * day - 1 },
      vector("stale-keyring", "stale-keyring", "D21", "the second after; the keyring comes before the list") {
        $0.now = Demo.start + 30 * day
      },
      vector("list-last-second", "allowed", "D22", "the last second of the list") {
        $0.now = Demo.start + 7 * day - 1
      },
      vector("stale-list", "stale-list", "D22", "the second after") { $0.now = Demo.start + 7 * day },
      vector("stale-list-at", "stale-list", "D22", "freshness is always that of now") {
        $0.now = Demo.start + 7 * day
        $0.more = [("at", "\(Demo.start + 1)")]
      },
      vector("list-92-days", "allowed", "D22", "the last second of 92 days") {
        ($0.state, $0.now, $0.code.notAfter) = ("long-list", Demo.start + 92 * day - 1, .max)
      },
      vector("stale-list-92-days", "stale-list", "D22", "no list is believed for longer, whatever it says") {
        ($0.state, $0.now, $0.code.notAfter) = ("long-list", Demo.start + 92 * day, .max)
      },
      vector("list-age", "allowed", "D22", "as old as the caller lets it be") {
        $0.more = [("max-list-age", "3600")]
      },
      vector("stale-list-age", "stale-list", "D22", "a second older") {
        $0.now += 1
        $0.more = [("max-list-age", "3600")]
      },
      vector("list-age-loose", "stale-list", "D22", "a long age does not make a list fresh") {
        $0.now = Demo.start + 7 * day
        $0.more = [("max-list-age", "\(UInt64.max)")]
      },
      vector("list-of-older-keyring", "allowed", "D23", "a keyring newer than the list needs") {
        $0.state = "list-of-older-keyring"
      },
      vector("old-keyring", "old-keyring", "D23", "the list is of keyring 2") {
        $0.state = "list-of-newer-keyring"
      },
      vector("old-keyring-root", "old-keyring", "D23", "the list is of a keyring under root 2") {
        $0.state = "list-of-newer-root"
      },
      vector("old-keyring-twin", "old-keyring", "D23", "the list is of another keyring 1") {
        $0.state = "list-of-twin-keyring"
      },
      vector("old-keyring-revoked", "revoked", "D12,D23", "and still denies") {
        ($0.state, $0.code.serial) = ("list-of-newer-keyring", 100)
      },
      vector("clock-skew", "allowed", "D24", "300 seconds behind the list") { $0.now = Demo.start - 300 },
      vector("clock-behind", "clock-behind", "D24", "301 seconds") { $0.now = Demo.start - 301 },
      vector("clock-behind-root", "clock-behind", "D24", "behind the root, which was issued last") {
        ($0.state, $0.now) = ("newer-root-signed-time", Demo.start + day - 301)
      },
      vector("clock-remembered", "allowed", "D24", "300 seconds behind what the store remembers") {
        $0.more = [("remembered", "\($0.now + 300)")]
      },
      vector("clock-behind-remembered", "clock-behind", "D24", "301 seconds") {
        $0.more = [("remembered", "\($0.now + 301)")]
      },
      vector("clock-behind-epoch", "clock-behind", "D24", "a clock that was never set") {
        $0.now = 0
        $0.code.notBefore = 0
        issued(by: 3, &$0)
        $0.creator = "any"
        $0.state = "clock-at-zero"
      },
    ]
  }

  private static var history: [VectorDraft] {
    let retained = Demo.start - 30 * day
    func ended(_ draft: inout DecisionDraft, at end: UInt64, _ question: String) {
      (draft.code.notBefore, draft.code.notAfter) = (UInt32(retained - day), UInt32(end))
      draft.more = [(question, "\(retained - 1)")]
    }
    func endedKey(_ draft: inout DecisionDraft, _ state: String) {
      issued(by: 5, &draft)
      (draft.state, draft.now) = (state, Demo.start + 20 * day)
      (draft.code.notBefore, draft.code.notAfter) = (UInt32(Demo.start - day), UInt32(Demo.start + 60 * day))
      draft.more = [("at", "\(Demo.start)")]
    }
    return [
      vector("retained", "allowed", "D25", "a code that ended when the list's memory begins") {
        ended(&$0, at: retained, "at")
      },
      vector("not-retained", "not-retained", "D25", "a second earlier: the list no longer vouches for it") {
        ended(&$0, at: retained - 1, "at")
        $0.more = [("at", "\(retained - 2)")]
      },
      vector("not-retained-running", "not-retained", "D25", "the same for what still runs") {
        ended(&$0, at: retained - 1, "running-since")
        $0.more = [("running-since", "\(retained - 2)")]
      },
      vector("retained-key", "allowed", "D25", "a code whose key ended when the list's memory begins") {
        endedKey(&$0, "remembers-ended-key")
      },
      vector(
        "not-retained-key", "not-retained", "D25", "a second earlier, although the code would have gone on"
      ) {
        endedKey(&$0, "forgot-ended-key")
      },
      vector("not-retained-expired", "expired", "D15,D25", "for the question now, it has simply ended") {
        ended(&$0, at: retained - 1, "at")
        $0.more = []
      },
    ]
  }
}
