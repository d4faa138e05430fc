import Glibc
import PostPass
import PostPassStore
import TestSupport

/// Measures and prints the figures; README.md beside this file says how.
@main
struct PostPassBench {
  private let files: BenchmarkFiles
  private let small: BenchmarkFiles
  private let large: BenchmarkFiles
  private let wide: BenchmarkFiles
  private let largeCount: Int
  private let ownPath: String
  private let now = UnixTime.fromClock()

  static func main() throws {
    #if DEBUG
      print("postpass-bench: error: built without optimisation\n  hint: make bench")
      exit(64)
    #else
      let arguments = Array(CommandLine.arguments.dropFirst())
      let numbers = arguments.compactMap { Int($0) }
      switch (arguments.first, arguments.count, numbers.count) {
      case ("--write", 2, _):
        try BenchmarkFiles(directory: arguments[1]).write(Scenario(at: .fromClock()))
      case ("--write-sized", 4, 2):
        try BenchmarkFiles(directory: arguments[1]).write(
          SizedScenario(codeCount: numbers[0], keyCount: numbers[1], at: .fromClock()))
      case ("--peer", 2, _):
        try PeerBenchmark(
          serials: readSerials(), files: BenchmarkFiles(directory: arguments[1]), now: .fromClock()
        ).run()
      case (_, 0...1, arguments.count):
        let directory = try TemporaryDirectory()
        try PostPassBench(directory.path, largeCount: numbers.first ?? 10_000_000).run()
      default:
        print("postpass-bench: error: not a number of codes\n  hint: postpass-bench 100000000")
        exit(64)
      }
    #endif
  }

  /// The numbers of standard input, one a line.
  private static func readSerials() -> [Serial] {
    var serials: [Serial] = []
    while let line = readLine(), let serial = Serial(line) { serials.append(serial) }
    return serials
  }

  private init(_ directory: String, largeCount: Int) throws {
    files = BenchmarkFiles(directory: "\(directory)/platform")
    small = BenchmarkFiles(directory: "\(directory)/small")
    large = BenchmarkFiles(directory: "\(directory)/large")
    wide = BenchmarkFiles(directory: "\(directory)/wide")
    self.largeCount = largeCount
    guard let path = unsafe realpath("/proc/self/exe", nil) else { throw TestFileError(errno: errno) }
    defer { unsafe free(path) }
    ownPath = unsafe String(cString: path)
  }

  private func run() throws {
    // Other processes make the files: a child shows at least the resident memory of whoever started it, so that this
    // process has to be small while it measures others.
    _ = try write(["--write", files.directory])
    _ = try write(["--write-sized", small.directory, "1000", "200"])
    let writing = try write(["--write-sized", large.directory, "\(largeCount)", "200"])
    _ = try write(["--write-sized", wide.directory, "1000", "1000000"])
    try measureProcess()
    try measureSizes(.inCache, "the store in the page cache", runs: 100)
    try measureSizes(.onDisk, "the store on disk", runs: 30)
    try measureLibrary()
    try measureLists()
    try measureDeltas()
    try measureLarge(writing)
  }

  private func write(_ arguments: [String]) throws -> ChildProcess {
    let writer = try ChildProcess(running: ownPath, arguments)
    guard writer.exitStatus == 0 else { throw UnexpectedExit(status: writer.exitStatus) }
    return writer
  }

  // Both programs are built into one directory.
  private var verifier: String { ownPath.dropLast("postpass-bench".count) + "postpass-verify" }

  private func measureProcess() throws {
    let codes = try files.codes()
    let check = ProcessBenchmark.Check(
      files: files, code: codes[codes.count / 2], creator: Scenario.account(codes.count / 4))
    let process = try ProcessBenchmark(verifier: verifier, [check], pages: .inCache, runs: 200)
    print("postpass-verify, one code, new process, median of 200")
    Figure("the verifier", process.times[0].median / 1e6, "ms").print()
    Figure("true", process.trueTimes.median / 1e6, "ms").print()
    Figure("the verifier beyond true", process.extraMilliseconds(0), "ms", target: .atMost(10)).print()
    Figure("resident at most", Double(process.peaks[0]) * 1024 / 1e6, "MB", target: .atMost(32)).print()
    Figure("resident at most, true", Double(process.truePeak) * 1024 / 1e6, "MB").print()
  }

  private func measureSizes(_ pages: ProcessBenchmark.Pages, _ title: String, runs: Int) throws {
    let checks = try [small, large, wide].map {
      ProcessBenchmark.Check(files: $0, code: try $0.codes()[0], creator: SizedScenario.account)
    }
    let process = try ProcessBenchmark(verifier: verifier, checks, pages: pages, runs: runs)
    print("postpass-verify beyond true, \(title), medians of \(runs)")
    let smallest = process.extraMilliseconds(0)
    Figure("1000 revoked, 200 keys", smallest, "ms").print()
    for (index, name) in [(1, "\(largeCount) revoked, 200 keys"), (2, "1000 revoked, 1000000 keys")] {
      let extra = process.extraMilliseconds(index)
      Figure(name, extra, "ms", target: .atMost(10)).print()
      Figure("  beyond the smallest", extra - smallest, "ms", target: .atMost(1)).print()
      Figure("  resident at most", Double(process.peaks[index]) * 1024 / 1e6, "MB", target: .atMost(32))
        .print()
    }
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
    try measureLookups(Scenario(at: now).lookups, in: trust.list)
  }

