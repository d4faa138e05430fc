import DurableFile
import Glibc
import PostPass
import PostPassIssuing
import TestSupport
import Testing

/// Key files that a passphrase opens.
@Suite struct SealedKeyTests {
  private let owner = KeyOwner.issuer(account("@nora"))

  @Test func `opens with its passphrase, and with no other`() throws {
    let directory = try TemporaryDirectory()
    let path = try makeFile(in: directory.path)
    #expect(permissions(of: path) == 0o600)
    #expect(result(path, "open sesame") == .success(TestAuthority.nora.publicKey))
    for wrong in ["open sesamE", "open sesame ", "o"] {
      #expect(result(path, wrong) == .failure(.notOpened(path)))
    }
    #expect(result(path, of: .publisher, "open sesame") == .failure(.otherOwner(path)))
    #expect(throws: SecretKeyError.passphrase(.needed(path))) {
      _ = try SecretKeys().open(path, of: owner)
    }
    let lines = String(decoding: try bytes(of: path), as: UTF8.self).split(separator: "\n")
    #expect(lines[..<3] == ["# TEST ONLY", "postpass-secret-key/1", "owner issuer @nora"])
    #expect(lines[3].hasPrefix("kdf argon2id 1 8 ") && lines[4].hasPrefix("ppe1_") && lines.count == 5)
  }

  @Test func `whatever is changed gives one error where a passphrase could matter, and never a key`() throws {
    let directory = try TemporaryDirectory()
    let path = try makeFile(in: directory.path)
    let original = try bytes(of: path)
    let lines = original.split(separator: 0x0A)
    let (comment, box) = (lines[0].indices, lines[4].indices)
    for index in original.indices {
      for bit in 0..<8 {
        var changed = original
        changed[index] ^= 1 << bit
        try write(changed, to: path)
        let read = result(path, "open sesame")
        switch read {
        case .failure(.notOpened(path)): break
        case .failure(.malformed(path)), .failure(.otherOwner(path)), .failure(.derivationOutOfBounds(path)):
          // What was read is not a file of this kind: nothing of a passphrase is in that.
          let isText = comment.dropFirst(2).contains(index) && (0x20...0x7E).contains(changed[index])
          // A line end more is another form of file.
          #expect(changed[index] == 0x0A || !box.contains(index) && !isText, "byte \(index) bit \(bit)")
        default: Issue.record("byte \(index) bit \(bit): \(read)")
        }
      }
    }
    for count in original.indices {
      try write(Array(original[..<count]), to: path)
      #expect(result(path, "open sesame") != .success(TestAuthority.nora.publicKey), "cut to \(count)")
    }
  }

  @Test func `a line of another file is not taken for its own`() throws {
    let directory = try TemporaryDirectory()
    let secrets = SecretKeys(asking: TestPassphrases(new: "open sesame"), cost: .least)
    let (first, second) = (directory.file("a.key"), directory.file("b.key"))
    try secrets.create(signingKey(TestAuthority.nora), of: owner, at: first, comment: "one")
    try secrets.create(signingKey(TestAuthority.nora), of: owner, at: second, comment: "two")
    let (one, two) = (try lines(of: first), try lines(of: second))
    // One salt for one derivation; what is sealed differs all the same.
    #expect(one[3] == two[3] && one[4] != two[4])
    try write(Array((one[..<4] + [two[4]]).joined(separator: "\n").utf8) + [0x0A], to: first)
    #expect(result(first, "open sesame") == .failure(.notOpened(first)))
  }

  @Test(arguments: [
    "5 8", "0 8", "4294967295 8", "4294967296 8", "18446744073709551615 8", "1 0", "1 7", "1 1048577",
    "1 4294967296", "3 9007199254740992", "1 18446744073709551615",
  ])
  func `a file that asks for too much is refused before anybody is asked`(cost: String) throws {
    let directory = try TemporaryDirectory()
    let path = try makeFile(in: directory.path)
    try replaceCost(in: path, with: cost)
    let source = TestPassphrases(["open sesame"])
    #expect(throws: SecretKeyError.derivationOutOfBounds(path)) {
      _ = try SecretKeys(asking: source).open(path, of: owner)
    }
    #expect(source.questions == 0)
  }

  @Test(arguments: ["4 1048576", "1 8", "4 8"]) func `the bounds themselves are allowed`(cost: String) throws
  {
    let directory = try TemporaryDirectory()
    let path = try makeFile(in: directory.path)
    try replaceCost(in: path, with: cost)
    let source = TestPassphrases([nil])
    // Nothing is derived, because nobody knows a passphrase.
    #expect(throws: SecretKeyError.notOpened(path)) {
      _ = try SecretKeys(asking: source).open(path, of: owner)
    }
    #expect(source.questions == 1)
  }

  @Test(arguments: [
    "01 8", "1 08", "+1 8", "1  8", " 1 8", "1 8 ", "1 0x8", "1 8.0", "1 -8", "1", "", "1 8 8",
    "18446744073709551616 8", "1 99999999999999999999999", "1 ８", "one 8",
  ])
  func `a cost has one spelling`(cost: String) throws {
    let directory = try TemporaryDirectory()
    let path = try makeFile(in: directory.path)
    try replaceCost(in: path, with: cost)
    #expect(result(path, "open sesame") == .failure(.malformed(path)))
  }

  @Test func `whoever signs often is asked once`() throws {
    let directory = try TemporaryDirectory()
    let paths = ["a.key", "b.key", "c.key"].map { directory.file($0) }
    // Each has a salt of its own.
    for path in paths { try create(path, passphrase: "open sesame") }
    let source = TestPassphrases(["wrong", "open sesame"])
    let secrets = SecretKeys(asking: source)
    for path in paths + paths {
      let publicKey = try secrets.open(path, of: owner).publicKey
      #expect(publicKey == TestAuthority.nora.publicKey)
    }
    #expect(source.questions == 2)
  }

  @Test func `another passphrase is asked for where the known one does not open a file`() throws {
    let directory = try TemporaryDirectory()
    let (first, second) = (directory.file("a.key"), directory.file("b.key"))
    try create(first, passphrase: "one")
    try create(second, passphrase: "two")
    let source = TestPassphrases(["one", "two"])
    let secrets = SecretKeys(asking: source)
    for path in [first, second, first, second] { _ = try secrets.open(path, of: owner) }
    #expect(source.questions == 2)
  }

  @Test func `what the programs write takes three passes over 256 MiB`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("a.key")
    let secrets = SecretKeys(asking: TestPassphrases(new: "open sesame"))
    try secrets.create(signingKey(TestAuthority.nora), of: owner, at: path, comment: "TEST ONLY")
    #expect(try lines(of: path)[3].hasPrefix("kdf argon2id 3 262144 "))
  }

  @Test func `two runs never share a salt, and two files never a nonce`() throws {
    let directory = try TemporaryDirectory()
    var (salts, nonces) = (Set<String>(), Set<String>())
    for run in 0..<4 {
      let secrets = SecretKeys(asking: TestPassphrases(new: "open sesame"), cost: .least)
      for number in 0..<4 {
        let path = directory.file("\(run)-\(number).key")
        try secrets.create(signingKey(TestAuthority.nora), of: owner, at: path, comment: "TEST ONLY")
        salts.insert(try lines(of: path)[3])
        // 24 bytes are three whole blocks of 11 digits.
        nonces.insert(String(try lines(of: path)[4].prefix("ppe1_".utf8.count + 33)))
      }
    }
    #expect(salts.count == 4 && nonces.count == 16)
  }

  private func makeFile(in directory: String) throws -> String {
    let path = "\(directory)/issuer-1.key"
    try create(path, passphrase: "open sesame")
    return path
  }

  private func create(_ path: String, passphrase: String) throws {
    let secrets = SecretKeys(asking: TestPassphrases(new: passphrase), cost: .least)
    try secrets.create(signingKey(TestAuthority.nora), of: owner, at: path, comment: "TEST ONLY")
  }

  private func replaceCost(in path: String, with cost: String) throws {
    let text = String(decoding: try bytes(of: path), as: UTF8.self)
    try write(Array(text.replacing("argon2id 1 8 ", with: "argon2id \(cost) ").utf8), to: path)
  }

  private func result(
    _ path: String, of other: KeyOwner? = nil, _ passphrase: String
  ) -> Result<PublicKey, SecretKeyError> {
    do throws(SecretKeyError) {
      let secrets = SecretKeys(asking: TestPassphrases([passphrase]))
      return .success(try secrets.open(path, of: other ?? owner).publicKey)
    } catch {
      return .failure(error)
    }
  }

  private func bytes(of path: String) throws -> [UInt8] { try DurableFile.read(path, limit: 4096) }

  private func lines(of path: String) throws -> [String] {
    String(decoding: try bytes(of: path), as: UTF8.self).split(separator: "\n").map(String.init)
  }
}
