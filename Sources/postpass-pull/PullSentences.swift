import Console
import DurableFile
import PostPass
import PostPassStore
import PostPassSync

/// The sentences for what a pull throws, each with its hint and exit code.
struct PullSentences {
  private let request: PullRequest
  private let holding: Holding?
  private let source: MirrorSource?

  /// - Parameter source: the mirror that it is about; nil where it is about the store.
  init(_ request: PullRequest, _ holding: Holding?, source: MirrorSource?) {
    self.request = request
    self.holding = holding
    self.source = source
  }

  func failure(for error: PullError) -> Failure {
    switch error {
    case .rollback, .equivocation, .frozen, .fromTheFuture, .otherAuthority, .mixAndMatch, .notAuthoritative,
      .keyringRewritten, .otherRoot, .tooLarge:
      refusal(error)
    case .malformed, .untrusted, .damaged, .encoded: damage(error)
    case .missing, .unreachable, .noAnswer: outage(error)
    case .notPinned, .pinnedOtherwise, .storeDamaged, .locked, .storage, .unreadable: ofStore(error)
    }
  }

  /// `the mirror`, and which one where there are several.
  private var mirror: TerminalText {
    guard let source else { return "the mirror" }
    let noun: TerminalText = source.kind == .bundle ? "the bundle" : "the mirror"
    return request.sources.count > 1 ? "\(noun) \(source.place)" : noun
  }

  private var isWeb: Bool {
    if case .address = source?.kind { true } else { false }
  }

  private func refusal(_ error: PullError) -> Failure {
    switch error {
    case .rollback(let have, let got):
      return refused(
        "rollback",
        "\(mirror) offers \(name(got, beside: have)), older than \(name(have, beside: got)) held here; kept #\(have.number)",
        hint: "the mirror may be serving an old copy; tell its operator if this repeats")
    case .equivocation(let have, _):
      return refused(
        "equivocation",
        "\(mirror) offers another \(name(have)) than the one held here; kept the one held here",
        hint: "two files were signed with one number: tell the publisher, whose key may be in other hands")
    case .frozen(let head, let since):
      let ago = RelativeTime(since, from: request.now).text
      return refused(
        "frozen", "\(name(head)) was fresh until \(since.text), \(ago), and \(mirror) has none that is newer",
        hint: "the mirror may be holding newer files back: try another, or ask the publisher")
    case .fromTheFuture(let head, let now):
      let ahead = RelativeTime(head.issuedAt, from: now).text
      return refused(
        "from-the-future", "\(mirror) offers \(name(head)), dated \(head.issuedAt.text), \(ahead)\(kept)",
        hint: "check the clock of this machine; if it is right, tell the publisher")
    case .otherAuthority(let pinned, let found):
      return refused(
        "other-authority", "\(mirror) is that of \(found), not of \(pinned), which is pinned here",
        hint: "check --from and --authority; one store is for one authority")
    case .mixAndMatch(let head, let parent):
      return refused(
        "mix-and-match",
        "\(mirror) offers \(name(head)), which was not made for the \(name(parent)) beside it\(kept)",
        hint: "the mirror may be half updated: try again later, and tell its operator if this repeats")
    case .notAuthoritative(let head):
      return refused(
        "not-authoritative",
        "\(name(head)) of \(mirror) is signed by key \(head.signer?.value ?? 0), which is no publisher's then\(kept)",
        hint: "a publisher that the keyring names has to publish; nothing is allowed until then")
    case .keyringRewritten(let head, let number):
      return refused(
        "keyring-rewritten",
        "\(name(head)) of \(mirror) drops or changes key \(number.value) of the keyring held here\(kept)",
        hint: "a key may only be added or removed: tell the authority, which may have restored an old backup")
    case .otherRoot(let number):
      return refused(
        "mix-and-match", "root #\(number) of \(mirror) is not the one that its head names\(kept)",
        hint: "the mirror may be half updated: try again later, and tell its operator if this repeats")
    case .tooLarge(let piece, let limit):
      return refused(
        "too-large", "\(piece.path) of \(mirror) is larger than \(limit) bytes\(kept)",
        hint: "tell the operator of the mirror")
    default: preconditionFailure("called for the errors above only")
    }
  }

  private func damage(_ error: PullError) -> Failure {
    switch error {
    case .malformed(.head, _) where source?.kind == .bundle:
      damaged("malformed", "\(mirror) is damaged, cut short, or no bundle\(kept)")
    case .malformed(let piece, _):
      damaged("malformed", "\(piece.path) of \(mirror) is damaged or cut short\(kept)")
    case .untrusted(let head, let reason):
      damaged(
        "not-genuine", "\(name(head)) of \(mirror) is not genuine: \(PullSentences.reason(reason))\(kept)")
    case .damaged(let head, _):
      damaged("damaged", "the body of \(name(head)) of \(mirror) is damaged or cut short\(kept)")
    case .encoded(let piece):
      Failure(
        code: "encoded", message: "\(mirror) sends \(piece.path) compressed, which nobody asked for\(kept)",
        hint: "tell the operator of the mirror: files must be served as they are", exit: .damaged)
    default: preconditionFailure("called for the errors above only")
    }
  }