  private func measureLookups(
    _ codes: [CodeID], in list: RevocationList, target: Figure.Target? = nil
  ) throws {
    let lookups = try LookupBenchmark(codes, in: list)
    Figure("lookups", codes.count).print()
    Figure("lookups that find a revocation", lookups.found).print()
    Figure("a lookup", lookups.nanosecondsPerLookup, "ns", target: target).print()
    Figure("requests for memory by all lookups", Int(lookups.allocations), target: .atMost(0)).print()
  }

  private func measureLists() throws {
    let one = SequentialRevocations(codeCount: 1_000_000, issuerCount: 1, now: now)
    let list = try ListBenchmark(one.encodedBody, of: one.serialCount)
    show("1% of the sequential serials of one issuer, hourly events of 60 days", list)
    Figure("the set by the bound", list.positionBytes / list.boundBytes, target: .atMost(1.12)).print()
    Figure("the whole body", Double(list.body.count) / 1e6, "MB", target: .atMost(2.6)).print()
    let opened = try OpenedList(list.body, at: now)
    Figure("opened whole", Double(opened.nanoseconds) / 1e6, "ms").print()
    try measureLookups(try one.lookups(in: opened.list), in: opened.list, target: .atMost(80))
    showLoads(over: list)

    let scenario = Scenario(at: now)
    show(
      "1% of the sequential serials of each of \(Scenario.issuerCount) issuers",
      try ListBenchmark(
        { RevocationListContent(codes: scenario.revokedCodes).encodedBody() }, of: Scenario.serialCount))

    let zipf = ZipfRevocations()
    let zipfList = try ListBenchmark(
      { zipf.encodedBody(events: one.events) }, of: ZipfRevocations.count * 100)
    print("list of \(ZipfRevocations.count) codes: a million issuers by Zipf's law")
    Figure("issuers with revoked codes", zipfList.layout.codes.issuerNumbers.count).print()
    Figure("the sets of codes and issuers", zipfList.codeSetBytes / 1e6, "MB", target: .atMost(2.4)).print()
  }

  private func measureLarge(_ writing: ChildProcess) throws {
    let revocations = SequentialRevocations(
      codeCount: largeCount, issuerCount: SizedScenario.issuerCount, now: now)
    let list = try ListBenchmark(revocations.encodedBody, of: revocations.serialCount)
    show("1% of the sequential serials of each of \(SizedScenario.issuerCount) issuers", list)
    Figure("made, signed and written", Double(writing.nanoseconds) / 1e9, "s").print()
    Figure("  resident at most", Double(writing.peakKibibytes) * 1024 / 1e6, "MB", target: .atMost(2000))
      .print()
    let watch = Stopwatch(.ofThread)
    let trust = try Store(StorePath(large.store)).open(.whole).trust
    Figure("its store opened whole", Double(watch.nanoseconds) / 1e6, "ms").print()
    try measureLookups(try revocations.lookups(in: trust.list), in: trust.list, target: .atMost(300))
    showLoads(over: list)
  }

  /// A lookup waits for two or three loads, one after the other: the rank, the group, and of a revoked code the event.
  private func showLoads(over list: ListBenchmark) {
    let load = MemoryBenchmark(bytes: list.body.count).nanosecondsPerLoad
    Figure("one load after the other in as much", Int(load), "ns").print()
  }

  private func measureDeltas() throws {
    let event = TestAuthority.event(.cancelled, published: now.adding(.minutes(60)), list: 10_000)
    var random = SeededRandom()
    let one = SequentialRevocations(codeCount: 1_000_000, issuerCount: 1, now: now)
    let known = Set(one.lazy.map(\.id))
    // Codes that are not revoked, beside some that are.
    let free = one.lazy.map { CodeID(issuer: $0.id.issuer, serial: $0.id.serial ^ 1) }
      .filter { !known.contains($0) }
    show(
      "1,000 more codes of one issuer",
      try DeltaBenchmark(
        one, events: one.events, adding: Array(free.shuffled(using: &random).prefix(1000)), event: event),
      target: .atMost(3700))
    let zipf = ZipfRevocations()
    let issuers = Set(zipf.codes.map(\.id.issuer)).sorted()
    let more = issuers.shuffled(using: &random).prefix(1000).map {
      CodeID(issuer: $0, serial: .random(in: 0..<1 << 17, using: &random))
    }
    show(
      "1,000 more codes of 1,000 of \(issuers.count) issuers",
      try DeltaBenchmark(zipf.codes, events: one.events, adding: more, event: event))
    show("1,000 more keys beside a million", try DeltaBenchmark(), target: .atMost(150_000))
  }

  private func show(_ title: String, _ delta: DeltaBenchmark, target: Figure.Target? = nil) {
    print("delta: \(title)")
    Figure("the delta", delta.bytes, "bytes", target: target).print()
    Figure("made", Double(delta.makeNanoseconds) / 1e6, "ms").print()
    Figure("applied", Double(delta.applyNanoseconds) / 1e6, "ms").print()
  }

  private func show(_ title: String, _ list: ListBenchmark) {
    print("list of \(list.codeCount) codes: \(title)")
    Figure("the set of the codes", list.positionBytes / 1e6, "MB").print()
    Figure("information-theoretic bound", list.boundBytes / 1e6, "MB").print()
    Figure("the set with an event for each code", list.codesWithEventsBytes / 1e6, "MB").print()
    Figure("made from codes in memory", Double(list.buildNanoseconds) / 1e6, "ms").print()
  }
}
