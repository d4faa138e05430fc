import ArgumentParser
import Console
import PostPass

/// Why something is revoked, and since when.
struct RevocationOptions: ParsableArguments {
  @Option(help: "unspecified, cancelled, superseded, leaked or key-compromise.")
  var reason = "unspecified"

  @Option(help: "Reach back to a date or time; only for leaked and key-compromise.")
  var effective: String?

  @Option(help: "A note for the record.")
  var note = ""

  func parsed() throws(Failure) -> (reason: RevocationReason, effectiveFrom: UnixTime?) {
    guard let reason = RevocationReason(name: reason) else {
      throw Failure(
        code: "unknown-reason", message: "\(quoting: reason) is no reason",
        hint: "use unspecified, cancelled, superseded, leaked or key-compromise", exit: .usage)
    }
    let effectiveFrom = try effective.map { text throws(Failure) in
      try Value.time(text, of: "--effective", bareDateMeans: .start)
    }
    return (reason, effectiveFrom)
  }
}