  private func outage(_ error: PullError) -> Failure {
    switch error {
    case .missing(.head):
      unreachable(
        "unreachable", "there is no mirror at \(source?.place ?? "")",
        hint: isWeb
          ? "check --from: the file head is looked for right below it"
          : "check --from: a mirror is a directory with a file named head, a bundle is one file")
    case .missing(let piece):
      unreachable(
        "incomplete", "\(mirror) lacks \(piece.path), which its head needs\(kept)",
        hint: "the mirror may be half updated: try again later, and tell its operator if this repeats")
    case .unreachable(let piece, let file):
      unreachable(
        "unreachable", "cannot read \(piece.path) of \(mirror): \(PullSentences.reason(file))\(kept)",
        hint: "check --from and who may read it")
    case .noAnswer(let piece, let failure):
      WebSentences(failure, timeout: request.timeout).failure(piece, of: mirror, kept: kept)
    default: preconditionFailure("called for the errors above only")
    }
  }

  private func ofStore(_ error: PullError) -> Failure {
    switch error {
    case .notPinned:
      Failure(
        code: "not-pinned",
        message: "nothing is held in \(request.store) yet, and no authority is given to pin",
        hint: "add --authority ppa1_..., the string that your authority told you to pin; once is enough",
        exit: .inputMissing)
    case .pinnedOtherwise(let pinned, let asked):
      Failure(
        code: "pinned-otherwise", message: "the store \(request.store) is that of \(pinned), not of \(asked)",
        hint: "one store is for one authority: name another with --store, or leave out --authority",
        exit: .wouldOverwrite)
    case .storeDamaged(.unreadable(let path, let number)):
      Failure(
        code: "io-error", message: "cannot read \(bytes: path.bytes): \(systemMessage(number))",
        hint: "check who may read the store", exit: .inputOutput)
    case .storeDamaged(.otherVersion):
      Failure(
        code: "store-of-other-version",
        message: "the store \(request.store) was written by another version of \(PullCommand.name)",
        hint: "use that version, or name another store with --store DIR", exit: .damaged)
    case .storeDamaged:
      Failure(
        code: "store-damaged", message: "the store \(request.store) is damaged",
        hint: "move it away and pull again with --authority; that forgets what rollbacks are told by",
        exit: .damaged)
    case .locked:
      Failure(
        code: "locked", message: "another pull is working on the store \(request.store)",
        hint: "try again in a moment", exit: .locked)
    case .storage(let file):
      Failure(
        code: "io-error",
        message: "cannot write to the store \(request.store): \(PullSentences.reason(file))",
        hint: "check its permissions and the free space, then pull again; what was held is still there",
        exit: .inputOutput)
    case .unreadable:
      Failure(
        code: "io-error", message: "cannot read back what was written to the store \(request.store)",
        hint: "check the disk, then pull again; what was held is still there", exit: .inputOutput)
    default: preconditionFailure("called for the errors above only")
    }
  }

  private func refused(_ code: String, _ message: TerminalText, hint: TerminalText) -> Failure {
    Failure(code: code, message: message, hint: hint, exit: .mirrorRefused)
  }

  private func damaged(_ code: String, _ message: TerminalText) -> Failure {
    Failure(
      code: code, message: message,
      hint: "try again later or another mirror; tell its operator if this repeats",
      exit: .damaged)
  }

  private func unreachable(_ code: String, _ message: TerminalText, hint: TerminalText) -> Failure {
    Failure(code: code, message: message, hint: hint, exit: .unreachable)
  }

  /// What the store still holds.
  private var kept: TerminalText { holding.map { "; kept list #\($0.list.number)" } ?? "" }

  private func name(_ head: FileHead) -> TerminalText {
    switch head.kind {
    case .root: "root #\(head.number)"
    case .keyring: "keyring #\(head.number)"
    case .revocationList: "list #\(head.number)"
    case .notice: "notice"
    }
  }

  /// With the parent too, where numbers alone do not show the order.
  private func name(_ head: FileHead, beside other: FileHead) -> TerminalText {
    guard head.rootNumber != other.rootNumber || head.parentNumber != other.parentNumber else {
      return name(head)
    }
    return switch head.kind {
    case .root, .notice: name(head)
    case .keyring: "\(name(head)) of root #\(head.parentNumber)"
    case .revocationList: "\(name(head)) of keyring #\(head.parentNumber)"
    }
  }

  private static func reason(_ reason: UntrustedFile) -> TerminalText {
    switch reason {
    case .notPinned: "it does not begin with the pinned authority"
    case .badSignature: "a signature does not verify"
    case .unknownKey: "a key signed it that may not"
    case .threshold(let have, let need): "\(have) of the \(need) signatures that it needs"
    case .wrongParent, .rootGap: "it does not follow from the one before"
    case .tooManyRoots: "it has a higher number than any root can have"
    case .otherAuthority: "it is another authority's"
    case .malformed, .pageHash, .damaged, .oldKeyring: "it contradicts itself"
    }
  }

  private static func reason(_ error: FileError) -> TerminalText {
    switch error {
    case .missing(let path): "\(path) does not exist"
    case .exists(let path): "\(path) is in the way"
    case .notRegular(let path): "\(path) is not a regular file"
    case .tooLarge(let path, let limit): "\(path) is larger than \(limit) bytes"
    case .tooOpen(let path, _): "\(path) can be read by others"
    case .locked(let path): "\(path) is locked"
    case .system(let path, _, let number): "\(path): \(systemMessage(number))"
    }
  }
}
