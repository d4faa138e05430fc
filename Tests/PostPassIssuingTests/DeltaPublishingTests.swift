import DurableFile
import PostPass
import PostPassIssuing
import PostPassLedger
import TestSupport
import Testing

/// The ways that a mirror offers from older bodies (SPEC §8.3).
@Suite struct DeltaPublishingTests {
  private let now = Office.now

  @Test func `who holds an older list gets on by deltas`() throws {
    let office = try officeWithLongList()
    var held = [try office.offered().trust.list]
    for turn in UInt32(0)..<9 {
      try office.revoke((0..<5).map { .code(code(5000 + turn * 11 + $0)) })
      held.append(try office.publish(at: now.adding(.minutes(UInt64(turn)))).state.trust.list)
    }
    let last = try #require(held.last)
    for back in [1, 2, 3, 5, 8] {
      let from = held[held.count - 1 - back]
      let deltas = try deltas(from: from.head, to: last.head, in: office.mirror)
      #expect(deltas.count == back.nonzeroBitCount)
      #expect(deltas.joined().count < last.head.bodyLength / 2)
      let body = try from.wholeBody.updated(by: deltas, length: last.head.bodyLength)
      #expect(PageTree.root(of: body) == last.head.bodyRoot)
    }
    // With nothing new, the ways stay as they are.
    let before = try files(below: "\(office.mirror)/deltas")
    try office.publish(at: now.adding(.minutes(20)))
    #expect(try files(below: "\(office.mirror)/deltas") == before)
  }

  @Test func `a delta that saves less than half is not written`() throws {
    let office = try Office.founded()
    try office.revoke([.code(code(1000))])
    let root = try office.publish().plan.head.bodyRoot.hex
    #expect(throws: FileError.missing("\(office.mirror)/deltas")) {
      try DurableFile.names(in: "\(office.mirror)/deltas")
    }
    #expect(try DurableFile.names(in: "\(office.mirror)/trails") == [root])
  }

  @Test func `what begins more than 64 bodies back goes`() throws {
    let office = try officeWithLongList()
    let root = try office.offered().trust.list.head.bodyRoot
    // As if 64 lists had come before, a delta from each.
    let earlier = (0..<64).map { Blake2b.hash([UInt8($0)]) }
    try DurableFile.write(
      Trail(to: root, earlier: earlier).encoded, to: "\(office.mirror)/trails/\(root.hex)")
    try DurableFile.createDirectory("\(office.mirror)/deltas")
    let names = earlier.map { "\($0.hex)-\(root.hex)" } + ["README", "\(root.hex)-"]
    for name in names { try write([7], to: "\(office.mirror)/deltas/\(name)") }
    try office.revoke([.code(code(5000))])
    let next = try office.publish(at: now.adding(.days(2))).plan.head.bodyRoot
    let kept = try Set(DurableFile.names(in: "\(office.mirror)/deltas"))
    #expect(kept == Set(names).subtracting([names[63]]).union(["\(root.hex)-\(next.hex)"]))
  }

  @Test func `old bodies stay in the home for 30 days, and with their trails in the mirror for one`() throws {
    let office = try officeWithLongList()
    for turn in UInt32(0)..<4 {
      try office.revoke([.code(code(5000 + turn))])
      try office.publish(at: now.adding(.days(UInt64(turn) * 20)))
    }
    // The keyring's, the newest, and of those before as many as were replaced that short a time ago.
    #expect(try DurableFile.names(in: "\(office.home.publicPath)/bodies").count == 1 + 1 + 2)
    #expect(try DurableFile.names(in: "\(office.mirror)/bodies").count == 1 + 1 + 1)
    #expect(try DurableFile.names(in: "\(office.home.publicPath)/trails").count == 1)
    #expect(try DurableFile.names(in: "\(office.mirror)/trails").count == 1 + 1)
  }

  @Test func `the body before stays in the home however old it is`() throws {
    let office = try officeWithLongList()
    let before = try office.offered().trust.list
    try office.revoke([.code(code(1))])
    let head = try office.publish(at: now.adding(.days(400))).plan.head
    #expect(try deltas(from: before.head, to: head, in: office.mirror).count == 1)
    try office.publish(at: now.adding(.days(500)))
    #expect(
      try DurableFile.names(in: "\(office.home.publicPath)/bodies").contains(before.head.bodyRoot.hex))
  }

  @Test func `a change of the keyring travels as a delta`() throws {
    let office = try Office.known(try TestAuthority())
    try office.changeKeyring { editor throws(IssuingError) in
      for index in 0..<20 { _ = try editor.add(key("\(index)"), window: window()) }
    }
    let first = try office.publish().state.trust.keyring
    try office.changeKeyring { editor throws(IssuingError) in
      _ = try editor.remove(number(5))
      _ = try editor.add(key("late"), window: window())
    }
    let second = try office.publish().state.trust.keyring
    let deltas = try deltas(from: first.head, to: second.head, in: office.mirror)
    let body = try first.wholeBody.updated(by: deltas, length: second.head.bodyLength)
    #expect(deltas.count == 1 && PageTree.root(of: body) == second.head.bodyRoot)
  }

  @Test func `a home goes on from what another one has published`() throws {
    let office = try officeWithLongList()
    let other = Home(office.directory.file("other"))
    try office.settle(in: other, try TestAuthority(), keys: [.publisher])
    let held = try office.offered().trust.list
    for turn in UInt32(0)..<4 {
      let home = turn % 2 == 0 ? other : office.home
      try office.revoke([.code(code(5000 + turn))], in: home)
      try office.publish(home, at: now.adding(.minutes(UInt64(turn))))
    }
    let last = try office.offered().trust.list.head
    let deltas = try deltas(from: held.head, to: last, in: office.mirror)
    let body = try held.wholeBody.updated(by: deltas, length: last.bodyLength)
    #expect(deltas.count == 1 && PageTree.root(of: body) == last.bodyRoot)
  }

  private func officeWithLongList() throws -> Office {
    let office = try Office.known(try TestAuthority())
    try office.revoke((0..<1000).map { .code(code(10 + $0 * 4)) })
    try office.publish()
    return office
  }

  /// The files of the way that the trail in a mirror shows.
  private func deltas(from start: FileHead, to end: FileHead, in mirror: String) throws -> [[UInt8]] {
    let bytes = try DurableFile.read("\(mirror)/trails/\(end.bodyRoot.hex)", limit: Trail.maximalLength)
    let steps = try #require(try Trail(parsing: bytes, to: end.bodyRoot).steps(from: start.bodyRoot))
    return try steps.map { step in
      try DurableFile.read("\(mirror)/deltas/\(step.from.hex)-\(step.to.hex)", limit: end.bodyLength / 2)
    }
  }

  private func key(_ name: String) -> PublicKeyFile {
    PublicKeyFile(publicKey: TestKey(name).publicKey, owner: .publisher)
  }
}
