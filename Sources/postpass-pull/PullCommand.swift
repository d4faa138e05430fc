import ArgumentParser
import Console

/// The command line as it is written; `PullRequest` makes values of it.
struct PullCommand: ParsableCommand {
  static let name = "postpass-pull"

  static let configuration = CommandConfiguration(
    commandName: name,
    abstract: "Brings a store up to date from mirrors or bundles, checking everything before it is kept.",
    discussion: """
      Several --from are tried in turn and the newest valid state wins. Of an https mirror the certificate is checked \
      against the system's, or those in $SSL_CERT_FILE. What came of a file when the mirror failed is kept, and the \
      next pull asks for the rest. $https_proxy, $http_proxy and $no_proxy name proxies.

      Exit codes: 0 up to date, also when nothing changed; 64 usage; 65 damaged; 66 nothing pinned yet; 69 mirror \
      unreachable; 73 the store belongs to another authority; 74 I/O error; 75 locked, try again; 76 mirror refused.

      example:
        postpass-pull --from https://mirror.example/nora --authority ppa1_...
        postpass-pull --from /media/usb/state.bundle
      """,
    version: "\(name) \(Release.version)")

  @Option(
    name: .long, parsing: .upToNextOption,
    help: ArgumentHelp("The address of a mirror, its directory, or a bundle.", valueName: "URL|DIR|BUNDLE"))
  var from: [String] = []

  @Option(name: .long, help: ArgumentHelp("The authority to pin; needed once.", valueName: "ppa1_..."))
  var authority: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The store; default: $POSTPASS_STORE, $XDG_STATE_HOME/postpass, ~/.local/state/postpass.",
      valueName: "DIR"))
  var store: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Exit 0 with a warning while no mirror could be reached for less than this and the list held is fresh.",
      valueName: "24h"))
  var tolerate: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      """
      How long to wait for a mirror to connect, and while it sends less than 16 KB a second; a file may take as long \
      as it would at this rate, and that much more. Default: 10s.
      """,
      valueName: "10s"))
  var timeout: String?

  @Flag(name: .long, help: "One line of JSON.")
  var json = false

  @Flag(name: .long, help: "Nothing but errors.")
  var quiet = false

  @Flag(name: .long, help: "No colour; also NO_COLOR, and away from a terminal.")
  var noColor = false
}
