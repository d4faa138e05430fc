import DurableFile
import PostPass
import PostPassIssuing
import TestSupport
import Testing
import VectorGeneration

/// Keys holds files of the product's own formats.
struct KeyFilesTests {
  @Test func `every secret says in its first line that it is for tests`() throws {
    let paths = try RepositoryFiles.paths(below: "Keys/secret")
    #expect(paths.count == 16)
    for path in paths {
      let text = try RepositoryFiles.text(path)
      #expect(text.hasPrefix("# TEST ONLY"), "\(path)")
    }
  }

  @Test func `secrets and public keys belong together`() throws {
    let folder = try TemporaryDirectory()
    for path in try RepositoryFiles.paths(below: "Keys/secret") {
      let label = String(path.dropFirst("Keys/secret/".count).dropLast(".key".count))
      let copy = folder.file(label)
      let name = label.hasPrefix("sealed-") ? String(label.dropFirst("sealed-".count)) : label
      try DurableFile.createExclusively(try RepositoryFiles.read(path), at: copy, permissions: 0o600)
      let file = try #require(PublicKeyFile(parsing: try RepositoryFiles.read("Keys/public/\(name).pub")))
      let secret = try SecretKeys(asking: TestPassphrases()).open(copy, of: file.owner)
      let publicKey = secret.publicKey
      #expect(file.publicKey == publicKey)
      #expect(publicKey == TestKey(name).publicKey)
      #expect(publicKey.isPrimeOrderPoint)
    }
  }

  @Test func `mirror and bundle are one state of the pinned authority`() throws {
    let text = try RepositoryFiles.text("Keys/demo/authority")
    let authority = try #require(AuthorityID(parsing: String(text.dropLast())))
    let root = RepositoryFiles.root
    let mirror = try AuthorityState(pinned: authority, at: "\(root)/Keys/demo/mirror")
    let bundle = try AuthorityState(pinned: authority, at: "\(root)/Keys/demo/bundle")
    #expect(mirror.bundle == bundle.bundle)
    let code = try UnverifiedCode(parsing: try RepositoryFiles.read("Keys/demo/code"))
    let genuine = (try? code.checkSignature(with: mirror.trust, at: UnixTime(seconds: Demo.start))) != nil
    #expect(genuine)
  }
}

/// The passphrase of the sealed test key, as Keys/README.md says it: TEST ONLY.
private struct TestPassphrases: PassphraseSource {
  func passphrase(for path: String, attempt: Int) throws(PassphraseError) -> Passphrase? {
    attempt == 0 ? KeyFiles.sealedPassphrase : nil
  }

  func newPassphrase() throws(PassphraseError) -> Passphrase? { nil }
}
