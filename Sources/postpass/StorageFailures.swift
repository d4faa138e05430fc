import Console
import DurableFile
import PostPass
import PostPassIssuing
import PostPassLedger

extension Failure {
  init(_ error: FileError) {
    switch error {
    case .missing(let path):
      self.init(code: "missing", message: "there is no \(path)", hint: "check the name", exit: .inputMissing)
    case .exists(let path):
      self.init(
        code: "exists", message: "\(path) is there already",
        hint: "nothing was overwritten; name another file",
        exit: .wouldOverwrite)
    case .tooOpen(let path, let mode):
      self.init(
        code: "secret-too-open", message: "\(path) can be read by others (0\(String(mode, radix: 8)))",
        hint: "chmod 600 \(word: path)", exit: .secretTooOpen)
    case .tooLarge(let path, let limit):
      self.init(
        code: "too-large", message: "\(path) is larger than \(limit) bytes",
        hint: "check that it is the right file",
        exit: .damaged)
    case .notRegular(let path):
      self.init(
        code: "not-regular", message: "\(path) is not a plain file",
        hint: "name the file itself, not a link or directory",
        exit: .inputMissing)
    case .locked(let path):
      self.init(
        code: "locked", message: "another process holds \(path)", hint: "try again when it is done",
        exit: .locked)
    case .system(let path, let operation, let number):
      self.init(
        code: "io", message: "cannot \(operation.verb) \(path): \(systemMessage(number))",
        hint: "check the disk and who may write there", exit: .inputOutput)
    }
  }

  init(_ error: LedgerError) {
    switch error {
    case .newerVersion(let path):
      self.init(
        code: "newer-ledger", message: "\(path) was written by a newer version of postpass",
        hint: "use that version; nothing was changed", exit: .damaged)
    case .notALedger(let path):
      self.init(
        code: "not-a-ledger", message: "\(path) is not a record of postpass",
        hint: "restore it from a backup",
        exit: .damaged)
    case .damaged:
      self.init(
        code: "damaged-ledger", message: "the record is damaged", hint: "restore it from a backup",
        exit: .damaged)
    case .locked:
      self.init(
        code: "locked", message: "another process keeps the record locked", hint: "try again when it is done",
        exit: .locked)
    case .missing(let path):
      self.init(code: "missing", message: "there is no \(path)", hint: "check --home", exit: .inputMissing)
    case .exists(let path):
      self.init(
        code: "exists", message: "\(path) is there already", hint: "nothing was overwritten",
        exit: .wouldOverwrite)
    case .file(let path, let number):
      self.init(
        code: "io", message: "cannot use \(path): \(systemMessage(number))",
        hint: "check the disk and who may write there", exit: .inputOutput)
    case .noRoom:
      self.init(
        code: "no-room", message: "the disk has no room for the record",
        hint: "free some space; nothing was changed", exit: .inputOutput)
    case .readOnly:
      self.init(
        code: "read-only", message: "the record cannot be written",
        hint: "check who may write in the home, and whether its disk is read-only; nothing was changed",
        exit: .inputOutput)
    case .storage(let code):
      self.init(
        code: "storage", message: "the disk of the record fails, or is full (SQLite error \(code))",
        hint: "check the disk; nothing was acknowledged", exit: .inputOutput)
    case .earlierEffectNotAllowed(let reason):
      self.init(
        code: "earlier-effect", message: "a revocation with the reason \(reason.name) cannot reach back",
        hint: "leave --effective out, or give --reason leaked or key-compromise", exit: .usage)
    case .effectInFuture(let time):
      self.init(
        code: "future-effect", message: "\(time.text) is in the future",
        hint: "a revocation takes effect when it is published, or earlier", exit: .usage)
    case .serialsExhausted(let number), .repeatingRandomness(let number):
      self.init(
        code: "serials-exhausted", message: "key \(number.value) can issue no more codes",
        hint: "make a new key with postpass keygen, and have it enrolled", exit: .usage)
    case .nulInText:
      self.init(code: "nul", message: "a text has a NUL byte", hint: "leave it out", exit: .usage)
    case .timeOutOfRange(let time):
      self.init(
        code: "time-out-of-range", message: "\(time.seconds) is after the year 9999", hint: "check the clock",
        exit: .usage)
    }
  }

  init(_ error: StateError) {
    switch error {
    case .file(let error): self.init(error)
    case .malformed(let path, _):
      self.init(
        code: "malformed", message: "\(path) is not a file of postpass, or is damaged",
        hint: "fetch it again",
        exit: .damaged)
    case .untrusted(let path, .notPinned(let found)):
      self.init(
        code: "other-authority", message: "\(path) belongs to \(found), not to the authority asked for",
        hint: "check the authority ID, and where the files come from", exit: .damaged)
    case .untrusted(let path, _):
      self.init(
        code: "untrusted", message: "\(path) is not signed as it must be",
        hint: "do not use it; fetch it again from a place that you know", exit: .damaged)
    case .damaged(let path, _):
      self.init(
        code: "damaged", message: "\(path) has pages that are not the signed ones", hint: "fetch it again",
        exit: .damaged)
    }
  }
}

extension Failure {
  /// Why nothing is signed over a mirror. What it revokes is known to nobody else, so it is not to be replaced unread.
  init(ofMirror error: StateError) {
    switch error {
    case .file(.missing(let path)):
      self.init(
        code: "mirror-incomplete", message: "the mirror has lost \(path)",
        hint: "\(Failure.anotherCopy); nothing was published", exit: .damaged)
    case .file(let error): self.init(error)
    case .malformed(let path, _):
      self.init(
        code: "mirror-damaged", message: "\(path) is damaged, or was never a file of postpass",
        hint: "\(Failure.anotherCopy); nothing was published", exit: .damaged)
    case .damaged(let path, _):
      self.init(
        code: "mirror-damaged", message: "the mirror \(path) has a body that is not the signed one",
        hint: "\(Failure.anotherCopy); nothing was published", exit: .damaged)
    case .untrusted(let path, .notPinned(let found)):
      self.init(
        code: "other-authority", message: "\(path) belongs to \(found), and this home to another authority",
        hint: "name this home's own mirror, or the other home with --home DIR", exit: .damaged)
    case .untrusted(let path, _):
      self.init(
        code: "mirror-forged", message: "the mirror \(path) offers what this authority did not sign",
        hint: "find out who writes there, and \(Failure.anotherCopy); nothing was published",
        exit: .mirrorRefused)
    }
  }

  private static let anotherCopy: TerminalText =
    "put the file back from a copy of the mirror, or begin a new one: postpass publish DIR --first"
}

extension FileOperation {
  fileprivate var verb: TerminalText {
    switch self {
    case .open: "open"
    case .read: "read"
    case .write: "write"
    case .setPermissions: "set the permissions of"
    case .inspect: "inspect"
    case .synchronize: "flush"
    case .rename: "rename"
    case .link: "link"
    case .remove: "remove"
    case .makeDirectory: "make"
    case .list: "list"
    case .lock: "lock"
    }
  }
}
