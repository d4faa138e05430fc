import Console
import PostPass

/// How many keys sign a root or its keyrings, and which of them come and go with a newer root: `1 of 1 → 2 of 3 keys,
/// fresh until …`, and a line for every key that is `in` or `out`.
enum SignersText {
  static func rootKeys(
    from old: RootBody, to new: RootBody, until end: UnixTime, now: UnixTime
  ) -> TerminalText {
    text((old.rootThreshold, old.rootKeys), (new.rootThreshold, new.rootKeys), until: end, now: now)
  }

  static func keyringKeys(
    from old: RootBody, to new: RootBody, until end: UnixTime, now: UnixTime
  ) -> TerminalText {
    text(
      (old.keyringThreshold, old.keyringKeys), (new.keyringThreshold, new.keyringKeys), until: end, now: now)
  }

  private typealias Signers = (threshold: Int, keys: [PublicKey])

  private static func text(_ old: Signers, _ new: Signers, until end: UnixTime, now: UnixTime) -> TerminalText
  {
    var text: TerminalText = "\(new.threshold) of \(new.keys.count) keys"
    if (old.threshold, old.keys.count) != (new.threshold, new.keys.count) {
      text = "\(old.threshold) of \(old.keys.count) → \(text)"
    }
    text += ", fresh until \(end.text) (\(RelativeTime(end, from: now).text))"
    for key in new.keys where !old.keys.contains(key) { text += "\n  in       \(key.text)" }
    for key in old.keys where !new.keys.contains(key) { text += "\n  out      \(key.text)" }
    return text
  }
}
