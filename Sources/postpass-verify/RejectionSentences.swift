import Console
import PostPass

extension VerdictSentences {
  /// What is wrong, after the ID of the code.
  func sentence(for rejection: Rejection) -> TerminalText {
    switch rejection {
    case .unknownIssuer(let number):
      if let removed = removedKey(number) {
        "the key of issuer \(number.value)\(removed.account.map { ", \($0)," } ?? "" as TerminalText) was removed (keyring #\(keyring.number), \(keyring.issuedAt.text))"
      } else {
        "issuer \(number.value) is not in keyring #\(keyring.number)"
      }
    case .wrongRole(let number, let role): "key \(number.value) is for a \(role.name), not for an issuer"
    case .notGenuine: "not genuine: issuer \(verdict.id.issuer.value) of this authority did not sign it"
    case .otherPost(let post): "for post \(word: post.description), not for the post asked about"
    case .otherBrand(let found): "for \(brands(found)), not for the brand asked about"
    case .otherCreator(let creator): "signed for \(creator), not for the creator asked about"
    case .issuerRevoked(let event): "key of issuer \(verdict.id.issuer.value) \(sentence(for: event))"
    case .revoked(let event): sentence(for: event)
    case .notYetValid(let start):
      start > now ? "starts \(start.text), \(relative(start))" : "started only \(start.text)"
    case .expired(let end): ended("\(end.text)", end)
    case .issuerKeyNotYetValid(let start):
      "the key of issuer \(verdict.id.issuer.value) \(start > now ? "starts" : "started only" as TerminalText) \(start.text)"
    case .issuerKeyExpired(let end):
      "the key of issuer \(verdict.id.issuer.value) expired \(end.text), \(relative(end))"
    case .doesNotCover(let until, let end):
      "\(endsWithKey(end) ? "its issuer's key ends" : "ends" as TerminalText) \(end.text), before the campaign ends \(until.dayOrTime)"
    default: unknownSentence(for: rejection)
    }
  }

  /// What to do next.
  func hint(for rejection: Rejection) -> TerminalText? {
    switch rejection {
    case .unknownIssuer(let number) where removedKey(number) != nil:
      "ask \(removedKey(number)?.account.map { "\($0)" } ?? "the creator" as TerminalText) for a new code; none by this key is good any more"
    case .unknownIssuer: "\(pull); if it stays unknown, the code is not of this authority"
    case .wrongRole: "do not run the ad; tell the authority that key \(verdict.id.issuer.value) signs codes"
    case .notGenuine: "do not run the ad; it is forged, or of another authority than the one pinned here"
    case .otherPost: "ask \(creator) for a code for that post"
    case .otherBrand: "ask \(creator) for a code that names that brand"
    case .otherCreator: "check whose post it is; only its creator can authorize it"
    case .issuerRevoked: "ask \(creator) for a code by another key; none by this one is good"
    case .revoked: "ask \(creator) for a new code; this one cannot be restored"
    case .notYetValid where isHistory, .expired where isHistory:
      verdict.code.map {
        "its window is \($0.claims.notBefore.text) to \($0.claims.notAfter.text); check when the ad started"
      }
    case .notYetValid: "wait until then, or ask \(creator) for a code that starts earlier"
    case .expired: "ask \(creator) for a new code"
    case .issuerKeyNotYetValid, .issuerKeyExpired:
      "ask \(creator) for a code by a key that is good at that time"
    case .doesNotCover(_, let end) where endsWithKey(end):
      "ask \(creator) for a code by a key that lasts until then"
    case .doesNotCover(let until, _): "ask \(creator) for a new code, until \(until.dayOrTime) or later"
    case .clockBehind: "set the clock of this machine"
    case .notRetained: "keep the answers of the time; a list forgets a code one retention after its end"
    case .staleRoot, .staleKeyring: "\(pull); if it stays stale, the authority has to sign a new one"
    case .staleList, .noList, .oldKeyring: pull
    case .damaged: nil
    }
  }

  private var keyring: FileHead { trust.keyring.head }

  private var list: FileHead { trust.list.head }

  private var creator: TerminalText { verdict.code?.creator.map { "\($0)" } ?? "the creator" }

  /// The record of a key that the authority no longer trusts; nil for one that is not in the keyring.
  private func removedKey(_ number: KeyNumber) -> KeyRecord? {
    guard let record = try? trust.keyring.record(number), record.isRemoved else { return nil }
    return record
  }

  private var pull: TerminalText { mirror ? "copy a newer mirror here" : "run postpass-pull" }

  private func relative(_ time: UnixTime) -> String { RelativeTime(time, from: now).text }

  private func endsWithKey(_ end: UnixTime) -> Bool { verdict.code.map { end < $0.claims.notAfter } ?? false }

  private var isHistory: Bool { verdict.question.moment != .now }

  /// The time that the question is about.
  private var time: UnixTime {
    switch verdict.question.moment {
    case .now: now
    case .at(let time), .runningSince(let time): time
    }
  }

  private func sentence(for event: Event) -> TerminalText {
    let published = event.publishedAt.text
    if event.effectiveFrom <= time, time < event.publishedAt {
      return
        "revoked retroactively: effective from \(event.effectiveFrom.text), published \(published) (\(event.reason.name))"
    }
    if time < event.effectiveFrom, event.reason != .keyCompromise {
      return "revoked \(published) (\(event.reason.name)), and its ads must stop at once"
    }
    if event.effectiveFrom < event.publishedAt {
      return "revoked \(published) (\(event.reason.name)), effective from \(event.effectiveFrom.text)"
    }
    return "revoked \(published) (\(event.reason.name))"
  }

  private func ended(_ text: TerminalText, _ end: UnixTime) -> TerminalText {
    // Ended only after the time that was asked about: the ad may not go on.
    end > time ? "ended \(text), and its ads must stop at the end" : "expired \(text), \(relative(end))"
  }

  /// What is missing to decide, after "cannot tell".
  private func unknownSentence(for rejection: Rejection) -> TerminalText {
    switch rejection {
    case .staleRoot(let end): "root #\(trust.root.number) was fresh until \(end.text), \(relative(end))"
    case .staleKeyring(let end): "keyring #\(keyring.number) was fresh until \(end.text), \(relative(end))"
    case .staleList(let end):
      end < trust.list.freshUntil
        ? "list #\(list.number) is \(RelativeTime(list.issuedAt, from: now).age), more than --max-list-age allows"
        : "list #\(list.number) was fresh until \(end.text), \(relative(end))"
    case .oldKeyring: "list #\(list.number) was made for a newer keyring than #\(keyring.number)"
    case .clockBehind(let newest):
      "the clock of this machine is behind: it says \(now.text), and a file was signed \(newest.text)"
    case .notRetained(let from): "list #\(list.number) vouches only for codes that ended after \(from.text)"
    default: "list #\(list.number) was signed by a key that may not publish, or may no longer"
    }
  }
}
