import Console
import PostPass
import PostPassIssuing

extension Failure {
  /// What has to do with notices; nil for other errors.
  static func ofNotices(_ error: IssuingError) -> Failure? {
    switch error {
    case .severalNoticeIssuers(let numbers):
      .usage(
        "several-issuers",
        "a notice is about the codes of one key, and these are of \(numbers.map { "\($0.value)" }.joined(separator: ", "))",
        hint: "make one notice for each key")
    case .tooManyNoticeCodes(let count):
      .usage(
        "too-many-codes", "\(count) codes are named, and a notice has room for \(NoticeRequest.maximalCodes)",
        hint: "make several notices, or one for the whole key: --key")
    case .malformedNotice(let path, let error): malformed(path, error)
    case .untrustedNotice(let path, let error): untrusted(path, error)
    default: nil
    }
  }

  private static func malformed(_ path: String, _ error: MalformedFile) -> Failure {
    if case .kind(let found) = error, let kind = FileKind(rawValue: found) {
      return Failure(
        code: "not-a-notice", message: "\(path) is a \(kind.name), and not a notice",
        hint:
          "merge what postpass notice create wrote; lists and keyrings are for postpass-pull and postpass join",
        exit: .damaged)
    }
    return Failure(
      code: "malformed", message: "\(path) is not a notice, or is damaged",
      hint: "it must be a file of postpass notice create; have it sent again. nothing was revoked",
      exit: .damaged)
  }

  private static func untrusted(_ path: String, _ error: UntrustedNotice) -> Failure {
    switch error {
    case .otherAuthority(let found):
      Failure(
        code: "other-authority", message: "\(path) belongs to \(found), and this home to another authority",
        hint: "give it to the publisher of that authority; nothing was revoked", exit: .damaged)
    case .oldKeyring(let number):
      Failure(
        code: "old-keyring",
        message: "\(path) is of issuer \(number.value), whom a newer keyring than this one names",
        hint: "postpass join again from a mirror that has it; nothing was revoked", exit: .cannotTell)
    case .unknownKey(let number):
      Failure(
        code: "unknown-issuer",
        message: "\(path) is of issuer \(number.value), whom the keyring does not have",
        hint: "see the numbers with: postpass keyring show", exit: .issuerRefused)
    case .removedKey(let number):
      Failure(
        code: "removed-key",
        message: "\(path) is of issuer \(number.value), whose key was removed from the keyring",
        hint: "nothing that it signed is accepted any more, and nothing is left to revoke",
        exit: .issuerRefused)
    case .wrongRole(let number, let role):
      Failure(
        code: "wrong-role", message: "\(path) is of key \(number.value), which is a \(role.name)'s",
        hint: "only issuers ask for revocations, and of their own codes", exit: .issuerRefused)
    case .badSignature(let number):
      Failure(
        code: "untrusted", message: "\(path) is not signed by issuer \(number.value)",
        hint: "ask that issuer before you do anything; nothing was revoked", exit: .damaged)
    case .pageHash, .body:
      Failure(
        code: "malformed", message: "\(path) does not say what was signed, or nothing that a notice can say",
        hint: "have it sent again; nothing was revoked", exit: .damaged)
    case .damaged:
      Failure(
        code: "damaged", message: "the keyring of this home is damaged", hint: "restore it from a backup",
        exit: .damaged)
    }
  }
}
