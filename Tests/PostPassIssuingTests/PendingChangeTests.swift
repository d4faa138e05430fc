import DurableFile
import PostPass
import PostPassIssuing
import TestSupport
import Testing

@Suite struct PendingChangeTests {
  private let now = Office.now

  /// Makes a root that a stick has still to sign.
  private func pending(in office: borrowing Office) throws -> String {
    try office.pendingRotation(RootChange(rootKeys: try office.sticks(1).map(\.key), rootThreshold: 1))
  }

  @Test func `a file that was carried away is missed until it could not be completed any more`() throws {
    let office = try Office.founded()
    let path = try pending(in: office)
    #expect(try office.home.open().pendingChanges().waiting.map(\.path) == [path])
    let bytes = try DurableFile.read(path, limit: 1 << 20)
    try DurableFile.remove(path)
    let missed = try office.home.open().pendingChanges()
    #expect(missed.waiting.isEmpty && missed.lost == [path] && missed.unreadable == nil)
    // Another one does not make it forgotten, and what comes back is there again.
    let change = RootChange(rootKeys: try office.sticks(1).map(\.key), rootThreshold: 1)
    let other = try office.pendingRotation(change, at: "other.pending")
    #expect(try office.home.open().pendingChanges().lost == [path])
    try DurableFile.write(bytes, to: path)
    #expect(try office.home.open().pendingChanges().waiting.map(\.path) == [path, other])
    try DurableFile.remove(path)
    try office.changeKeyring { _ in }
    let ended = try office.home.open().pendingChanges()
    #expect(ended.waiting.isEmpty && ended.lost.isEmpty)
  }

  /// Each `|` is a zero byte.
  @Test(arguments: ["garbage", "1 1", "1 x /a|", "01 1 /a|", "/a|", "1 1 /a|/b|"])
  func `notes that are damaged hold nothing up, and the next one begins anew`(_ notes: String) throws {
    let office = try Office.founded()
    _ = try pending(in: office)
    let hint = "\(office.home.path)/pending"
    try DurableFile.write(notes.utf8.map { $0 == UInt8(ascii: "|") ? 0 : $0 }, to: hint)
    let damaged = try office.home.open().pendingChanges()
    #expect(damaged.waiting.isEmpty && damaged.lost.isEmpty && damaged.unreadable == hint)
    let change = RootChange(rootKeys: [TestKey("stick").publicKey], rootThreshold: 1)
    let path = try office.pendingRotation(change, at: "other.pending")
    #expect(try office.home.open().pendingChanges().waiting.map(\.path) == [path])
  }

  @Test func `what ends with a newer state is known, and what it has is no end`() throws {
    let office = try Office.founded()
    let sticks = try office.sticks(1)
    let path = try office.pendingRotation(RootChange(rootKeys: [sticks[0].key], rootThreshold: 1))
    let change = try #require(try office.home.open().pendingChanges().waiting.first)
    #expect(try !change.isEnded(by: office.home.open().state))
    let other = Home(office.directory.file("other"))
    try copy(office.home, to: other)
    #expect(change.isEnded(by: try office.changeKeyring(in: other) { _ in }))
    var proposal = try Proposal(at: path, pinned: nil)
    _ = try sticks[0].home.sign(&proposal)
    let state = try #require(try office.home.takeOver(proposal, now: now, by: "nora"))
    #expect(!change.isEnded(by: state))
  }

  @Test func `a proposal that leaves no publisher says so`() throws {
    let office = try Office.founded()
    let sticks = try office.sticks(1)
    var rotation = try Proposal(
      at: try office.pendingRotation(RootChange(keyringKeys: [sticks[0].key])), pinned: nil)
    _ = try sticks[0].home.sign(&rotation)
    _ = try office.home.takeOver(rotation, now: now, by: "nora")
    for (removed, isLast) in [(number(1), false), (number(2), true)] {
      let outcome = try office.home.changeKeyring(
        pendingAt: office.directory.file("without-\(removed.value)"), now: now, by: "nora"
      ) { editor throws(IssuingError) in _ = try editor.remove(removed) }
      guard case .pending(let proposal, _) = outcome else { throw Office.Unsigned() }
      #expect(proposal.removesLastPublisher == isLast)
    }
  }
}
