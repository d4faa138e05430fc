import Console
import PostPass
import PostPassIssuing

/// What is said of a root or keyring on its way to enough signatures.
struct ProposalReport {
  private let proposal: Proposal
  private let takenOver: TakeOver?
  private let now: UnixTime

  /// - Parameter takenOver: what it begins from, where this home had not that.
  init(_ proposal: Proposal, _ takenOver: TakeOver? = nil, now: UnixTime) {
    self.proposal = proposal
    self.takenOver = takenOver
    self.now = now
  }

  /// What came of a change.
  static func show(
    _ outcome: SignedChange, takingOver takenOver: TakeOver? = nil, _ terminal: Terminal
  ) throws(Failure) {
    let report = ProposalReport(outcome.proposal, takenOver, now: terminal.now)
    switch outcome {
    case .complete: try report.showDone(signers: nil, terminal)
    case .pending(_, let path):
      try terminal.result("wrote \(path): \(report.transition)") { object in
        object.add("file", path)
        report.add(to: &object)
      }
      try report.describe(terminal)
      try report.noteMissing(in: path, terminal)
      try terminal.note(
        "until it is complete nothing changes; any other change of root or keyring overtakes it")
    }
  }

  /// The proposal, which nobody is asked to sign now.
  func showPlan(_ terminal: Terminal) throws(Failure) {
    try terminal.result("\(transition)\n\(details)") { object in
      object.add("dry_run", true)
      add(to: &object)
    }
    try warn(terminal)
  }

  /// What would change, for a person to read before signing.
  func describe(_ terminal: Terminal) throws(Failure) {
    try terminal.note(details)
    try warn(terminal)
  }

  func showNothingToDo(_ terminal: Terminal) throws(Failure) {
    try terminal.result("\(name) is in this home already") { object in
      add(to: &object)
      object.add("taken_over", true)
    }
    try terminal.note("next: postpass publish")
  }

  /// - Parameter isAtHome: whether this is where the authority's files are.
  func showSigned(
    by signers: [PublicKey], in file: String, isAtHome: Bool, _ terminal: Terminal
  ) throws(Failure) {
    let verb: TerminalText =
      signers.isEmpty
      ? "nothing is left to sign here"
      : "signed \(name) with \(signers.count) key\(signers.count == 1 ? "" : "s")"
    let rest: TerminalText =
      proposal.isComplete ? "it is complete" : "\(missing) signature\(missing == 1 ? " is" : "s are") missing"
    try terminal.result("\(verb); \(rest)") { object in
      object.add("signed_by", signers.map(\.text))
      add(to: &object)
      object.add("taken_over", false)
    }
    if proposal.isComplete {
      try terminal.note("next: bring \(file) to the authority's home, and there: postpass sign \(word: file)")
    } else {
      try noteMissing(in: file, terminal)
    }
  }

  func showDone(signers: [PublicKey]?, _ terminal: Terminal) throws(Failure) {
    let end = proposal.file.nextRoot?.signed.head.freshUntil ?? proposal.file.nextKeyring.head.freshUntil
    try terminal.result("\(transition), fresh until \(end.text)") { object in
      object.add("signed_by", signers?.map(\.text))
      add(to: &object)
      object.add("taken_over", true)
    }
    if signers == nil { try warn(terminal) }
    try terminal.note("next: postpass publish")
  }

  /// What is said of a pending file among other things: `root #2, 1 of 2 root keys of root #2 and 0 of 1 keyring keys, in
  /// root-2.pending; next: …`.
  func waiting(in file: String) -> TerminalText {
    var counts: TerminalText = ""
    for quorum in proposal.quorums {
      let signed = min(quorum.signers.count, quorum.threshold)
      counts += "\(signed) of \(quorum.threshold) \(quorum.members.phrase), "
    }
    return "\(name), signed by \(counts)in \(file)\(dated); next: \(next(in: file))"
  }

  private var dated: TerminalText {
    guard let head = proposal.headFromTheFuture(at: now) else { return "" }
    return ", dated \(head.issuedAt.text), in the future"
  }

  private func next(in file: String) -> TerminalText {
    if proposal.headFromTheFuture(at: now) != nil {
      return "make it again with another --out FILE: a clock that was ahead made it, and nobody can sign it"
    }
    return proposal.isComplete
      ? "postpass sign \(word: file)" : "its holders sign it with postpass sign \(word: file) --key FILE"
  }

