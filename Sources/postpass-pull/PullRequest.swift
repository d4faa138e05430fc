import Console
import Glibc
import PostPass
import PostPassStore

/// What a command line asks for.
struct PullRequest {
  enum Form { case text, json, quiet }

  let sources: [MirrorSource]
  let store: String
  let authority: AuthorityID?
  /// How long a mirror may be out of reach.
  let tolerance: TimeSpan
  /// How long a mirror is waited for.
  let timeout: TimeSpan
  let form: Form
  /// The reference time of the whole run.
  let now: UnixTime

  /// - Throws: `Failure` with exit 64; with 66 where nothing says where the store is.
  init(_ command: PullCommand, at now: UnixTime) throws(Failure) {
    guard !command.json || !command.quiet else {
      throw .usage(
        "contradicting-options", "--json and --quiet are given together", hint: "give one of the two")
    }
    guard !command.from.isEmpty else {
      throw .usage("missing-from", "--from is missing", hint: "add --from URL, --from DIR or --from BUNDLE")
    }
    var sources: [MirrorSource] = []
    for place in command.from { sources.append(try MirrorSource(place)) }
    self.sources = sources
    store = try PullRequest.store(command.store)
    authority = try command.authority.map { (text) throws(Failure) in try Value.authority(text) }
    tolerance =
      try command.tolerate.map { (text) throws(Failure) in
        try Value.span(text, of: "--tolerate", examples: "24h, 2d or 1w")
      }
      ?? TimeSpan(seconds: 0)
    timeout = try PullRequest.timeout(command.timeout ?? "10s")
    form = command.json ? .json : command.quiet ? .quiet : .text
    self.now = now
  }

  private static func timeout(_ text: String) throws(Failure) -> TimeSpan {
    let span = try Value.span(text, of: "--timeout", examples: "10s, 30s or 1m") { "write \($0)s" }
    guard span >= TimeSpan(seconds: 1), span <= .minutes(60) else {
      throw .usage(
        "timeout-out-of-range", "\(Value.given(text, with: "--timeout")) is no time to wait for a mirror",
        hint: "write 1s to 1h")
    }
    return span
  }

  private static func store(_ named: String?) throws(Failure) -> String {
    guard named != "" else {
      throw .usage("empty-value", "--store names no directory", hint: "write --store DIR")
    }
    let path: StorePath
    do {
      path = try StoreLocation.directory(named: named.map { StorePath($0) })
    } catch {
      throw Failure(
        code: "no-store", message: "nothing says where the store is", hint: "add --store DIR, or set HOME",
        exit: .inputMissing)
    }
    guard let text = String(validating: path.bytes, as: UTF8.self) else {
      throw .usage(
        "store-not-utf8", "the path of the store is not UTF-8: \(bytes: path.bytes)",
        hint: "name another with --store")
    }
    return text
  }
}

extension UnixTime {
  /// The system's clock; a clock before 1970 counts as 1970.
  static func now() -> UnixTime { UnixTime(seconds: UInt64(max(0, time(nil)))) }
}
