import DurableFile
import PostPassIssuing
import Synchronization

/// Gives the passphrases that a test says, one at each question, and counts the questions.
final class TestPassphrases: PassphraseSource {
  private let new: String?
  private let answers: Mutex<[String?]>
  private let count = Mutex(0)

  /// - Parameter answers: nil is given when they are used up.
  init(_ answers: [String?] = [], new: String? = nil) {
    self.answers = Mutex(answers)
    self.new = new
  }

  /// How often somebody was asked to open a file.
  var questions: Int { count.withLock { $0 } }

  func passphrase(for path: String, attempt: Int) throws(PassphraseError) -> Passphrase? {
    count.withLock { $0 += 1 }
    let answer = answers.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    return try answer.map { text throws(PassphraseError) in
      try PostPassIssuingTests.passphrase(of: Array(text.utf8))
    }
  }

  func newPassphrase() throws(PassphraseError) -> Passphrase? {
    try new.map { text throws(PassphraseError) in try PostPassIssuingTests.passphrase(of: Array(text.utf8)) }
  }
}

/// Takes a lock for as long as it is asked: whoever holds that meanwhile is found out.
final class LockingPassphrases: PassphraseSource {
  private let answer: String
  private let path: String
  private let count = Mutex(0)

  init(answer: String, locking path: String) {
    self.answer = answer
    self.path = path
  }

  /// How often somebody was asked to open a file.
  var questions: Int { count.withLock { $0 } }

  func passphrase(for path: String, attempt: Int) throws(PassphraseError) -> Passphrase? {
    count.withLock { $0 += 1 }
    do throws(FileError) { _ = try FileLock(self.path) } catch { throw .file(error) }
    return try PostPassIssuingTests.passphrase(of: Array(answer.utf8))
  }

  func newPassphrase() -> Passphrase? { nil }
}

/// A passphrase as it comes from a file with these bytes.
func passphrase(of bytes: [UInt8]) throws(PassphraseError) -> Passphrase {
  try unsafe Passphrase { buffer throws(PassphraseError) in
    let count = min(bytes.count, buffer.count)
    unsafe buffer.copyBytes(from: bytes[..<count])
    return count
  }
}

extension KeyDerivation.Cost {
  /// The least that there is.
  static let least = KeyDerivation.Cost(passes: 1, kibibytes: 8)!
}
