import Glibc
import PostPass
import PostPassStore
import TestSupport

/// Measures and prints the figures; README.md beside this file says how.
@main
struct PostPassBench {
  private let files: BenchmarkFiles
  private let ownPath: String
  private let now = UnixTime.fromClock()

  static func main() throws {
    #if DEBUG
      print("postpass-bench: error: built without optimisation\n  hint: swift run -c release postpass-bench")
      exit(64)
    #else
      if CommandLine.arguments.count == 3, CommandLine.arguments[1] == "--write" {
        try BenchmarkFiles(directory: CommandLine.arguments[2]).write(Scenario(at: .fromClock()))
      } else {
        let directory = try TemporaryDirectory()
        try PostPassBench(BenchmarkFiles(directory: directory.path)).run()
      }
    #endif
  }

  private init(_ files: BenchmarkFiles) throws {
    self.files = files
    guard let path = unsafe realpath("/proc/self/exe", nil) else { throw TestFileError(errno: errno) }
    defer { unsafe free(path) }
    ownPath = unsafe String(cString: path)
  }

  private func run() throws {
    // Another process makes the files: a child shows at least the resident memory of whoever started it, so that this process
    // has to be small while it measures others.
    let writer = try ChildProcess(running: ownPath, ["--write", files.directory])
    guard writer.exitStatus == 0 else { throw UnexpectedExit(status: writer.exitStatus) }
    try measureProcess()
    try measureLibrary()
    try measureLists()
  }

  private func measureProcess() throws {
    let codes = try files.codes()
    // Both programs are built into one directory.
    let process = try ProcessBenchmark(
      verifier: ownPath.dropLast("postpass-bench".count) + "postpass-verify", code: codes[codes.count / 2],
      creator: Scenario.account(codes.count / 4),
      store: files.store)
    print("postpass-verify, one code, new process, median of \(ProcessBenchmark.runs)")
    row("the verifier", milliseconds(process.verifierTimes.median))
    row("true", milliseconds(process.trueTimes.median))
    row("the verifier beyond true", milliseconds(process.extraMilliseconds * 1e6), target: "at most 10 ms")
    row("resident at most", megabytes(process.verifierPeak * 1024), target: "at most 32 MB")
    row("resident at most, true", megabytes(process.truePeak * 1024))
  }

  private func measureLibrary() throws {
    let watch = Stopwatch(.ofThread)
    let trust = try Store(StorePath(files.store)).open(.whole).trust
    let opening = watch.nanoseconds
    print("the library, \(trust.keyring.keyCount - 1) issuers, \(trust.list.codeCount) revoked codes")
    row("open and verify all of it, once", milliseconds(Double(opening)))
    let codes = try files.codes()
    let checks = try CheckBenchmark(codes, trust, at: now)
    row("checks", "\(checks.allowed) allowed, \(checks.revoked) revoked")
    row("checks with every step", "\(Int(checks.checksPerSecond))/s")
    row("signatures alone", "\(Int(checks.signaturesPerSecond))/s")
    let extra = 1e6 / checks.checksPerSecond - 1e6 / checks.signaturesPerSecond
    row("a check beyond its signature", "\(decimal(extra, 2)) us")
    row(
      "ratio", decimal(checks.checksPerSecond / checks.signaturesPerSecond, 3), target: "at least 0.90")
    try measureLookups(in: trust.list)
  }

  private func measureLookups(in list: RevocationList) throws {
    let lookups = try LookupBenchmark(Scenario(at: now).lookups, in: list)
    row("lookups", "\(Scenario.lookupCount), of which \(lookups.found) find a revocation")
    row("a lookup", "\(decimal(lookups.nanosecondsPerLookup, 0)) ns")
    row("requests for memory by all of them", "\(lookups.allocations)", target: "0")
  }

  private func measureLists() throws {
    let scenario = Scenario(at: now)
    show(
      "1% of the sequential serials of one issuer",
      try ListBenchmark(scenario.codesOfOneIssuer, of: Scenario.serialCount), target: "at most 1.14 MB")
    show(
      "1% of the sequential serials of each of \(Scenario.issuerCount) issuers",
      try ListBenchmark(scenario.revokedCodes, of: Scenario.serialCount))
  }

  private func show(_ title: String, _ list: ListBenchmark, target: String? = nil) {
    print("list of \(list.codeCount) codes: \(title)")
    row("the set of the codes", megabytes(list.codeSetBytes), target: target)
    row("information-theoretic bound", megabytes(Int(list.boundBytes)))
    row("the set with an event for each code", megabytes(list.codesWithEventsBytes))
    row("the whole body", megabytes(list.bodyLength))
    row("made from codes in memory", milliseconds(Double(list.buildNanoseconds)))
  }
}

private func row(_ name: String, _ value: String, target: String? = nil) {
  let padding = String(repeating: " ", count: max(1, 40 - name.utf8.count))
  print("  \(name)\(padding)\(value)\(target.map { "  (\($0))" } ?? "")")
}

/// A number with a few digits after the point.
private func decimal(_ value: Double, _ places: Int) -> String {
  let unit = (0..<places).reduce(1) { unit, _ in unit * 10 }
  let scaled = Int((value * Double(unit)).rounded())
  if places == 0 { return "\(scaled)" }
  let fraction = "\(scaled % unit)"
  return "\(scaled / unit).\(String(repeating: "0", count: places - fraction.utf8.count))\(fraction)"
}

private func milliseconds(_ nanoseconds: Double) -> String { "\(decimal(nanoseconds / 1e6, 2)) ms" }

private func megabytes(_ bytes: Int) -> String { "\(decimal(Double(bytes) / 1e6, 3)) MB" }
