import Console
import PostPass
import PostPassSync

/// What a run prints: the result on standard output, warnings and the error on standard error.
struct PullReport {
  private let request: PullRequest
  private let style: Style
  private let authority: AuthorityID
  private let before: Holding?
  private let after: Holding?
  /// Of the keyring; nil also where what was held before cannot be read.
  private let keys: KeyringDifference?
  private let attempts: [PullRun.Attempt]

  init(
    _ request: PullRequest, _ style: Style, authority: AuthorityID, before: Holding?, after: Holding?,
    keys: KeyringDifference?, _ attempts: [PullRun.Attempt]
  ) {
    self.request = request
    self.style = style
    self.authority = authority
    self.before = before
    self.after = after
    self.keys = keys
    self.attempts = attempts
  }

  /// What the run comes to.
  private enum Outcome {
    case success
    /// No mirror could be reached, for less time than is tolerated.
    case tolerated(Failure)
    case failed(Failure)
  }

  /// - Throws: `Failure` where nothing can be printed.
  func write() throws(Failure) -> ExitCode {
    let outcome = outcome
    var exit = ExitCode.done
    if case .failed(let failure) = outcome { exit = failure.exit }
    try writeErrors(outcome)
    switch request.form {
    case .text: for line in lines(outcome) { try Output.standard.line(line) }
    case .json: try Output.standard.write(json(outcome, exit))
    case .quiet: break
    }
    return exit
  }

  private var failures: [Failure] { attempts.compactMap(failure) }

  private func failure(of attempt: PullRun.Attempt) -> Failure? {
    attempt.error.map { PullSentences(request, after, source: attempt.source).failure(for: $0) }
  }

  /// One good source is enough; otherwise the worst error counts, and only an outage is ever tolerated.
  private var outcome: Outcome {
    guard attempts.allSatisfy({ $0.error != nil }), let worst = PullReport.worst(of: failures) else {
      return .success
    }
    let isOutage = attempts.allSatisfy { $0.error?.isOutage == true }
    return isOutage && isWithinTolerance ? .tolerated(worst) : .failed(worst)
  }

  private var isWithinTolerance: Bool {
    guard let after, after.firstStale(at: request.now) == nil,
      after.lastPull <= request.now.adding(TrustSet.skew)
    else { return false }
    return request.now.since(after.lastPull) < request.tolerance
  }

  /// The first of those whose exit code weighs most: what this machine cannot do, what a mirror may do on purpose,
  /// damage, outage.
  private static func worst(of failures: [Failure]) -> Failure? {
    let order: [ExitCode] = [.inputOutput, .mirrorRefused, .damaged, .unreachable]
    for code in order {
      if let failure = failures.first(where: { $0.exit == code }) { return failure }
    }
    return failures.first
  }

  private func writeErrors(_ outcome: Outcome) throws(Failure) {
    var warnings = failures
    switch outcome {
    case .success: break
    case .tolerated(let worst), .failed(let worst): warnings.removeAll { $0 == worst }
    }
    if request.form != .quiet {
      for warning in warnings { try writeWarning(warning.message) }
    }
    switch outcome {
    case .success: break
    case .tolerated(let failure):
      guard request.form != .quiet, let after else { return }
      let span = RelativeTime(after.lastPull, from: request.now)
      try writeWarning("\(failure.message); last pull \(span.text), tolerated for \(request.tolerance.words)")
    case .failed(let failure):
      try Output.error.write(failure.text(program: PullCommand.name, style: style))
    }
  }

  private func writeWarning(_ message: TerminalText) throws(Failure) {
    try Output.error.line("\(PullCommand.name): \(style.yellow("warning:")) \(message)")
  }

  /// What changed; where nothing did, what is held. After an error only what changed all the same.
  private func lines(_ outcome: Outcome) -> [TerminalText] {
    guard let after else { return [] }
    var lines: [TerminalText] = []
    if let before {
      let trust = TrustChangeText(from: before, to: after, keys: keys)
      if before.root != after.root { lines.append(trust.rootLine) }
      if before.keyring != after.keyring { lines.append(trust.keyringLine) }
    }
    if before?.list != after.list {
      lines.append(listLine(after))
    } else if case .failed = outcome {
      return lines
    } else {
      let verb: TerminalText = if case .tolerated = outcome { "kept" } else { "unchanged" }
      lines.append("\(name(of: after.list)) \(verb)\(counts(after))\(freshness(after))")
    }
    return lines
  }

