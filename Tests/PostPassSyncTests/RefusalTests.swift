import DurableFile
import Foundation
import PostPass
import PostPassStore
import PostPassSync
import TestSupport
import Testing

/// What a mirror may offer and a store must not take (SPEC §8.2); the store is the same before and after.
struct `A pull refuses` {
  /// Pulls once, lets the authority go on, and expects the next pull to be refused without a trace; a good one then
  /// works.
  private func refused(
    _ change: (inout Scene) throws -> Void, where matches: (PullError) -> Bool,
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    var scene = try Scene()
    try scene.authority.nextList(revoking: [7])
    try scene.publish()
    try scene.pull()
    let good = scene.authority
    let before = scene.storeContent()
    try change(&scene)
    try scene.publish()
    let error = scene.pullError()
    #expect(error.map(matches) == true, "\(String(describing: error))", sourceLocation: location)
    #expect(scene.storeContent() == before, sourceLocation: location)
    scene.authority = good
    try scene.authority.nextList()
    try scene.publish()
    #expect(throws: Never.self, sourceLocation: location) { try scene.pull() }
  }

  @Test func `an older list`() throws {
    try refused {
      try $0.authority.nextList(number: 1, revoking: [7])
    } where: { error in
      if case .rollback(let have, let got) = error { have.number == 2 && got.number == 1 } else { false }
    }
  }

  @Test func `an older keyring`() throws {
    var scene = try Scene()
    let old = scene.authority
    try scene.authority.nextKeyring()
    try scene.publish()
    try scene.pull()
    let before = scene.storeContent()
    scene.authority = old
    try scene.publish()
    #expect(scene.pullError() == .rollback(have: try scene.state().keyring.head, got: old.keyring.head))
    #expect(scene.storeContent() == before)
  }

  @Test func `an older root`() throws {
    var scene = try Scene()
    let old = scene.authority
    try scene.authority.rotateRoot()
    try scene.authority.nextList(number: 1)
    try scene.publish()
    try scene.pull()
    scene.authority = old
    try scene.publish()
    guard case .rollback(let have, let got) = scene.pullError() else {
      Issue.record("an older root was taken")
      return
    }
    #expect(have.kind == .root && have.number == 2 && got.number == 1)
  }

  @Test func `another list with the same number`() throws {
    try refused {
      try $0.authority.nextList(number: 2, revoking: [1])
    } where: { error in
      if case .equivocation(let have, _) = error { have.kind == .revocationList } else { false }
    }
  }

  @Test func `another keyring with the same number`() throws {
    try refused {
      $0.authority.keyring = try TestAuthority.keyring(
        TestAuthority.recordsAfterTheft, under: $0.authority.roots[0].signed.head)
    } where: { error in
      if case .equivocation(let have, _) = error { have.kind == .keyring } else { false }
    }
  }

  @Test(arguments: 0..<3) func `a newer keyring that says otherwise of a key`(index: Int) throws {
    var scene = try Scene()
    try scene.authority.nextKeyring(TestAuthority.recordsAfterTheft)
    try scene.authority.nextList(by: TestKey("publisher 4"), signer: TestAuthority.number(4))
    try scene.publish()
    try scene.pull()
    let before = scene.storeContent()
    var records = TestAuthority.recordsAfterTheft
    switch index {
    case 0: records[1] = TestAuthority.records[1]
    case 1: records[3] = TestAuthority.record(.publisher, TestKey("another"))
    default: records.removeLast()
    }
    try scene.authority.nextKeyring(records)
    try scene.authority.nextList(number: 1)
    try scene.publish()
    let changed = TestAuthority.number(index == 0 ? 2 : 4)
    #expect(scene.pullError() == .keyringRewritten(scene.authority.keyring.head, changed))
    #expect(scene.storeContent() == before)
  }

  @Test func `another root with the same number`() throws {
    var scene = try Scene()
    let first = scene.authority
    try scene.authority.rotateRoot()
    try scene.authority.nextList(number: 1)
    try scene.publish()
    try scene.pull()
    let before = scene.storeContent()
    scene.authority = first
    try scene.authority.rotateRoot(issuedAt: TestAuthority.start.subtracting(.minutes(1)))
    try scene.authority.nextList(number: 1)
    try scene.publish()
    guard case .equivocation(let have, _) = scene.pullError() else {
      Issue.record("another root 2 was taken")
      return
    }
    #expect(have.kind == .root)
    #expect(scene.storeContent() == before)
  }

  @Test(arguments: [FileKind.root, .keyring, .revocationList]) func `a file from the future`(kind: FileKind)
    throws
  {
    let future = TestAuthority.start.adding(.minutes(1)).adding(TrustSet.skew).adding(TimeSpan(seconds: 1))
    try refused {
      if kind == .root { try $0.authority.rotateRoot(issuedAt: future) }
      if kind == .keyring { try $0.authority.nextKeyring(issuedAt: future) }
      try $0.authority.nextList(
        number: kind == .revocationList ? 3 : 1,
        issuedAt: kind == .revocationList ? future : TestAuthority.start)
    } where: { error in
      if case .fromTheFuture(let head, _) = error { head.kind == kind } else { false }
    }
  }

