import DurableFile
import Glibc
import PostPass
import PostPassIssuing
import TestSupport
import Testing

@Suite struct RootExportTests {
  private func export(_ key: PublicKey?, from office: borrowing Office, to copy: String) throws -> Bool {
    let export = try RootExport(of: key, from: office.home)
    try export.move(to: copy, from: office.home, now: Office.now, by: "nora")
    return export.signsKeyrings
  }

  @Test func `the secret is elsewhere, and no more here`() throws {
    let office = try Office.founded()
    let (path, copy) = (office.home.secretPath(of: .root), office.directory.file("stick.key"))
    let before = try DurableFile.readSecret(path, limit: 4096)
    // What a process left that was killed while it took the passphrase away.
    try DurableFile.write(before, to: "\(office.home.keysPath)/.root.key.1a2b.tmp", permissions: 0o600)
    #expect(try export(nil, from: office, to: copy))
    #expect(try DurableFile.readSecret(copy, limit: 4096) == before && permissions(of: copy) == 0o600)
    #expect(try DurableFile.names(in: office.home.keysPath) == ["issuer-1.key", "publisher-2.key"])
    #expect(throws: IssuingError.noRootSecret) {
      try export(nil, from: office, to: office.directory.file("b"))
    }
    #expect(throws: Office.Unsigned.self) { try office.rotate(RootChange()) }
    #expect(try office.log().contains { $0.hasPrefix("root-export key ppk1_") })
  }

  @Test func `nothing goes where a file is, or where it cannot be kept`() throws {
    let office = try Office.founded()
    let copy = office.directory.file("stick.key")
    try write([1], to: copy)
    let before = try files(below: office.home.keysPath)
    #expect(throws: IssuingError.file(.exists(copy))) { try export(nil, from: office, to: copy) }
    let missing = office.directory.file("missing")
    #expect(throws: IssuingError.file(.missing(missing))) {
      try export(nil, from: office, to: "\(missing)/root.key")
    }
    #expect(try files(below: office.home.keysPath) == before)
    #expect(try DurableFile.read(copy, limit: 10) == [1])
  }

  @Test func `the home itself is nowhere else, and of two that move a secret the second finds none`() throws {
    let office = try Office.founded()
    let (keys, copy) = (office.home.keysPath, office.directory.file("stick.key"))
    let linked = office.directory.file("linked")
    #expect(unsafe symlink(keys, linked) == 0)
    let (first, second) = (
      try RootExport(of: nil, from: office.home), try RootExport(of: nil, from: office.home)
    )
    for path in ["\(keys)/../root.key", "\(keys)/stick.key", "\(linked)/stick.key"] {
      #expect(throws: IssuingError.copyInHome(path)) {
        try first.move(to: path, from: office.home, now: Office.now, by: "nora")
      }
    }
    try first.move(to: copy, from: office.home, now: Office.now, by: "nora")
    #expect(throws: IssuingError.noRootSecret) {
      try second.move(
        to: office.directory.file("b"), from: office.home, now: Office.now, by: "nora")
    }
    #expect(try DurableFile.names(in: office.directory.path).contains("b") == false)
  }

  @Test func `a secret whose leaving cannot be recorded stays`() throws {
    let office = try Office.founded()
    try office.tamper(Office.fullLog)
    let before = try files(below: office.home.keysPath)
    #expect(throws: IssuingError.self) {
      try export(nil, from: office, to: office.directory.file("stick.key"))
    }
    #expect(try files(below: office.home.keysPath) == before)
  }

  @Test func `of several one is named`() throws {
    let office = try Office.founded()
    let first = try office.home.generateKey(for: .root)
    let second = try office.home.generateKey(for: .root)
    _ = try office.home.generateKey(for: .keyring)
    let paths = [office.home.secretPath(of: .root), first.path, second.path]
    #expect(
      throws: IssuingError.severalRootSecrets(paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    ) {
      try export(nil, from: office, to: office.directory.file("a"))
    }
    #expect(throws: IssuingError.noRootSecret) {
      try export(TestKey("another").publicKey, from: office, to: office.directory.file("a"))
    }
    let signsKeyrings = try export(second.file.publicKey, from: office, to: office.directory.file("a"))
    #expect(!signsKeyrings)
    let names = try Set(DurableFile.names(in: office.home.keysPath))
    #expect(names.count == 7 && !names.contains("root-\(second.file.publicKey.shortName).key"))
    #expect(try SecretKeys().open(office.directory.file("a"), of: .root).publicKey == second.file.publicKey)
  }

  @Test func `the key of an earlier root is retired`() throws {
    let office = try Office.founded()
    let first = try RootExport(of: nil, from: office.home)
    #expect(first.signsKeyrings && !first.isRetired)
    let next = try office.home.generateKey(for: .root)
    // Made, and in no root yet: it is nothing to be destroyed.
    #expect(try !RootExport(of: next.file.publicKey, from: office.home).isRetired)
    _ = try office.rotate(RootChange(rootKeys: [next.file.publicKey]), at: Office.now)
    let retired = try RootExport(of: first.publicKey, from: office.home)
    #expect(retired.isRetired && !retired.signsKeyrings)
    #expect(try !RootExport(of: next.file.publicKey, from: office.home).isRetired)
    let chain = try office.home.open().state.trust.chain
    #expect(chain.retiredRootKeys == [first.publicKey])
  }

  @Test func `files of other keys are not opened, and others of this one are`() throws {
    let office = try Office.founded()
    let body = try office.home.open().state.trust.chain.last.body
    try write([1], to: "\(office.home.keysPath)/root-AAAAAAAA.key")
    try write([1], to: "\(office.home.keysPath)/keyring-AAAAAAAA.key")
    #expect(try office.home.held(of: body.rootKeys).keys == Set(body.rootKeys))
    let path = "\(office.home.keysPath)/keyring-\(body.rootKeys[0].shortName).key"
    try SecretKeys().create(SigningKey(), of: .keyring, at: path, comment: "another of this name")
    #expect(try office.home.held(of: body.rootKeys).keys == Set(body.rootKeys))
    try DurableFile.remove(path)
    try write([1], to: path)
    #expect(throws: IssuingError.self) { try office.home.held(of: body.rootKeys) }
  }
}
