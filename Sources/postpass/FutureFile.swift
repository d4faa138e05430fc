import Console
import PostPass

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
