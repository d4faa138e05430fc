import Console
import PostPass
import PostPassStore

/// What a store or mirror that does not open means for the answer.
enum StoreProblem: Error {
  /// There is nothing to ask: exit 66 or 74.
  case failure(Failure)
  /// Files are absent, refused, or do not fit together: an answer, with what is wrong with them.
  case missingTrust(MissingTrust, sentence: TerminalText, hint: TerminalText)

  init(_ error: StoreError, in source: TrustSource) {
    let mirror = source.isMirror
    let repair: TerminalText =
      mirror ? "copy the mirror again, all of it" : "run postpass-pull, and check the disk"
    func refused(_ sentence: TerminalText, hint: TerminalText? = nil) -> StoreProblem {
      .missingTrust(.malformed, sentence: sentence, hint: hint ?? repair)
    }
    self =
      switch error {
      case .noHome:
        .failure(
          Failure(
            code: "no-store", message: "nothing says where the store is",
            hint: "give --store DIR, or set POSTPASS_STORE", exit: .inputMissing))
      case .missing(let path):
        .failure(
          Failure(
            code: "no-store",
            message: "there is no \(mirror ? "mirror" : "store" as TerminalText) at \(bytes: path.bytes)",
            hint: mirror
              ? "name the directory that holds the file head"
              : "run postpass-pull --from MIRROR --authority ppa1_..., or name another store with --store DIR",
            exit: .inputMissing))
      case .unreadable(let path, let number):
        .failure(
          Failure(
            code: "cannot-read-store", message: "cannot read \(bytes: path.bytes): \(systemMessage(number))",
            hint: "check who may read it, and the disk", exit: .inputOutput))
      case .absent(let path):
        .missingTrust(
          .noList, sentence: "\(bytes: path.bytes) is missing", hint: mirror ? repair : "run postpass-pull")
      case .untrusted(.revocationList, .oldKeyring):
        .missingTrust(
          .oldKeyring, sentence: "the list was signed by a key that is newer than the keyring",
          hint: mirror ? "copy a newer mirror here" : "run postpass-pull")
      case .notRegular(let path): refused("\(bytes: path.bytes) is not a regular file")
      case .tooLarge(let path, let limit): refused("\(bytes: path.bytes) is longer than \(limit) bytes")
      case .malformed(let path, _): refused("\(bytes: path.bytes) is malformed")
      case .otherVersion(let path):
        refused(
          "\(bytes: path.bytes) was written by another version of postpass-pull",
          hint: "use the postpass-verify of that version, or name another store with --store DIR")
      case .otherRoot(let path): refused("\(bytes: path.bytes) is not the newest root that the mirror names")
      case .otherAuthority(let found):
        refused(
          "the store is of authority \(found), not of the one given with --authority",
          hint: "name the store of that authority with --store DIR")
      case .untrusted(.root, .notPinned):
        refused(
          mirror
            ? "the mirror is not of the authority given with --authority"
            : "the store's first root is not its authority's",
          hint: mirror ? "check the directory and the authority ID" : repair)
      case .untrusted(let kind, _):
        refused("the \(kind.name) is not to be trusted: it is damaged or not properly signed")
      case .damaged(let kind, .unreadable(let number)):
        refused("the \(kind.name) cannot be read (\(systemMessage(number)))")
      case .damaged(let kind, _): refused("the \(kind.name) is damaged: it is not the signed one")
      }
  }
}

extension FileKind {
  fileprivate var name: TerminalText {
    switch self {
    case .root: "root"
    case .keyring: "keyring"
    case .revocationList: "list"
    case .notice: "notice"
    }
  }
}
