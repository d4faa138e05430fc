import Console
import PostPass

extension TrustSet {
  /// The first file that is from the future: whatever is below counts for nothing as long as it does not.
  func ahead(at now: UnixTime) -> FileHead? {
    [root, keyring.head, list.head].first { $0.isFromTheFuture(at: now) }
  }

  /// What ends that, nil where nothing is; a list under an older keyring than the home has needs no other one.
  func cureOfFuture(at now: UnixTime) -> TerminalText? {
    guard let ahead = ahead(at: now) else { return nil }
    return switch ahead.kind {
    case .revocationList where hasUnpublishedKeyring: "postpass publish"
    // Nobody begins anew because a battery is empty.
    case .root: "if this clock is right, \(ahead.cureOfFuture)"
    default: ahead.cureOfFuture
    }
  }
}

extension FileHead {
  /// What ends the trouble with a file that is from the future: a newer parent resets what is below it (SPEC §4.5), and
  /// a root has none.
  var cureOfFuture: TerminalText {
    switch kind {
    case .revocationList, .notice: "postpass keyring renew, then postpass publish"
    case .keyring: "postpass root rotate, then postpass publish"
    case .root: "wait until then, or begin a new authority with postpass init"
    }
  }
}
