import Foundation
import Glibc
import PostPass
import PostPassStore
import TestSupport
import Testing

/// What a check of a good code gives, or why there is none.
private enum Outcome: Equatable {
  case allowed
  case rejected(Rejection)
  case refused(StoreError)
}

/// Opens and checks a code that the authority allows, unless something is wrong with the files.
private func outcome(_ code: String, _ open: () throws(StoreError) -> TrustSet) throws -> Outcome {
  let trust: TrustSet
  do { trust = try open() } catch { return .refused(error) }
  let question = Question(post: .any, brand: .any, creator: .any)
  let verdict = try Verifier(trust: trust).decide(
    UnverifiedCode(parsing: code), question, at: TestAuthority.start)
  switch verdict.outcome {
  case .allowed: return .allowed
  case .rejected(let rejection): return .rejected(rejection)
  }
}

private let openings: [Opening] = [.lazily, .whole]

@Suite struct StoreTests {
  private func stores(_ path: String) -> [Store] {
    [Store(StorePath(path)), Store(copying: StorePath(path))]
  }

  @Test(arguments: openings) func `a store gives the same verdict in every way of opening`(_ opening: Opening)
    throws
  {
    let directory = try TemporaryDirectory()
    let authority = try TestAuthority()
    try authority.writeStore(to: directory.path)
    for store in stores(directory.path) {
      #expect(
        try outcome(authority.code()) { () throws(StoreError) in try store.open(opening).trust } == .allowed)
      let revoked = try outcome(authority.code(serial: 7)) { () throws(StoreError) in
        try store.open(opening).trust
      }
      #expect(revoked == .rejected(.revoked(TestAuthority.event(.cancelled))))
      #expect(try store.open(opening).lastPull == TestAuthority.start)
    }
  }

  @Test(arguments: openings) func `a mirror gives the same verdict in place`(_ opening: Opening) throws {
    let directory = try TemporaryDirectory()
    var authority = try TestAuthority()
    let newRoot = TestKey("root 2")
    authority.roots.append(try authority.nextRoot(keys: [newRoot], previousKeys: [TestAuthority.rootKey]))
    authority.keyring = try TestAuthority.keyring(
      TestAuthority.records, under: authority.roots[1].signed.head)
    authority.list = try TestAuthority.list(authority.list.body, under: authority.keyring.head)
    try authority.writeMirror(to: directory.path)
    let mirror = MirrorDirectory(StorePath(directory.path), pinned: authority.id)
    #expect(try outcome(authority.code()) { () throws(StoreError) in try mirror.open(opening) } == .allowed)
    let revoked = try outcome(authority.code(serial: 7)) { () throws(StoreError) in try mirror.open(opening) }
    #expect(revoked == .rejected(.revoked(TestAuthority.event(.cancelled))))
  }

  @Test func `a mirror of another authority, or with another root in its head, is refused`() throws {
    let directory = try TemporaryDirectory()
    let authority = try TestAuthority()
    try authority.writeMirror(to: directory.path)
    let other = AuthorityID(ofFirstRootBody: [1, 2, 3])
    #expect(throws: StoreError.untrusted(.root, .notPinned(authority.id))) {
      try MirrorDirectory(StorePath(directory.path), pinned: other).open(.lazily)
    }
    let later = try TestAuthority.firstRoot(issuedAt: TestAuthority.start.adding(.days(1)))
    let head = MirrorHead(root: later.signed, keyring: authority.keyring.signed, list: authority.list.signed)
    try write(head.encoded, to: directory.file("head"))
    #expect(throws: StoreError.otherRoot(StorePath(directory.file("roots/1")))) {
      try MirrorDirectory(StorePath(directory.path), pinned: authority.id).open(.lazily)
    }
  }

  @Test func `a store of another authority than the pinned one is refused`() throws {
    let directory = try TemporaryDirectory()
    let authority = try TestAuthority()
    try authority.writeStore(to: directory.path)
    let store = Store(StorePath(directory.path))
    #expect(throws: StoreError.otherAuthority(authority.id)) {
      try store.open(.lazily, pinned: AuthorityID(ofFirstRootBody: [1, 2, 3]))
    }
    #expect(try store.open(.lazily, pinned: authority.id).trust.authority == authority.id)
  }

  @Test func `nothing at the path is a missing store, and a missing body an absent file`() throws {
    let directory = try TemporaryDirectory()
    let path = StorePath(directory.path)
    let authority = try TestAuthority()
    #expect(throws: StoreError.missing(path)) { try Store(path).open(.lazily) }
    #expect(throws: StoreError.missing(path)) {
      try MirrorDirectory(path, pinned: authority.id).open(.lazily)
    }
    #expect(throws: StoreError.missing(path.appending("none"))) {
      try Store(path.appending("none")).open(.lazily)
    }
    try authority.writeStore(to: directory.path)
    for file in [authority.list, authority.keyring] {
      let body = TestAuthority.bodyPath(file, in: directory.path)
      #expect(unsafe unlink(body) == 0)
      for opening in openings {
        #expect(throws: StoreError.absent(StorePath(body))) { try Store(path).open(opening) }
      }
    }
  }

  @Test(arguments: openings) func `only regular files are opened`(_ opening: Opening) throws {
    let directory = try TemporaryDirectory()
    let authority = try TestAuthority()
    try authority.writeStore(to: directory.path)
    let store = Store(StorePath(directory.path))
    for path in [directory.file("state"), TestAuthority.bodyPath(authority.list, in: directory.path)] {
      let aside = path + ".aside"
      #expect(unsafe rename(path, aside) == 0)
      for make in [
        { unsafe symlink(aside, path) }, { unsafe mkfifo(path, 0o600) }, { unsafe mkdir(path, 0o700) },
      ] as [() -> Int32] {
        #expect(make() == 0)
        #expect(throws: StoreError.notRegular(StorePath(path))) { try store.open(opening) }
        #expect(unsafe remove(path) == 0)
      }
      #expect(unsafe rename(aside, path) == 0)
    }
    #expect(
      try outcome(authority.code()) { () throws(StoreError) in try store.open(opening).trust } == .allowed)
  }

  @Test func `files longer than any can be are refused before they are read`() throws {
    let directory = try TemporaryDirectory()
    let authority = try TestAuthority()
    try authority.writeStore(to: directory.path)
    #expect(unsafe truncate(directory.file("state"), 1 << 40) == 0)
    #expect(throws: StoreError.tooLarge(StorePath(directory.file("state")), limit: StoreState.maximalLength))
    {
      try Store(StorePath(directory.path)).open(.whole)
    }
    try authority.writeStore(to: directory.path)
    #expect(unsafe truncate(TestAuthority.bodyPath(authority.list, in: directory.path), 1 << 40) == 0)
    for store in stores(directory.path) {
      for opening in openings {
        #expect(throws: StoreError.damaged(.revocationList, .length)) { try store.open(opening) }
      }
    }
  }

  /// Only where the system refuses memory that it does not have.
  @Test(
    .enabled(if: (try? String(contentsOfFile: "/proc/sys/vm/overcommit_memory", encoding: .utf8)) == "0\n"))
  func `a signed length beyond the memory is an error, not a trap`() throws {
    let directory = try TemporaryDirectory()
    var authority = try TestAuthority()
    let length = 1 << 40
    let head = FileHead(
      listNumber: 1, under: authority.keyring.head, signer: TestAuthority.publisherNumber,
      issuedAt: TestAuthority.start, freshUntil: TestAuthority.start.adding(.days(7)),
      retainedFrom: TestAuthority.start, bodyLength: length, bodyRoot: authority.list.head.bodyRoot)
    authority.list = try TestFile(head, body: authority.list.body, signedBy: [(0, TestAuthority.publisher)])
    try authority.writeStore(to: directory.path)
    let body = TestAuthority.bodyPath(authority.list, in: directory.path)
    #expect(unsafe truncate(body, PageTree(bodyLength: length).fileLength) == 0)
    #expect(throws: StoreError.unreadable(StorePath(body), ENOMEM)) {
      try Store(copying: StorePath(directory.path)).open(.whole)
    }
    #expect(throws: StoreError.self) { try Store(StorePath(directory.path)).open(.lazily) }
  }

  @Test func `a list signed beyond an older keyring asks for a newer keyring`() throws {
    let directory = try TemporaryDirectory()
    var authority = try TestAuthority()
    let newer = try TestAuthority.keyring(
      TestAuthority.records + [TestAuthority.record(.publisher, TestKey("publisher 4"))], number: 2,
      under: authority.roots[0].signed.head)
    authority.list = try TestAuthority.list(
      authority.list.body, under: newer.head, signer: TestAuthority.number(4), by: TestKey("publisher 4"))
    try authority.writeStore(to: directory.path)
    for opening in openings {
      #expect(throws: StoreError.untrusted(.revocationList, .oldKeyring)) {
        try Store(StorePath(directory.path)).open(opening)
      }
    }
  }

  @Test func `the newest signed time that the store remembers counts`() throws {
    let directory = try TemporaryDirectory()
    let authority = try TestAuthority()
    try authority.writeStore(to: directory.path)
    let state = authority.state
    let later = StoreState(
      authority: state.authority, newestSignedTime: TestAuthority.start.adding(.days(1)),
      lastPull: state.lastPull,
      roots: state.roots, keyring: state.keyring, list: state.list)
    try write(later.encoded, to: directory.file("state"))
    let found = try outcome(authority.code()) { () throws(StoreError) in
      try Store(StorePath(directory.path)).open(.lazily).trust
    }
    #expect(found == .rejected(.clockBehind(newest: TestAuthority.start.adding(.days(1)))))
  }

  @Test func `descriptors are closed when the trust set goes`() throws {
    let directory = try TemporaryDirectory()
    let authority = try TestAuthority()
    try authority.writeStore(to: directory.path)
    let store = Store(StorePath(directory.path))
    #expect(openFiles(below: directory.path).isEmpty)
    do {
      let held = try store.open(.lazily)
      #expect(openFiles(below: directory.path).count == 2)
      #expect(held.trust.keyring.keyCount == 3)
    }
    _ = try store.open(.whole)
    let code = try authority.code()
    #expect(try outcome(code) { () throws(StoreError) in try store.open(.lazily).trust } == .allowed)
    unsafe unlink(TestAuthority.bodyPath(authority.list, in: directory.path))
    _ = try? store.open(.lazily)
    #expect(openFiles(below: directory.path).isEmpty)
  }

  /// The files of a directory that this process has open.
  private func openFiles(below directory: String) -> [String] {
    let descriptors = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
    return descriptors.compactMap {
      try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
    }.filter { $0.hasPrefix(directory) }
  }
}
