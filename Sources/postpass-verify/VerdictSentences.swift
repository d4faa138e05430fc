import Console
import PostPass

/// The words of one verdict: what follows the label, and the hint.
struct VerdictSentences {
  let verdict: Verdict
  let trust: TrustSet
  let mirror: Bool
  let now: UnixTime

  init(_ verdict: Verdict, _ trust: TrustSet, mirror: Bool, at now: UnixTime) {
    self.verdict = verdict
    self.trust = trust
    self.mirror = mirror
    self.now = now
  }

  func line(for authorization: Authorization) -> TerminalText {
    let code = authorization.code
    var parts: [TerminalText] = ["\(verdict.id)"]
    if let creator = code.creator {
      parts.append("\(creator)\(verdict.question.creator == .any ? " (not checked)" : "" as TerminalText)")
    }
    parts.append(post(of: code))
    parts.append(brand(of: code))
    parts += moment(of: authorization)
    parts.append(listNote)
    return parts.joined(separator: "  ")
  }

  func line(for rejection: Rejection) -> TerminalText {
    var line: TerminalText = "\(verdict.id)  "
    switch verdict.question.moment {
    case .now: break
    case .at(let time): line += "at \(time.text): "
    case .runningSince(let time): line += "running since \(time.text): "
    }
    if rejection.category == .unknown { line += "cannot tell: " }
    line += sentence(for: rejection)
    switch rejection {
    case .revoked, .issuerRevoked: line += "  \(listNote)"
    default: break
    }
    return line
  }

  private var listNote: TerminalText {
    "(list #\(trust.list.head.number), \(RelativeTime(trust.list.head.issuedAt, from: now).age))"
  }

  private func post(of code: VerifiedCode) -> TerminalText {
    let note: TerminalText = verdict.question.post == .any ? " (not checked)" : ""
    return "post \(word: code.claims.post.description)\(note)"
  }

  private func brand(of code: VerifiedCode) -> TerminalText {
    if case .exactly(let brand) = verdict.question.brand { return "brand \(word: brand.description)" }
    return code.claims.brands.isEmpty ? "any brand" : "\(brands(code.claims.brands)) (not checked)"
  }

  /// When the answer holds: the end that was asked for or the code's own, and the time that was asked about.
  private func moment(of authorization: Authorization) -> [TerminalText] {
    var parts: [TerminalText] = []
    if let until = verdict.question.until { parts.append("covers \(until.dayOrTime)") }
    switch verdict.question.moment {
    case .now:
      guard parts.isEmpty else { break }
      parts.append("until \(authorization.until.text) (\(RelativeTime(authorization.until, from: now).text))")
    case .at(let time):
      parts.append("at \(time.text)")
      if let revoked { parts.append("revoked later, \(revoked.publishedAt.text)") }
    case .runningSince(let time):
      parts.append("running since \(time.text)")
      if let revoked {
        parts.append("revoked \(revoked.publishedAt.text), running ads may finish")
      } else if authorization.until <= now {
        parts.append("ended \(authorization.until.text), running ads may finish")
      }
      if let vouchedUntil = verdict.vouchedUntil(by: trust.list), authorization.until <= now {
        parts.append("vouched for until \(vouchedUntil.text)")
      }
    }
    return parts
  }

  /// A revocation that did not count for the time that was asked about.
  private var revoked: Event? {
    let events = try? trust.list.revocations(of: verdict.id)
    return events?.ofCode ?? events?.ofKey
  }
}

extension [TerminalText] {
  func joined(separator: TerminalText) -> TerminalText {
    dropFirst().reduce(first ?? "") { $0 + separator + $1 }
  }
}

/// `brand A`, or `brands A, B`.
func brands(_ brands: [Brand]) -> TerminalText {
  let names = brands.map { "\(word: $0.description)" as TerminalText }
  return "\(brands.count == 1 ? "brand" : "brands") \(names.joined(separator: ", "))"
}

extension UnixTime {
  /// A day for its last second, which is what a bare date means as an end; otherwise the time.
  var dayOrTime: String { seconds % 86_400 == 86_399 ? dateText : text }
}
