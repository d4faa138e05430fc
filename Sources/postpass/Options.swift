import ArgumentParser
import Console
import Glibc
import PostPass
import PostPassIssuing

/// How a command answers.
struct OutputOptions: ParsableArguments {
  @Flag(help: "One JSON object a line on standard output, also on failure.")
  var json = false

  @Flag(help: "Results and errors only.")
  var quiet = false

  @Flag(help: "No colours; NO_COLOR does the same.")
  var noColor = false
}

/// Where the issuer's files are, and how its secrets are opened: for commands that sign or make keys.
struct HomeOptions: ParsableArguments {
  @OptionGroup var place: HomePathOptions
  @OptionGroup var passphrase: PassphraseOptions

  /// - Parameter new: where the passphrase of keys that are made comes from.
  func home(new: CommandPassphrases.New = .asCurrent) throws(Failure) -> Home {
    let secrets = try secrets(new: new)
    return Home(try place.directory(), secrets: secrets)
  }

  /// The same without a home.
  func secrets(new: CommandPassphrases.New = .asCurrent) throws(Failure) -> SecretKeys {
    SecretKeys(asking: CommandPassphrases(current: try passphrase.input(), new: new))
  }
}

/// Where the issuer's files are: for commands that open no secret.
struct HomePathOptions: ParsableArguments {
  @Option(
    name: .customLong("home"),
    help: "Where keys and record are (default: $POSTPASS_HOME, else $XDG_DATA_HOME/postpass).")
  var path: String?

  func home() throws(Failure) -> Home { Home(try directory()) }

  func directory() throws(Failure) -> String {
    if let path = path ?? Environment.value("POSTPASS_HOME") { return path }
    if let data = Environment.value("XDG_DATA_HOME") { return "\(data)/postpass" }
    guard let user = Environment.value("HOME") else {
      throw Failure(
        code: "no-home", message: "neither --home nor HOME is set", hint: "name a directory with --home DIR",
        exit: .usage)
    }
    return "\(user)/.local/share/postpass"
  }
}

/// Who is named in the record.
struct OperatorOptions: ParsableArguments {
  @Option(name: .customLong("by"), help: "Who does this, for the record (default: the login).")
  var name: String?

  var text: String { name ?? OperatorOptions.login }

  static var login: String {
    // The pointer is into a buffer of the C library that is read at once.
    if let entry = unsafe getpwuid(geteuid()), let login = unsafe entry.pointee.pw_name {
      return unsafe String(cString: login)
    }
    return "uid \(geteuid())"
  }
}

/// Where a change goes that keys elsewhere have to sign.
struct PendingOptions: ParsableArguments {
  @Option(help: "Where a pending file goes, if keys elsewhere have to sign (default: keyring-N.pending).")
  var out: String?
}

enum Environment {
  /// A variable that is set and not empty.
  static func value(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    let text = unsafe String(cString: value)
    return text.isEmpty ? nil : text
  }
}

enum Clock {
  /// The present; read once by every command.
  static func now() -> UnixTime {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
    return UnixTime(seconds: UInt64(max(0, time.tv_sec)))
  }
}
