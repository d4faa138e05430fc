import Console
import DurableFile
import PostPass
import PostPassIssuing
import PostPassLedger

extension Failure {
  /// What a failed call of the libraries means to the user.
  init(any error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as IssuingError: self.init(error)
    case let error as LedgerError: self.init(error)
    case let error as StateError: self.init(error)
    case let error as FileError: self.init(error)
    case let error as UnencodableCode: self.init(error)
    default: self.init(bug: error)
    }
  }

  /// Something that no caller expected: a mistake of this program.
  init(bug error: any Error) {
    self.init(
      code: "bug", message: "this is a bug: \(String(describing: type(of: error)))",
      hint: "please report it with the command that you ran; see SECURITY.md", exit: .bug)
  }

  /// - Parameter revocation: of its key.
  init(unknownCode id: CodeID, deniedWithKey revocation: CodeRevocation?) {
    let hint: TerminalText =
      switch revocation {
      case nil: "see what is with: postpass list --all"
      case .revoked: "key \(id.issuer.value) is revoked, and with it every code that it signed"
      case .keyRemoved(let removal): "\(removal.phrase), and no code that it signed is good any more"
      }
    self.init(
      code: "unknown-code", message: "\(id) is not in this record", hint: hint, exit: .inputMissing)
  }

  /// - Parameter codes: what is to be revoked, with the numbers of this home's issuers.
  init(notIssuedHere codes: TerminalText) {
    self.init(
      code: "not-issued-here", message: "this record did not issue \(codes)",
      hint: "see what it issued with: postpass list --all; to revoke all the same, add --yes",
      exit: .inputMissing)
  }

  /// The record has the ID of a revoked code, and not the code.
  init(issuedElsewhere id: CodeID) {
    self.init(
      code: "issued-elsewhere", message: "\(id) was not issued here, so that its code is not in this record",
      hint: "leave --code out to see when it was revoked", exit: .inputMissing)
  }

  /// - Parameter source: where the text was read.
  init(_ error: MalformedCode, in source: InputSource) {
    guard error.isMistyped else {
      self.init(
        code: "malformed", message: "this is not a code, although its checksum matches",
        hint: "ask whoever sent it for another one", exit: .damaged)
      return
    }
    self.init(
      code: "mistyped", message: "this code was mistyped or cut short (\(error.reason))",
      hint: (error == .prefix ? source.fileHint : nil)
        ?? "copy it again; it is one unbroken word that starts with pp1_", exit: .damaged)
  }

  init(_ error: IssuingError) {
    switch error {
    case .noHome(let path):
      self.init(
        code: "no-home", message: "there is no authority in \(path)",
        hint: Failure.wayToAuthority(Home(path)), exit: .inputMissing)
    case .homeExists(let path):
      self.init(
        code: "home-exists", message: "\(path) has keys or an authority already",
        hint: "nothing was changed; name another directory with --home DIR", exit: .wouldOverwrite)
    case .file(let error): self.init(error)
    case .ledger(let error): self.init(error)
    case .state(let error): self.init(error)
    case .mirror(let error): self.init(ofMirror: error)
    case .secret(let error): self.init(error)
    case .unencodable(let error): self.init(error)
    default:
      self =
        Failure.ofNotices(error) ?? Failure.ofKeys(error) ?? Failure.ofRoots(error)
        ?? Failure.ofDisagreement(error) ?? Failure.ofPublishing(error)
    }
  }

  /// How a home comes to an authority. One with a key that waits to be enrolled cannot begin its own.
  private static func wayToAuthority(_ home: Home) -> TerminalText {
    guard let pending = try? home.pendingKeys(), !pending.isEmpty else {
      return "begin one with: postpass init --creator @nora, or name its directory with --home DIR"
    }
    return "a key here waits for its authority; when it is enrolled: postpass join ppa1_… --from MIRROR"
  }

  /// What has to do with keys and windows; nil for other errors.
  private static func ofKeys(_ error: IssuingError) -> Failure? {
    switch error {
    case .noSecret(let held):
      Failure(
        code: "no-secret", message: "no secret key here has that number or name",
        hint: held.isEmpty
          ? "make one with postpass keygen" : "these are here: \(held.joined(separator: ", "))",
        exit: .inputMissing)
    case .keyWaits(let key):
      Failure(
        code: "key-waits", message: "\(key.path) is there already, and is not enrolled yet",
        hint: "its public line is in \(key.publicPath): send that one to your authority",
        exit: .wouldOverwrite)
    case .secretMissing(let owner, let path):
      Failure(
        code: "secret-missing", message: "the secret of \(owner.phrase) is not here: \(path)",
        hint: "run this where that key is kept", exit: .inputMissing)
    case .secretMismatch(let path):
      Failure(
        code: "secret-mismatch", message: "\(path) holds another key than the keyring names",
        hint: "put the right file back", exit: .damaged)
    case .weakKey(let key):
      Failure(
        code: "weak-key", message: "\(key.text) is not a sound public key",
        hint: "ask for one made by postpass keygen", exit: .damaged)
    case .alreadyEnrolled(_, let number):
      Failure(
        code: "already-enrolled", message: "this key has number \(number.value) already",
        hint: "a key has one number for ever; make a new one with: postpass keygen", exit: .usage)
    case .notForKeyring(let owner):
      Failure(
        code: "not-for-keyring", message: "\(owner.phrase) does not belong in a keyring",
        hint: "enrol issuers and publishers", exit: .usage)
    case .notGenuine(let id):
      Failure(
        code: "not-genuine",
        message: "the code is not genuine: issuer \(id.issuer.value) of this authority did not sign it",
        hint: "it is another authority's, or forged; if a code of yours is meant, name its ID",
        exit: .notGenuine)
    case .madeForAnother(let key, let made, let named):
      Failure(
        code: "made-for-another",
        message: "\(key.text) was made for \(made.words), and is named as \(named.words)",
        hint: "enrol the line of postpass keygen as it is, or make another key", exit: .damaged)
    case .notEnrolled(let keyring):
      Failure(
        code: "not-enrolled",
        message: "keyring #\(keyring) names no key of this home; nothing was taken over",
        hint: "send the line of postpass keygen to the authority, and join again when it has published",
        exit: .inputMissing)
    case .unknownKey(let number):
      Failure(
        code: "unknown-key", message: "the keyring has no key \(number.value)",
        hint: "see the numbers with: postpass keyring show", exit: .inputMissing)
    case .removedKey(let number):
      Failure(
        code: "removed-key", message: "key \(number.value) was removed from the keyring",
        hint: "make a new one with postpass keygen and have it enrolled", exit: .issuerRefused)
    case .revokedKey(let number):
      Failure(
        code: "revoked-key", message: "key \(number.value) is revoked, and so would be every code of it",
        hint: "make a new one with postpass keygen and have it enrolled", exit: .issuerRefused)
    case .wrongRole(let number, let role):
      Failure(
        code: "wrong-role", message: "key \(number.value) is a \(role.name)'s",
        hint: "see the keys with: postpass keyring show", exit: .issuerRefused)
    case .noIssuer(let account):
      Failure(
        code: "no-issuer", message: "no issuer key\(account.map { " of \($0)" } ?? "") is in this home",
        hint: "make one with postpass keygen, and have it enrolled", exit: .inputMissing)
    case .severalIssuers(let numbers):
      Failure(
        code: "several-issuers",
        message: "several issuer keys are here: \(numbers.map { "\($0.value)" }.joined(separator: ", "))",
        hint: "name one with --creator or --key", exit: .usage)
    case .noPublisher:
      Failure(
        code: "no-publisher", message: "no publisher key is in this home",
        hint: "publish where that key is kept", exit: .inputMissing)
    case .removedHere(let role, let numbers, let keyring): Failure(ofRemoved: numbers, role, by: keyring)
    // It was seen before, and is another one by now.
    case .takesKeys(let change): Failure(ofRemoval: change, by: "the mirror")
    case .longerThanAllowed(let span):
      Failure(
        code: "window-too-long", message: "the code would last longer than \(span.words)",
        hint: "issue it for at most 366d, and another one when it ends", exit: .usage)
    case .alreadyOver(let notAfter):
      Failure(
        code: "already-over", message: "the code would have ended \(notAfter.text)",
        hint: "give a later end: a longer --for, or a later --until", exit: .usage)
    case .outsideKeyWindow(let number, let window):
      Failure(
        code: "outside-key-window",
        message:
          "key \(number.value) is good only from \(window.notBefore.text)\(window.notAfter <= .lastDate ? " until \(window.notAfter.text)" : "" as TerminalText)",
        hint: "a code is good only while its key is; stay inside that window", exit: .usage)
    case .keyNotYetGood(let number, let role, let start):
      Failure(
        code: "outside-key-window",
        message: "\(role.name) \(number.value) may sign from \(start.text) on only",
        hint: """
          set the clock, or wait; if a clock that was ahead enrolled the key: postpass keyring remove \(number.value), \
          then enrol a new one of postpass keygen
          """,
        exit: .issuerRefused)
    default: nil
    }
  }

  private static func ofPublishing(_ error: IssuingError) -> Failure {
    switch error {
    case .emptyMirror(let path):
      Failure(
        code: "empty-mirror", message: "there is nothing in \(path)",
        hint:
          "if the mirror is new, run: postpass publish \(word: path) --first; if not, find out where its files went",
        exit: .inputMissing)
    case .notAuthoritative(let number):
      Failure(
        code: "not-authoritative", message: "list #\(number) is not signed by a publisher of the keyring",
        hint: "join from another mirror, or when the authority has published", exit: .mirrorRefused)
    case .wouldDrop(let subject):
      Failure(
        code: "would-drop",
        message: "the next list would lack \(subject), which is revoked and has not ended",
        hint: "restore the record from a backup; nothing was published", exit: .damaged)
    case .clockBehind(let head, let now):
      Failure(
        code: "clock-behind",
        message:
          "this clock says \(now.text), and \(head.kind.name) #\(head.number) was signed \(head.issuedAt.text)",
        hint: "set the clock; if it is right, the one that signed was ahead: \(head.cureOfFuture)",
        exit: .cannotTell)
    case .clockBeyondDates(let now):
      Failure(
        code: "clock-beyond-dates", message: "this clock says \(now.text), and files end by the year 9999",
        hint: "set the clock", exit: .cannotTell)
    case .outsidePublisherWindow(let number, let window):
      Failure(
        code: "outside-key-window",
        message: "publisher \(number.value) may sign until \(window.notAfter.text) only",
        hint: "make a new one with: postpass keygen --role publisher, and have it enrolled",
        exit: .issuerRefused)
    case .freshForTooLong(let span):
      Failure(
        code: "fresh-for-out-of-range", message: "a list cannot be fresh for \(span.words)",
        hint: "use --fresh-for with up to 92d", exit: .usage)
    case .keyringFull, .numbersExhausted:
      Failure(
        code: "numbers-exhausted", message: "no number is left",
        hint:
          "a new keyring begins the numbers of lists again, a new root those of keyrings: postpass keyring renew, or root rotate",
        exit: .usage)
    default: Failure(bug: error)
    }
  }
}

extension FileKind {
  var name: TerminalText {
    switch self {
    case .root: "root"
    case .keyring: "keyring"
    case .revocationList: "list"
    case .notice: "notice"
    }
  }

  /// The command that makes a newer one.
  var renewal: TerminalText {
    switch self {
    case .root: "postpass root rotate"
    case .keyring: "postpass keyring renew"
    case .revocationList: "postpass publish"
    case .notice: "postpass notice create"
    }
  }
}

extension MalformedCode {
  /// What is wrong with the text, in a few words.
  fileprivate var reason: TerminalText {
    switch self {
    case .prefix: "it does not start with pp1_"
    case .tooLong(let count): "it has \(count) characters"
    case .character(let position): "character \(position + 1) is not one of a code"
    case .digits, .overflow, .checksum: "its checksum does not match"
    default: "its form is wrong"
    }
  }
}
