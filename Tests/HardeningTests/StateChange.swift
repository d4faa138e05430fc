import Testing

/// A command that changes what is on the disk, and what has to hold wherever it is cut off. All parts are commands of
/// `sh` that run in one directory; the answer of the command that was cut off is in `../answer`.
struct StateChange: Sendable, CustomTestStringConvertible {
  let name: String
  /// Fills the empty directory.
  let prepare: String
  /// One simple command, whose every change of a file is a point to cut it off at.
  let command: String
  /// Succeeds where the command has acknowledged something.
  var isAcknowledged = "[ -s ../answer ]"
  /// Succeeds where what was acknowledged is there.
  let isKept: String
  /// Succeeds where nothing is torn: the old state, or the new one.
  let isSound: String
  /// Does the same once more, and goes the way that the programs name where that is refused.
  let rerun: String
  /// Succeeds after the rerun.
  let isFinished: String
  /// Only changes of paths with this in them are points: for commands that derive a key from a passphrase each time.
  var swept = ""
  /// Fewer points than these, and the sweep has missed some.
  let leastPoints: Int
  /// As many files at least get their name only when they are complete.
  var leastNamed = 0

  var testDescription: String { name }

  /// What the checks found.
  enum Judgement: Int32 {
    case sound = 0
    case torn = 101
    case lost
    case stuck
    case unfinished
    /// A code or a secret lies about under a name that nobody gave it.
    case spilled
  }

  /// Exits with a `Judgement`.
  var checks: String {
    """
    \(StateChange.functions)
    nothing_spilled || exit 105
    { \(isSound); } || exit 101
    if \(isAcknowledged); then { \(isKept); } || exit 102; fi
    { \(rerun); } || exit 103
    { \(isFinished); } || exit 104
    """
  }

  /// For preparation and checks.
  static let functions = """
    authority() { cat authority; }
    pull() { postpass-pull --quiet --from mirror --store "$1" --authority "$(authority)"; }
    pull_all() { rm -rf fresh && pull fresh; }
    verdict() { postpass-verify @acme.code --any-post --any-brand --any-creator --quiet --store "$1"; echo $?; }
    record() { sqlite3 home/ledger.db "$1"; }
    record_is_sound() { [ "$(record 'PRAGMA integrity_check')" = ok ] && postpass list --home home --all --quiet; }
    recorded() { [ "$(record "SELECT count(*) FROM log WHERE action = '$1' AND subject LIKE '$2'")" != 0 ]; }
    nothing_spilled() { [ -z "$(find . -type f -name '.*' -exec grep -lE 'pp1_|kdf none' {} +)" ]; }
    nothing_temporary() { [ -z "$(find "$@" -name '.*.tmp')" ]; }
    """
}
