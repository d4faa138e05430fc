import DurableFile
import PostPass
import PostPassIssuing
import PostPassLedger
import TestSupport
import Testing

@Suite struct AuthorityStateTests {
  private let now = Office.now

  @Test func `mirror and bundle give the same state`() throws {
    let authority = try TestAuthority()
    let office = try Office.known(authority)
    let fromMirror = try AuthorityState(pinned: authority.id, at: office.mirror)
    let bundle = office.directory.file("state.bundle")
    try DurableFile.write(fromMirror.bundle.encoded, to: bundle)
    #expect(try AuthorityState(pinned: authority.id, at: bundle).bundle == fromMirror.bundle)
    #expect(fromMirror.bundle == authority.bundle)
    // As the tests of the readers write it.
    let other = office.directory.file("other")
    try DurableFile.createDirectory(other)
    try authority.writeMirror(to: other)
    let written = try files(below: office.mirror)
    #expect(
      try files(below: other).map { $0.key.dropFirst(other.utf8.count) }.sorted()
        == written.map { $0.key.dropFirst(office.mirror.utf8.count) }.sorted())
  }

  @Test func `what is damaged gives an error and never a state`() throws {
    let authority = try TestAuthority()
    let bundle = authority.bundle.encoded
    for length in stride(from: 0, to: bundle.count, by: 7) {
      #expect(!verifies(Array(bundle[..<length]), authority.id), "cut to \(length)")
    }
    for index in bundle.indices {
      var changed = bundle
      changed[index] ^= 1 << (index % 8)
      #expect(!verifies(changed, authority.id), "byte \(index)")
    }
    #expect(!verifies(bundle + [0], authority.id))
    #expect(verifies(bundle, authority.id))
  }

  @Test func `a damaged mirror gives an error that names the file`() throws {
    let authority = try TestAuthority()
    let office = try Office.known(authority)
    for (path, bytes) in try files(below: office.mirror) {
      for length in Set([0, 1, 15, 16, 17, 100, 183, 184, 300, bytes.count - 1]) where length < bytes.count {
        try write(Array(bytes[..<length]), to: path)
        #expect(throws: StateError.self, "\(path) cut to \(length)") {
          try AuthorityState(pinned: authority.id, at: office.mirror)
        }
      }
      for index in stride(from: 0, to: bytes.count, by: 5) {
        var changed = bytes
        changed[index] ^= 1 << (index % 8)
        try write(changed, to: path)
        let state = try? AuthorityState(pinned: authority.id, at: office.mirror)
        // The root's signature block in `head` is not what the chain is verified from; all else is.
        #expect(
          state == nil || path.hasSuffix("/head") && state?.bundle == authority.bundle,
          "\(path) byte \(index)")
      }
      try DurableFile.remove(path)
      #expect(throws: StateError.file(.missing(path))) {
        try AuthorityState(pinned: authority.id, at: office.mirror)
      }
      try write(bytes, to: path)
    }
  }

  @Test func `an absurd length in an unsigned head is not believed`() throws {
    let authority = try TestAuthority()
    let office = try Office.known(authority)
    let keyring = authority.keyring.head
    let head = FileHead(
      listNumber: 9, under: keyring, signer: number(2), issuedAt: now, freshUntil: now.adding(.days(1)),
      retainedFrom: now, bodyLength: 1 << 40, bodyRoot: authority.list.head.bodyRoot)
    let list = try TestFile(head, body: [], signedBy: [(0, TestAuthority.kim)])
    let forged = MirrorHead(
      root: authority.roots[0].signed, keyring: authority.keyring.signed, list: list.signed)
    try write(forged.encoded, to: "\(office.mirror)/head")
    #expect(throws: StateError.untrusted(office.mirror, .badSignature(2))) {
      try AuthorityState(pinned: authority.id, at: office.mirror)
    }
  }

  @Test func `a body stays for a day after the last head that names it, foreign files are left`() throws {
    let office = try Office.known(try TestAuthority())
    let bodies = "\(office.mirror)/bodies"
    let foreign = [
      "\(bodies)/README", "\(office.mirror)/index.html", "\(bodies)/\(String(repeating: "g", count: 64))",
    ]
    for path in foreign { try write([7], to: path) }
    var roots = [try office.offered().trust.list.head.bodyRoot.hex]
    for (index, hours) in ([0, 1, 24, 25, 26, 49] as [UInt64]).enumerated() {
      try office.revoke([.code(code(100 + UInt32(index)))])
      roots.append(
        try office.publish(at: now.adding(.minutes(60 * hours))).state.trust.list.head.bodyRoot.hex)
      // Those that were named a day ago, and the one that is named.
      let since = [0, 0, 0, 1, 2, 3][index]
      let kept = Set(try DurableFile.names(in: bodies))
      #expect(kept.isSuperset(of: roots[since...]), "\(index)")
      #expect(kept.isDisjoint(with: roots[..<since]), "\(index)")
    }
    for path in foreign { #expect(try DurableFile.read(path, limit: 10) == [7]) }
    // The keyring's, two foreign ones, and those of the list.
    #expect(try DurableFile.names(in: bodies).count == 3 + 4)
  }

  @Test func `what has the right name and the wrong content is replaced`() throws {
    let authority = try TestAuthority()
    let office = try Office.known(authority)
    let whole = try files(below: office.mirror)
    for (path, bytes) in whole {
      for damage in [[], Array(bytes.dropLast()), bytes + [0], bytes.map { $0 ^ 1 }] {
        try write(damage, to: path)
        try AuthorityState(authority).write(toMirror: office.mirror)
        #expect(try files(below: office.mirror) == whole)
      }
    }
  }

  @Test func `a write that is cut off leaves the old state`() throws {
    let authority = try TestAuthority()
    let office = try Office.known(authority)
    var next = authority
    next.list = try TestAuthority.list(
      RevocationListContent(codes: [(code(8), TestAuthority.event(.leaked))]).encodedBody(), number: 2,
      under: authority.keyring.head)
    // The new body cannot be written; and then all but `head` can.
    for blocked in ["bodies/\(next.list.head.bodyRoot.hex)", "roots/2"] {
      try DurableFile.createDirectory("\(office.mirror)/\(blocked)")
      if blocked == "roots/2" {
        next.roots.append(
          try authority.nextRoot(keys: [TestAuthority.rootKey], previousKeys: [TestAuthority.rootKey]))
        next.keyring = try TestAuthority.keyring(TestAuthority.records, under: next.roots[1].signed.head)
        next.list = try TestAuthority.list(next.list.body, under: next.keyring.head)
      }
      let state = try AuthorityState(next)
      #expect(throws: FileError.notRegular("\(office.mirror)/\(blocked)")) {
        try state.write(toMirror: office.mirror)
      }
      #expect(try AuthorityState(pinned: authority.id, at: office.mirror).bundle == authority.bundle)
      removeDirectory("\(office.mirror)/\(blocked)")
      try state.write(toMirror: office.mirror)
      #expect(try AuthorityState(pinned: authority.id, at: office.mirror).bundle == next.bundle)
      try AuthorityState(authority).write(toMirror: office.mirror)
    }
  }

  private func verifies(_ bytes: [UInt8], _ authority: AuthorityID) -> Bool {
    guard let bundle = try? Bundle(parsing: bytes) else { return false }
    return (try? AuthorityState(pinned: authority, bundle, origin: "a test")) != nil
  }
}