  @Test func `an intermediate root from the future`() throws {
    try refused {
      try $0.authority.rotateRoot(issuedAt: TestAuthority.start.adding(.days(1)))
      try $0.authority.rotateRoot()
      try $0.authority.nextList(number: 1)
    } where: { error in
      if case .fromTheFuture(let head, _) = error { head.number == 2 } else { false }
    }
  }

  @Test func `nothing within the skew`() throws {
    var scene = try Scene()
    try scene.pull()
    try scene.authority.nextList(issuedAt: scene.now.adding(TrustSet.skew))
    try scene.publish()
    #expect(try scene.pull().list.number == 2)
  }

  @Test func `another authority`() throws {
    let scene = try Scene()
    let other = TestKey("another root")
    let root = try TestAuthority.firstRoot(keys: [other])
    let pinned = AuthorityID(ofFirstRootBody: root.body.encoded)
    #expect(throws: PullError.otherAuthority(pinned: pinned, found: scene.authority.id)) {
      try scene.pull(pinning: pinned)
    }
    #expect(scene.storeContent().keys.sorted() == ["lock"])
    try scene.pull()
    #expect(throws: PullError.pinnedOtherwise(pinned: scene.authority.id, asked: pinned)) {
      try scene.pull(pinning: pinned)
    }
  }

  @Test func `a first root that only claims the pinned authority`() throws {
    var scene = try Scene()
    let pinned = scene.authority.id
    let body = try TestAuthority.firstRoot(keys: [TestKey("thief")]).body
    let head = FileHead(
      rootNumber: 1, authority: pinned, issuedAt: TestAuthority.start,
      freshUntil: TestAuthority.start.adding(.days(9)), body: body.encoded, parentBodyRoot: nil)
    let signature = IndexedSignature(index: 0, signature: TestKey("thief").sign(head.signingInput))
    scene.authority.roots = [RootFile(try SignedHead(head, signatures: [signature]), body: body)]
    scene.authority.keyring = try TestAuthority.keyring(TestAuthority.records, under: head)
    try scene.authority.nextList()
    try scene.publish()
    #expect(throws: PullError.untrusted(head, .notPinned(scene.authority.id))) {
      try scene.pull(pinning: pinned)
    }
    #expect(scene.storeContent().keys.sorted() == ["lock"])
  }

  @Test func `a list made for a newer keyring than the one beside it`() throws {
    try refused {
      let keyring = $0.authority.keyring
      try $0.authority.nextKeyring()
      try $0.authority.nextList(number: 1)
      $0.authority.keyring = keyring
    } where: { error in
      if case .mixAndMatch(let head, _) = error { head.kind == .revocationList } else { false }
    }
  }

  @Test func `a keyring made for another root than the one beside it`() throws {
    try refused {
      let keyring = $0.authority.keyring
      try $0.authority.rotateRoot()
      $0.authority.keyring = keyring
    } where: { error in
      if case .mixAndMatch(let head, _) = error { head.kind == .keyring } else { false }
    }
  }

  @Test func `a list that no publisher signed`() throws {
    try refused {
      try $0.authority.nextList(by: TestKey("thief"))
    } where: { error in
      if case .untrusted(_, .badSignature) = error { true } else { false }
    }
  }

  @Test func `a keyring that the root's keys did not sign`() throws {
    try refused {
      $0.authority.keyring = try TestAuthority.keyring(
        TestAuthority.records, number: 2, under: $0.authority.roots[0].signed.head,
        by: [(0, TestKey("thief"))])
      try $0.authority.nextList(number: 1)
    } where: { error in
      if case .untrusted(let head, .badSignature) = error { head.kind == .keyring } else { false }
    }
  }

  @Test func `a root that the root before did not sign`() throws {
    try refused {
      $0.authority.roots.append(
        try $0.authority.nextRoot(keys: [TestKey("thief")], previousKeys: []))
      $0.authority.keyring = try TestAuthority.keyring(
        TestAuthority.records, under: $0.authority.roots[1].signed.head)
      try $0.authority.nextList(number: 1)
    } where: { error in
      if case .untrusted(let head, .threshold) = error { head.kind == .root } else { false }
    }
  }

  @Test func `a root number beyond all chains`() throws {
    let scene = try Scene()
    let root = scene.authority.roots[0].signed
    let far = FileHead(
      rootNumber: .max, authority: scene.authority.id, issuedAt: TestAuthority.start,
      freshUntil: TestAuthority.start.adding(.days(9)), body: scene.authority.roots[0].body.encoded,
      parentBodyRoot: root.head.bodyRoot)
    let keyring = try TestAuthority.keyring(TestAuthority.records, under: far)
    let list = try TestAuthority.list(scene.authority.list.body, under: keyring.head)
    let head = MirrorHead(
      root: try SignedHead(far, signatures: root.signatures), keyring: keyring.signed, list: list.signed)
    try write(head.encoded, to: scene.mirror + "/head")
    #expect(scene.pullError() == .untrusted(far, .tooManyRoots))
  }

  @Test func `a mirror that has nothing fresh, and keeps what it has`() throws {
    var scene = try Scene()
    scene.now = TestAuthority.start.adding(.days(8))
    let list = scene.authority.list.head
    #expect(scene.pullError() == .frozen(list, since: list.freshUntil))
    #expect(try scene.state().list.head == list)
    try scene.authority.nextList(issuedAt: scene.now)
    try scene.publish()
    #expect(scene.pullError() == nil)
  }
}
