import DurableFile
import Glibc
import PostPass
import PostPassIssuing
import TestSupport
import Testing

@Suite struct SecretKeyFileTests {
  private let owner = KeyOwner.issuer(account("@nora"))

  @Test func `is read again as the same key, by its owner alone`() throws {
    let directory = try TemporaryDirectory()
    let path = try makeFile(in: directory.path)
    #expect(permissions(of: path) == 0o600)
    let publicKey = try SecretKeys().open(path, of: owner).publicKey
    #expect(publicKey == TestAuthority.nora.publicKey)
    let text = String(decoding: try DurableFile.read(path, limit: 4096), as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(
      lines.dropLast(2) == ["# TEST ONLY", "postpass-secret-key/1", "owner issuer @nora", "kdf none"])
    #expect(lines[4].hasPrefix("pps1_"))
  }

  @Test func `a changed byte gives one error, or is in the comment`() throws {
    let directory = try TemporaryDirectory()
    let path = try makeFile(in: directory.path)
    let bytes = try DurableFile.read(path, limit: 4096)
    // At least one byte behind `# `.
    let comment = 2..<bytes.firstIndex(of: UInt8(ascii: "\n"))!
    for index in bytes.indices {
      for bit in 0..<8 {
        var changed = bytes
        changed[index] ^= 1 << bit
        try replace(path, with: changed)
        let read = result(path)
        if case .success(let key) = read {
          #expect(comment.contains(index) && key == TestAuthority.nora.publicKey, "byte \(index) bit \(bit)")
        } else {
          #expect(read == .failure(.malformed(path)) || read == .failure(.otherOwner(path)))
        }
      }
    }
  }

  @Test func `one key has one spelling`() throws {
    let directory = try TemporaryDirectory()
    let path = try makeFile(in: directory.path)
    let bytes = try DurableFile.read(path, limit: 4096)
    let text = String(decoding: bytes, as: UTF8.self)
    for length in bytes.indices {
      try replace(path, with: Array(bytes[..<length]))
      #expect(result(path) == .failure(.malformed(path)), "cut to \(length)")
    }
    let crlf = text.utf8.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
    let spellings = [
      bytes + [0x0A], bytes + [0x20], bytes + [0x00], [0x0A] + bytes, [0xEF, 0xBB, 0xBF] + bytes, crlf,
      Array(text.dropFirst("# TEST ONLY\n".count).utf8), Array("# another\n\(text)".utf8),
      Array(text.replacing("owner issuer", with: "owner  issuer").utf8),
      Array(text.replacing("kdf none", with: "kdf  none").utf8),
      Array(text.replacing("kdf none", with: "kdf argon2id").utf8),
      Array(text.replacing("key/1", with: "key/2").utf8),
      Array(text.replacing("TEST", with: "\u{1B}[2J").utf8),
      Array(text.replacing("TEST", with: "é").utf8),
      Array(text.replacing("# TEST", with: "#TEST").utf8),
    ]
    for spelling in spellings {
      try replace(path, with: spelling)
      #expect(result(path) == .failure(.malformed(path)))
    }
    try replace(path, with: [])
    #expect(result(path) == .failure(.malformed(path)))
    try replace(path, with: [UInt8](repeating: 0x31, count: 5000))
    #expect(result(path) == .failure(.file(.tooLarge(path, limit: 4096))))
  }

  @Test func `a key is not taken for another owner's`() throws {
    let directory = try TemporaryDirectory()
    let path = try makeFile(in: directory.path)
    for other in [KeyOwner.publisher, .root, .keyring, .issuer(account("@norA"))] {
      #expect(result(path, of: other) == .failure(.otherOwner(path)))
    }
  }

  @Test(arguments: [0o644, 0o640, 0o604, 0o660, 0o601, 0o610] as [mode_t])
  func `what others can reach is refused`(mode: mode_t) throws {
    let directory = try TemporaryDirectory()
    let path = try makeFile(in: directory.path)
    _ = unsafe chmod(path, mode)
    #expect(result(path) == .failure(.file(.tooOpen(path, mode: mode))))
  }

  @Test func `links are neither read nor written through`() throws {
    let directory = try TemporaryDirectory()
    let path = try makeFile(in: directory.path)
    let link = directory.file("link")
    _ = unsafe symlink(path, link)
    #expect(result(link) == .failure(.file(.notRegular(link))))
    let before = try DurableFile.read(path, limit: 4096)
    let victim = directory.file("victim")
    let dangling = directory.file("dangling")
    _ = unsafe symlink(victim, dangling)
    for taken in [path, link, dangling] {
      #expect(throws: SecretKeyError.file(.exists(taken))) { try create(taken) }
    }
    #expect(try DurableFile.read(path, limit: 4096) == before)
    #expect(try !DurableFile.names(in: directory.path).contains("victim"))
    #expect(result(directory.path) == .failure(.file(.notRegular(directory.path))))
    #expect(result(victim) == .failure(.file(.missing(victim))))
  }

  private func makeFile(in directory: String) throws -> String {
    let path = "\(directory)/issuer-1.key"
    try create(path)
    return path
  }

  private func create(_ path: String) throws(SecretKeyError) {
    try SecretKeys().create(signingKey(TestAuthority.nora), of: owner, at: path, comment: "TEST ONLY")
  }

  private func replace(_ path: String, with bytes: [UInt8]) throws {
    // Over the file that is there: it keeps its permissions.
    try write(bytes, to: path)
  }

  private func result(_ path: String, of other: KeyOwner? = nil) -> Result<PublicKey, SecretKeyError> {
    do throws(SecretKeyError) {
      return .success(try SecretKeys().open(path, of: other ?? owner).publicKey)
    } catch {
      return .failure(error)
    }
  }
}