  private func listLine(_ after: Holding) -> TerminalText {
    guard let before else { return "\(name(of: after.list))\(counts(after))\(freshness(after))" }
    let sameParent =
      before.list.parentNumber == after.list.parentNumber && before.list.rootNumber == after.list.rootNumber
    let number: TerminalText =
      sameParent ? "#\(after.list.number)" : "#\(after.list.number) of keyring #\(after.list.parentNumber)"
    return "\(name(of: before.list)) → \(number):\(change(before, after))\(freshness(after))"
  }

  private func name(of list: FileHead) -> TerminalText { "list #\(list.number)" }

  private func counts(_ holding: Holding) -> TerminalText {
    guard let revoked = holding.revoked else { return "" }
    let keys: TerminalText =
      revoked.keys == 0 ? "" : ", \(revoked.keys) \(revoked.keys == 1 ? "key" : "keys") revoked"
    return ", \(revoked.codes) revoked\(keys)"
  }

  /// How many more the list revokes than the one before: fewer where entries were retired.
  private func change(_ before: Holding, _ after: Holding) -> TerminalText {
    guard let old = before.revoked, let new = after.revoked else {
      return after.revoked.map { " \($0.codes) revoked" } ?? ""
    }
    func signed(_ difference: Int) -> String { difference < 0 ? "\(difference)" : "+\(difference)" }
    let keys: TerminalText =
      new.keys == old.keys
      ? "" : ", \(signed(new.keys - old.keys)) \(abs(new.keys - old.keys) == 1 ? "key" : "keys") revoked"
    return " \(signed(new.codes - old.codes)) revoked\(keys)"
  }

  private func freshness(_ holding: Holding) -> TerminalText {
    ", fresh until \(holding.listFreshUntil.text)"
  }
}

extension PullReport {
  private func json(_ outcome: Outcome, _ exit: ExitCode) -> [UInt8] {
    var line: [UInt8] = []
    JSONObject.line(into: &line) { object in
      object.add("v", 1)
      switch outcome {
      case .failed(let failure): object.add("error") { PullReport.add(failure, to: &$0) }
      case .tolerated: object.add("result", "kept")
      case .success: object.add("result", before == nil ? "pinned" : hasChanged ? "updated" : "unchanged")
      }
      object.add("authority", authority.description)
      if let after { add(after, to: &object) }
      object.add("sources", forEach: attempts) { object, attempt in
        object.add("from", attempt.source.place)
        guard let failure = failure(of: attempt) else { return object.add("result", "ok") }
        object.add("error") { PullReport.add(failure, to: &$0) }
        object.add("exit", failure.exit.rawValue)
      }
      object.add("exit", exit.rawValue)
    }
    return line
  }

  private var hasChanged: Bool {
    before?.root != after?.root || before?.keyring != after?.keyring || before?.list != after?.list
  }

  private func add(_ after: Holding, to object: inout JSONObject) {
    let trust = before.map { TrustChangeText(from: $0, to: after, keys: keys) }
    for (key, old, new) in [
      ("root", before?.root, after.root), ("keyring", before?.keyring, after.keyring),
      ("list", before?.list, after.list),
    ] {
      object.add(key) { object in
        object.add("old", old?.number)
        object.add("new", new.number)
        object.add("issued", new.issuedAt.iso8601)
        let end = new.kind == .revocationList ? after.listFreshUntil : new.freshUntil
        object.add("fresh_until", end.iso8601)
        if old != new { trust?.add(new.kind, to: &object) }
      }
    }
    object.add("revoked", after.revoked?.codes)
    object.add("revoked_before", before?.revoked?.codes)
    object.add("revoked_keys", after.revoked?.keys)
    object.add("fresh_until", after.listFreshUntil.iso8601)
    object.add("last_pull", after.lastPull.iso8601)
  }

  private static func add(_ failure: Failure, to object: inout JSONObject) {
    object.add("code", failure.code)
    object.add("message", failure.message.text)
    object.add("hint", failure.hint?.text)
  }
}