  /// `root #2`, `keyring #5`.
  var name: TerminalText {
    if let root = proposal.file.nextRoot { return "root #\(root.signed.head.number)" }
    return "keyring #\(proposal.file.nextKeyring.head.number)"
  }

  /// `root #1 → #2: 2 of 3 keys, with keyring #4`.
  private var transition: TerminalText {
    let keyring = proposal.file.nextKeyring.head.number
    guard let root = proposal.file.nextRoot else {
      return "keyring #\(proposal.keyring.head.number) → #\(keyring)"
    }
    let number = root.signed.head.number
    return """
      root #\(number - 1) → #\(number): \(root.body.rootThreshold) of \(root.body.rootKeys.count) keys, with keyring #\(keyring)
      """
  }

  private var details: TerminalText {
    let (old, new) = (proposal.chain.last.body, proposal.root.body)
    var text: TerminalText = "authority  \(proposal.chain.authority)"
    if let root = proposal.file.nextRoot?.signed.head {
      text += "\nroot       #\(root.number - 1) → #\(root.number), "
      text += SignersText.rootKeys(from: old, to: new, until: root.freshUntil, now: now)
    }
    let (have, next) = (proposal.keyring.head, proposal.file.nextKeyring.head)
    text += "\nkeyring    #\(have.number) → #\(next.number), "
    text += SignersText.keyringKeys(from: old, to: new, until: next.freshUntil, now: now)
    for change in proposal.changes { text += "\n  \(change.line)" }
    return text
  }

  /// What is easy to overlook.
  private func warn(_ terminal: Terminal) throws(Failure) {
    if proposal.removesLastPublisher {
      try terminal.warn(
        "\(name) leaves no publisher, so that no list can be published: enrol another one first")
    }
    guard let root = proposal.file.nextRoot else { return }
    let body = root.body
    if body.rootKeys.count > 1, body.rootThreshold == body.rootKeys.count {
      try terminal.warn(
        "all \(body.rootKeys.count) root keys are needed: when one is lost, so is the authority")
    }
    for key in proposal.chain.last.body.rootKeys
    where !body.rootKeys.contains(key) && body.keyringKeys.contains(key) {
      try terminal.warn("\(key.text) is no root key any more, and still signs keyrings: name --keyring-keys")
    }
  }

  /// Signatures that are still needed, counted by holder at best: one key may count in several sets.
  private var missing: Int { proposal.quorums.map(\.missing).max() ?? 0 }

  private func noteMissing(in file: String, _ terminal: Terminal) throws(Failure) {
    for quorum in proposal.quorums where quorum.missing > 0 {
      var text: TerminalText = "missing    \(quorum.missing) more of the \(quorum.members.phrase)"
      for key in quorum.unsigned { text += "\n             \(key.text)" }
      try terminal.note(text)
    }
    try terminal.note(
      "next: pass \(file) on to their holders, one after the other: postpass sign \(word: file) --key FILE")
  }

  func add(to object: inout JSONObject) {
    object.add("authority", proposal.chain.authority.description)
    if let root = proposal.file.nextRoot {
      object.add("root") { member in
        member.add("number", root.signed.head.number)
        member.add("threshold", root.body.rootThreshold)
        member.add("keys", root.body.rootKeys.map(\.text))
        member.add("fresh_until", root.signed.head.freshUntil.iso8601)
      }
    }
    object.add("keyring") { member in
      member.add("number", proposal.file.nextKeyring.head.number)
      member.add("threshold", proposal.root.body.keyringThreshold)
      member.add("keys", proposal.root.body.keyringKeys.map(\.text))
      member.add("fresh_until", proposal.file.nextKeyring.head.freshUntil.iso8601)
    }
    object.add("changes", forEach: proposal.changes) { $1.add(to: &$0) }
    object.add("missing", forEach: proposal.quorums.filter { $0.missing > 0 }) { member, quorum in
      member.add("of", quorum.members.phrase.text)
      member.add("signatures", quorum.missing)
      member.add("keys", quorum.unsigned.map(\.text))
    }
    object.add("complete", proposal.isComplete)
    object.add(takenOver)
  }
}

extension Quorum.Members {
  fileprivate var phrase: TerminalText {
    switch self {
    case .root(let number): "root keys of root #\(number)"
    case .keyring: "keyring keys"
    }
  }
}
