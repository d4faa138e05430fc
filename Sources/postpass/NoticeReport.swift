import Console
import PostPass
import PostPassLedger

/// What `notice merge` says of one notice.
struct NoticeReport {
  private let notice: VerifiedNotice
  private let file: String

  init(_ notice: VerifiedNotice, file: String) {
    self.notice = notice
    self.file = file
  }

  private var subjects: [RevocationSubject] { notice.subjects.map(\.subject) }

  /// `for @kim (leaked)`
  private var who: TerminalText { "for \(notice.account) (\(notice.request.reason.name))" }

  func showPlanned(_ terminal: Terminal) throws(Failure) {
    try terminal.result("would revoke \(subjects.phrase) \(who)") { object in
      object.add("dry_run", true)
      add(to: &object)
      object.add("subjects", subjects.map(\.description))
    }
  }

  /// - Parameter unpublished: how many revocations of the record no list says yet.
  func show(
    _ outcomes: [RevocationOutcome], unpublished: Int, _ terminal: Terminal
  ) throws(Failure) {
    var recorded: [RevocationSubject] = []
    for case .recorded(let revocation, _) in outcomes { recorded.append(revocation.subject) }
    let old = outcomes.count - recorded.count
    let text: TerminalText =
      if recorded.isEmpty {
        "nothing new: \(subjects.phrase) \(old == 1 ? "is" : "are") revoked for \(notice.account) already"
      } else if old > 0 {
        "\(recorded.phrase) revoked \(who); \(old) \(old == 1 ? "was" : "were") revoked already"
      } else {
        "\(recorded.phrase) revoked \(who)"
      }
    try terminal.result(text) { object in
      add(to: &object)
      object.add("revoked", recorded.map(\.description))
      object.add("already", old)
      object.add("unpublished", unpublished)
    }
  }

  private func add(to object: inout JSONObject) {
    object.add("file", file)
    object.add("issuer", notice.issuer.value)
    object.add("creator", notice.account.description)
    object.add("reason", notice.request.reason.name)
    object.add("effective_from", notice.request.effectiveFrom?.iso8601)
  }
}

extension [RevocationSubject] {
  /// `3-48213`, `3-48213 and 3 more`, `key 3`.
  var phrase: TerminalText {
    guard let first else { return "nothing" }
    return count == 1 ? "\(first)" : "\(first) and \(count - 1) more"
  }
}
