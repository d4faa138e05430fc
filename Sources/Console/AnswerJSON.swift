package import PostPass

extension Answer {
  /// Appends the answer as one line of JSON. Members that nothing is known for are left out; what a code says is
  /// there only where its signature verified.
  /// - Parameter hint: what to do next; nil where there is nothing to do.
  package func appendJSON(to buffer: inout [UInt8], hint: TerminalText?, at now: UnixTime) {
    JSONObject.line(into: &buffer) { object in
      object.add("v", 1)
      object.add("verdict", kind.rawValue)
      object.add("reason", reason)
      object.add("exit", exit.rawValue)
      switch self {
      case .notACode: break
      case .withoutTrust(let id, let question, _):
        object.add(id)
        object.add(question)
        object.add("checked", [Verdict.Check.format.name])
        object.add("waived", question.waived.map(\.name))
      case .decided(let verdict, let trust):
        object.add(verdict, trust.list)
        object.add("list") { $0.add(trust.list, at: now) }
      }
      object.add("hint", hint?.text)
    }
  }
}

extension JSONObject {
  fileprivate mutating func add(_ id: CodeID) {
    add("id", id.description)
    add("issuer", id.issuer.value)
  }

  fileprivate mutating func add(_ verdict: Verdict, _ list: RevocationList) {
    add(verdict.id)
    if let code = verdict.code {
      add("creator", code.creator?.description)
      add("post", code.claims.post.description)
      add("brands", code.claims.brands.map(\.description))
      add("not_before", code.claims.notBefore.iso8601)
      add("not_after", code.claims.notAfter.iso8601)
      add("on_end", code.claims.onEnd.name)
    }
    if case .rejected(.revoked(let event)) = verdict.outcome { add("revoked", event) }
    if case .rejected(.issuerRevoked(let event)) = verdict.outcome { add("revoked", event) }
    add(verdict.question)
    add("vouched_until", verdict.vouchedUntil(by: list)?.iso8601)
    add("checked", verdict.checked.map(\.name))
    add("waived", verdict.waived.map(\.name))
  }

  private mutating func add(_ key: String, _ event: Event) {
    add(key) { object in
      object.add("effective_from", event.effectiveFrom.iso8601)
      object.add("published_at", event.publishedAt.iso8601)
      object.add("reason", event.reason.name)
      object.add("list", event.listNumber)
    }
  }

  /// The times that were asked about.
  fileprivate mutating func add(_ question: Question) {
    switch question.moment {
    case .now: break
    case .at(let time): add("at", time.iso8601)
    case .runningSince(let time): add("running_since", time.iso8601)
    }
    add("until", question.until?.iso8601)
  }

  fileprivate mutating func add(_ list: RevocationList, at now: UnixTime) {
    add("number", list.head.number)
    add("issued", list.head.issuedAt.iso8601)
    add("age_seconds", list.head.issuedAt.age(at: now))
    add("fresh_until", list.freshUntil.iso8601)
  }
}

extension UnixTime {
  /// How many seconds old this time is; negative where the clock is behind it.
  package func age(at now: UnixTime) -> Int64 {
    // Times of files are at most the year 9999, and so is a clock.
    Int64(clamping: now.seconds) - Int64(clamping: seconds)
  }
}
