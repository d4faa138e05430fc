import PostPass

/// New verifier processes for one code each, in turn with each other and with a process that does nothing.
struct ProcessBenchmark {
  /// What a verifier is started for.
  struct Check {
    let files: BenchmarkFiles
    let code: String
    let creator: String

    fileprivate var arguments: [String] {
      [
        code, "--post", Scenario.post, "--brand", Scenario.brand, "--creator", creator, "--store",
        files.store,
      ]
    }
  }

  /// Where the pages of the store are when a process begins.
  enum Pages {
    case inCache
    case onDisk
  }

  /// In the order of the checks.
  private(set) var times: [[UInt64]]
  private(set) var peaks: [Int]
  private(set) var trueTimes: [UInt64] = []
  private(set) var truePeak = 0

  /// - Throws: `UnexpectedExit` where the verifier does not allow a code.
  init(verifier: String, _ checks: [Check], pages: Pages, runs: Int) throws {
    times = checks.map { _ in [] }
    peaks = checks.map { _ in 0 }
    // The first run brings the pages into the cache.
    for run in 0...runs {
      for (index, check) in checks.enumerated() {
        if pages == .onDisk { try check.files.leaveCache() }
        let process = try ChildProcess(running: verifier, check.arguments)
        guard process.exitStatus == 0 else { throw UnexpectedExit(status: process.exitStatus) }
        if run == 0 { continue }
        times[index].append(process.nanoseconds)
        peaks[index] = max(peaks[index], process.peakKibibytes)
      }
      let nothing = try ChildProcess(running: "/bin/true", [])
      if run == 0 { continue }
      trueTimes.append(nothing.nanoseconds)
      truePeak = max(truePeak, nothing.peakKibibytes)
    }
  }

  /// What a check took beyond the process that does nothing, in milliseconds.
  func extraMilliseconds(_ check: Int) -> Double { (times[check].median - trueTimes.median) / 1e6 }
}

/// A program ended otherwise than it should.
struct UnexpectedExit: Error {
  let status: Int32
}
