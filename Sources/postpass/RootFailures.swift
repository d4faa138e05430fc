import Console
import PostPass
import PostPassIssuing

extension Failure {
  /// What has to do with roots and pending files; nil for other errors.
  static func ofRoots(_ error: IssuingError) -> Failure? {
    switch error {
    case .notForRoot(let owner):
      Failure(
        code: "not-for-root", message: "\(owner.keyPhrase) does not belong there",
        hint: "make one with: postpass keygen --role root, or --role keyring", exit: .usage)
    case .repeatedKey(let key):
      Failure(
        code: "repeated-key", message: "\(key.text) is named twice", hint: "name every key once", exit: .usage
      )
    case .tooManyKeys(let count):
      Failure(
        code: "too-many-keys", message: "\(count) keys are named, and a root has room for 32 of a kind",
        hint: "name fewer", exit: .usage)
    case .thresholdOutOfRange(let threshold, let count):
      Failure(
        code: "threshold-out-of-range", message: "\(threshold) of \(count) keys cannot be asked to sign",
        hint: "give a number from 1 to \(count) with --threshold or --keyring-threshold", exit: .usage)
    case .tooManyRoots:
      Failure(
        code: "too-many-roots", message: "a chain has at most 1024 roots, and this one has them all",
        hint: "begin a new authority with: postpass init, and have verifiers pin it", exit: .usage)
    case .pendingExists(let path):
      Failure(
        code: "exists", message: "\(path) is there already",
        hint: "nothing was overwritten; have that one signed, or name another file with --out FILE",
        exit: .wouldOverwrite)
    case .malformedPending(let path, _):
      Failure(
        code: "malformed-pending", message: "\(path) is not a pending file, or is damaged",
        hint: "ask for another copy", exit: .damaged)
    case .refusedPending(let path, let reason): refused(path, reason)
    case .overtaken(let head):
      Failure(
        code: "overtaken",
        message: "this home has \(head.kind.name) #\(head.number), and the file was made without it",
        hint: "nothing was signed; begin again with what the home has now", exit: .damaged)
    case .pendingFromFuture(let head, let now):
      Failure(
        code: "pending-from-the-future",
        message:
          "this clock says \(now.text), and \(head.kind.name) #\(head.number) is dated \(head.issuedAt.text)",
        hint: "set the clock; if it is right, do not sign: whoever made the file has a clock that is ahead",
        exit: .cannotTell)
    case .behindMirror(let root):
      Failure(
        code: "behind-mirror", message: "the mirror has root #\(root.number), which this home does not know",
        hint: "learn of it first: postpass join \(root.authority) --from MIRROR", exit: .mirrorRefused)
    case .noSignerHere:
      Failure(
        code: "no-signer", message: "no key that has to sign is in this home",
        hint: "name one: postpass sign FILE --key FILE", exit: .inputMissing)
    case .pendingExchanged(let path):
      Failure(
        code: "pending-exchanged", message: "\(path) became another proposal while this one was signed",
        hint: "nothing was written; look at it and sign again", exit: .locked)
    case .notAsked(let key):
      Failure(
        code: "not-asked", message: "\(key.text) is none of the keys that have to sign",
        hint: "see them with: postpass sign FILE --dry-run", exit: .usage)
    case .notASigner(let path):
      Failure(
        code: "not-a-signer", message: "\(path) is the secret of neither a root key nor a keyring key",
        hint: "name another file", exit: .usage)
    case .copyDiffers(let path):
      Failure(
        code: "copy-differs", message: "\(path) reads otherwise than it was written",
        hint: "use another medium; the secret is where it was", exit: .inputOutput)
    case .noRootSecret:
      Failure(
        code: "no-root-secret", message: "no such root key is in this home",
        hint: "see which are with: postpass root show", exit: .inputMissing)
    case .copyInHome(let path):
      Failure(
        code: "copy-in-home", message: "\(path) is in this home, which the secret is to leave",
        hint: "name a file elsewhere, on a USB stick for example", exit: .usage)
    case .severalRootSecrets(let paths):
      Failure(
        code: "several-root-secrets",
        message: "several root keys are here: \(paths.joined(separator: ", "))",
        hint: "name one with --key ppk1_…; see them with: postpass root show", exit: .usage)
    default: nil
    }
  }

  private static func refused(_ path: String, _ reason: RefusedProposal) -> Failure {
    let doNotSign: TerminalText = "do not sign it; ask whoever made it"
    switch reason {
    case .untrusted(.notPinned(let found)):
      return Failure(
        code: "other-authority",
        message: "\(path) belongs to \(found), and --authority or this home pins another",
        hint: "check the authority ID, and where the file comes from", exit: .damaged)
    case .untrusted:
      return Failure(
        code: "untrusted", message: "\(path) has something that is not signed as it must be",
        hint: doNotSign, exit: .damaged)
    case .damaged:
      return Failure(
        code: "damaged", message: "\(path) has pages that are not the signed ones", hint: doNotSign,
        exit: .damaged)
    case .rollback(let have, let got):
      return Failure(
        code: "rollback", message: "\(path) has keyring #\(got), which is not newer than #\(have)",
        hint: doNotSign, exit: .damaged)
    case .keyringRewritten(let number):
      return Failure(
        code: "keyring-rewritten", message: "\(path) changes key \(number.value) beyond its removal",
        hint: doNotSign, exit: .damaged)
    case .weakKey(let key):
      return Failure(
        code: "weak-key", message: "\(path) enrols \(key.text), which is not a sound public key",
        hint: doNotSign, exit: .damaged)
    case .repeatedKey(let key):
      return Failure(
        code: "repeated-key", message: "\(path) enrols \(key.text), which has a number already",
        hint: doNotSign, exit: .damaged)
    }
  }
}

extension KeyOwner {
  /// `an issuer key of @kim`, `a publisher key`.
  fileprivate var keyPhrase: TerminalText {
    switch self {
    case .issuer(let account): "an issuer key of \(account)"
    case .publisher: "a publisher key"
    case .root, .keyring: phrase
    }
  }
}
