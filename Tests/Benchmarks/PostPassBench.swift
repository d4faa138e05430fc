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
      print("postpass-bench: error: built without optimisation\n  hint: make bench")
      exit(64)
    #else
      if CommandLine.arguments.count == 3, CommandLine.arguments[1] == "--write" {
        try BenchmarkFiles(directory: CommandLine.arguments[2]).write(Scenario(at: .fromClock()))
      } else if CommandLine.arguments.dropFirst() == ["--large"] {
        try measureLargeList()
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
    // Another process makes the files: a child shows at least the resident memory of whoever started it, so that this
    // process has to be small while it measures others.
    let writer = try ChildProcess(running: ownPath, ["--write", files.directory])
    guard writer.exitStatus == 0 else { throw UnexpectedExit(status: writer.exitStatus) }
    try measureProcess()
    try measureLibrary()
    try measureLists()
    try measureDeltas()
  }

  private func measureProcess() throws {
    let codes = try files.codes()
    // Both programs are built into one directory.
    let process = try ProcessBenchmark(
      verifier: ownPath.dropLast("postpass-bench".count) + "postpass-verify", code: codes[codes.count / 2],
      creator: Scenario.account(codes.count / 4),
      store: files.store)
    print("postpass-verify, one code, new process, median of \(ProcessBenchmark.runs)")
    Figure("the verifier", process.verifierTimes.median / 1e6, "ms").print()
    Figure("true", process.trueTimes.median / 1e6, "ms").print()
    Figure("the verifier beyond true", process.extraMilliseconds, "ms", target: .atMost(10)).print()
    Figure("resident at most", Double(process.verifierPeak) * 1024 / 1e6, "MB", target: .atMost(32)).print()
    Figure("resident at most, true", Double(process.truePeak) * 1024 / 1e6, "MB").print()
  }

  private func measureLibrary() throws {
    let watch = Stopwatch(.ofThread)
    let trust = try Store(StorePath(files.store)).open(.whole).trust
    let opening = watch.nanoseconds
    print("the library, \(trust.keyring.keyCount - 1) issuers, \(trust.list.codeCount) revoked codes")
    Figure("open and verify all of it, once", Double(opening) / 1e6, "ms").print()
    let codes = try files.codes()
    let checks = try CheckBenchmark(codes, trust, at: now)
    Figure("codes checked, allowed", checks.allowed).print()
    Figure("codes checked, revoked", checks.revoked).print()
    let (checked, bare) = (checks.checksPerSecond, checks.signaturesPerSecond)
    Figure("checks with every step", Int(checked), "/s").print()
    Figure("signatures alone", Int(bare), "/s").print()
    Figure("a check beyond its signature", 1e6 / checked - 1e6 / bare, "us").print()
    Figure("rate of checks by rate of signatures", checked / bare, target: .atLeast(0.90)).print()
    try measureLookups(in: trust.list)
  }

  private func measureLookups(in list: RevocationList) throws {
    let lookups = try LookupBenchmark(Scenario(at: now).lookups, in: list)
    Figure("lookups", Scenario.lookupCount).print()
    Figure("lookups that find a revocation", lookups.found).print()
    Figure("a lookup", Int(lookups.nanosecondsPerLookup), "ns").print()
    Figure("requests for memory by all lookups", Int(lookups.allocations), target: .atMost(0)).print()
  }

  private func measureLists() throws {
    let scenario = Scenario(at: now)
    show(
      "1% of the sequential serials of one issuer",
      try ListBenchmark(scenario.codesOfOneIssuer, of: Scenario.serialCount), target: .atMost(1.14))
    show(
      "1% of the sequential serials of each of \(Scenario.issuerCount) issuers",
      try ListBenchmark(scenario.revokedCodes, of: Scenario.serialCount))
  }

  private static func measureLargeList() throws {
    let list = try LargeListBenchmark()
    let count = LargeListBenchmark.issuerCount * LargeListBenchmark.codesPerIssuer
    print("list of \(count) codes of \(LargeListBenchmark.issuerCount) issuers, from a sorted sequence")
    Figure("the whole body", Double(list.bodyLength) / 1e6, "MB").print()
    Figure("made", Double(list.buildNanoseconds) / 1e9, "s").print()
    Figure("resident at most", Double(list.buildPeak) / 1e6, "MB", target: .atMost(2000)).print()
    Figure("updated by a delta of 1,000 codes", Double(list.updateNanoseconds) / 1e9, "s").print()
    Figure("resident at most, the old list in memory", Double(list.updatePeak) / 1e6, "MB").print()
  }

  private func measureDeltas() throws {
    let event = TestAuthority.event(.cancelled, published: now.adding(.minutes(60)), list: 100)
    let scenario = Scenario(at: now)
    var random = SeededRandom()
    let codes = scenario.codesOfOneIssuer
    let known = Set(codes.map(\.0.serial))
    // Serials that are not revoked, beside some that are.
    let free = codes.shuffled(using: &random).map { $0.0.serial ^ 1 }.filter { !known.contains($0) }
    show(
      "1,000 more codes of one issuer",
      try DeltaBenchmark(
        codes, adding: free.prefix(1000).map { (CodeID(issuer: codes[0].0.issuer, serial: $0), event) }),
      target: .atMost(3700))
    let many = ManyIssuers(at: now)
    let more = many.issuers.shuffled(using: &random).prefix(1000).map {
      (CodeID(issuer: $0, serial: .random(in: 0..<1 << 17, using: &random)), event)
    }
    show(
      "1,000 more codes of 1,000 of \(many.issuers.count) issuers",
      try DeltaBenchmark(many.codes, adding: more))
    show("1,000 more keys beside a million", try DeltaBenchmark(), target: .atMost(150_000))
  }

  private func show(_ title: String, _ delta: DeltaBenchmark, target: Figure.Target? = nil) {
    print("delta: \(title)")
    Figure("the delta", delta.bytes, "bytes", target: target).print()
    Figure("made", Double(delta.makeNanoseconds) / 1e6, "ms").print()
    Figure("applied", Double(delta.applyNanoseconds) / 1e6, "ms").print()
  }

  private func show(_ title: String, _ list: ListBenchmark, target: Figure.Target? = nil) {
    print("list of \(list.codeCount) codes: \(title)")
    Figure("the set of the codes", Double(list.codeSetBytes) / 1e6, "MB", target: target).print()
    Figure("information-theoretic bound", list.boundBytes / 1e6, "MB").print()
    Figure("the set with an event for each code", Double(list.codesWithEventsBytes) / 1e6, "MB").print()
    Figure("the whole body", Double(list.bodyLength) / 1e6, "MB").print()
    Figure("made from codes in memory", Double(list.buildNanoseconds) / 1e6, "ms").print()
  }
}
