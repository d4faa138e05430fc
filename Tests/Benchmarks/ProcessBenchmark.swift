import PostPass

/// A new verifier process for one code, beside a process that does nothing.
struct ProcessBenchmark {
  static let runs = 200

  private(set) var verifierTimes: [UInt64] = []
  private(set) var trueTimes: [UInt64] = []
  private(set) var verifierPeak = 0
  private(set) var truePeak = 0

  /// Runs both in turn.
  /// - Throws: `UnexpectedExit` where the verifier does not allow the code.
  init(verifier: String, code: String, creator: String, store: String) throws {
    let arguments = [
      code, "--post", Scenario.post, "--brand", Scenario.brand, "--creator", creator, "--store", store,
    ]
    // The first run brings the pages into the cache.
    for run in 0...ProcessBenchmark.runs {
      let check = try ChildProcess(running: verifier, arguments)
      guard check.exitStatus == 0 else { throw UnexpectedExit(status: check.exitStatus) }
      let nothing = try ChildProcess(running: "/bin/true", [])
      if run == 0 { continue }
      verifierTimes.append(check.nanoseconds)
      trueTimes.append(nothing.nanoseconds)
      verifierPeak = max(verifierPeak, check.peakKibibytes)
      truePeak = max(truePeak, nothing.peakKibibytes)
    }
  }

  /// What the verifier took beyond the other, in milliseconds.
  var extraMilliseconds: Double { (verifierTimes.median - trueTimes.median) / 1e6 }
}

/// The verifier said something else about a code than that it is allowed.
struct UnexpectedExit: Error {
  let status: Int32
}
