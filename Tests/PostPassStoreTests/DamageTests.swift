import Glibc
import PostPass
import PostPassStore
import TestSupport
import Testing

/// Whatever happens to the files, nothing is allowed that was not, and nothing traps.
@Suite struct DamageTests {
  /// Opens a store in every way and asks about a code; true where one of them allows it.
  private func isAllowed(_ code: UnverifiedCode, in path: String) -> Bool {
    let question = Question(post: .any, brand: .any, creator: .sole)
    let path = StorePath(path)
    let ways: [(Store, Opening)] = [
      (Store(path), .lazily), (Store(path), .whole), (Store(copying: path), .whole),
    ]
    return ways.contains { store, opening in
      guard let trust = try? store.open(opening).trust else { return false }
      let verdict = try? Verifier(trust: trust).decide(code, question, at: TestAuthority.start)
      guard let verdict, case .allowed = verdict.outcome else { return false }
      return true
    }
  }

  /// A store whose keyring knows one account, and a code that is allowed in it.
  private func store(in directory: String) throws -> (TestAuthority, UnverifiedCode) {
    let authority = try TestAuthority(records: Array(TestAuthority.records.prefix(2)))
    try authority.writeStore(to: directory)
    let code = try UnverifiedCode(parsing: try authority.code())
    #expect(isAllowed(code, in: directory))
    return (authority, code)
  }

  @Test func `every truncation of a file is refused`() throws {
    let directory = try TemporaryDirectory()
    let (authority, code) = try store(in: directory.path)
    for (path, bytes) in files(of: authority, in: directory.path) {
      for length in 0..<bytes.count {
        try write(Array(bytes.prefix(length)), to: path)
        #expect(!isAllowed(code, in: directory.path), "\(path) cut at \(length)")
      }
      try write(bytes + [0], to: path)
      #expect(!isAllowed(code, in: directory.path), "\(path) with a byte more")
      try write(bytes, to: path)
    }
    #expect(isAllowed(code, in: directory.path))
  }

  @Test func `every flipped bit of a body is refused`() throws {
    let directory = try TemporaryDirectory()
    let (authority, code) = try store(in: directory.path)
    for (path, bytes) in files(of: authority, in: directory.path).dropFirst() {
      try flipEveryBit(of: bytes, at: path) { bit in
        #expect(!isAllowed(code, in: directory.path), "\(path), bit \(bit)")
      }
    }
  }

  @Test func `every flipped bit of the state is refused but for the two times that nobody signs`() throws {
    let directory = try TemporaryDirectory()
    let (authority, code) = try store(in: directory.path)
    let times = 48 * 8..<64 * 8
    try flipEveryBit(of: authority.state.encoded, at: directory.file("state")) { bit in
      let allowed = isAllowed(code, in: directory.path)
      #expect(!allowed || times.contains(bit), "bit \(bit)")
    }
  }

  @Test func `every flipped bit of a mirror's head and root is refused`() throws {
    let directory = try TemporaryDirectory()
    let authority = try TestAuthority()
    try authority.writeMirror(to: directory.path)
    let code = try UnverifiedCode(parsing: try authority.code())
    let mirror = MirrorDirectory(StorePath(directory.path), pinned: authority.id)
    let question = Question(post: .any, brand: .any, creator: .any)
    let files = [("head", authority.mirrorHead.encoded), ("roots/1", authority.roots[0].encoded)]
    for (name, bytes) in files {
      try flipEveryBit(of: bytes, at: directory.file(name)) { bit in
        for opening in [Opening.lazily, .whole] {
          guard let trust = try? mirror.open(opening) else { continue }
          let verdict = try Verifier(trust: trust).decide(code, question, at: TestAuthority.start)
          if case .allowed = verdict.outcome { Issue.record("\(name), bit \(bit)") }
        }
      }
    }
  }

  @Test func `a page that changes under a lazy reader never gives an answer`() throws {
    let directory = try TemporaryDirectory()
    let (authority, code) = try store(in: directory.path)
    let store = Store(StorePath(directory.path))
    let question = Question(post: .any, brand: .any, creator: .any)
    for (path, bytes) in files(of: authority, in: directory.path).dropFirst() {
      let trust = try store.open(.lazily).trust
      try overwrite(path, with: bytes.map { ~$0 })
      let swapped = try Verifier(trust: trust).decide(code, question, at: TestAuthority.start)
      guard case .rejected(.damaged(.pageHash)) = swapped.outcome else {
        Issue.record("\(path): \(swapped.outcome)")
        continue
      }
      #expect(unsafe truncate(path, 1) == 0)
      let cut = try Verifier(trust: trust).decide(code, question, at: TestAuthority.start)
      guard case .rejected(.damaged(.unreadable(ENODATA))) = cut.outcome else {
        Issue.record("\(path): \(cut.outcome)")
        continue
      }
      try overwrite(path, with: bytes)
    }
  }

  private func files(of authority: TestAuthority, in directory: String) -> [(path: String, bytes: [UInt8])] {
    [
      ("\(directory)/state", authority.state.encoded),
      (TestAuthority.bodyPath(authority.keyring, in: directory), authority.keyring.bodyFile),
      (TestAuthority.bodyPath(authority.list, in: directory), authority.list.bodyFile),
    ]
  }

  private func flipEveryBit(of bytes: [UInt8], at path: String, _ check: (Int) throws -> Void) throws {
    for bit in 0..<(bytes.count * 8) {
      var flipped = bytes
      flipped[bit / 8] ^= 1 << UInt8(bit % 8)
      try write(flipped, to: path)
      try check(bit)
    }
    try write(bytes, to: path)
  }

  /// Writes into the file that is open elsewhere.
  private func overwrite(_ path: String, with bytes: [UInt8]) throws { try write(bytes, to: path) }
}
