import Console
import PostPassIssuing

extension Failure {
  init(_ error: SecretKeyError) {
    switch error {
    case .file(let error): self.init(error)
    case .malformed(let path):
      self.init(
        code: "malformed-secret", message: "\(path) is not a secret key file, or is damaged",
        hint: "restore it from a backup", exit: .damaged)
    case .otherOwner(let path):
      self.init(
        code: "secret-mismatch", message: "\(path) was made for somebody else",
        hint: "put the right file back", exit: .damaged)
    case .derivationOutOfBounds(let path):
      self.init(
        code: "secret-out-of-bounds",
        message:
          "\(path) asks for more than the 4 passes and 1 GiB that a key file may take, or for too little",
        hint: "nothing was tried; restore it from a backup", exit: .damaged)
    case .notOpened(let path):
      self.init(
        code: "wrong-passphrase", message: "the passphrase of \(path) is wrong, or the file is damaged",
        hint: "try again; where the passphrase is right, restore the file from a backup", exit: .damaged)
    case .outOfMemory(let kibibytes):
      self.init(
        code: "out-of-memory",
        message: "a passphrase takes \(kibibytes >> 10) MiB of memory, which are not free",
        hint: "close other programs, or run this on a larger machine", exit: .inputOutput)
    case .passphrase(let error): self.init(error)
    }
  }

  init(_ error: PassphraseError) {
    switch error {
    case .file(let error): self.init(error)
    case .needed(let path):
      self.init(
        code: "needs-passphrase", message: "\(path) needs its passphrase",
        hint: "run this on a terminal, or add --passphrase-file FILE", exit: .usage)
    case .newNeeded:
      self.init(
        code: "needs-passphrase", message: "a new passphrase is needed",
        hint:
          "run this on a terminal, or name its file: --passphrase-file, or --new-passphrase-file for another one",
        exit: .usage)
    case .empty:
      self.init(
        code: "empty-passphrase", message: "the passphrase is empty",
        hint: "give one; postpass key passphrase --drop goes without", exit: .usage)
    case .ended:
      self.init(
        code: "no-passphrase", message: "no passphrase was given",
        hint: "type it and press Enter, or name its file with --passphrase-file; nothing was changed",
        exit: .usage)
    case .tooLong:
      self.init(
        code: "passphrase-too-long",
        message: "the passphrase has more than \(Passphrase.maximalLength) bytes",
        hint: "check that it is the right file", exit: .usage)
    case .lineEnd:
      self.init(
        code: "passphrase-of-lines", message: "the passphrase has more than one line",
        hint: "put one line into its file", exit: .usage)
    case .different:
      self.init(
        code: "passphrases-differ", message: "the two passphrases were not the same",
        hint: "nothing was changed; try again", exit: .usage)
    }
  }
}
