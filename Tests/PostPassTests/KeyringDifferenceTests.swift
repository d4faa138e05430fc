import TestSupport
import Testing

@testable import PostPass

@Suite struct KeyringDifferenceTests {
  private static let keys = (0..<8).map { TestKey("issuer \($0)") }

  private static func records(_ count: Int, _ account: String = "@nora") -> [KeyRecord] {
    (0..<count).map { TestAuthority.issuer(account, keys[$0 % keys.count]) }
  }

  private static func opened(
    _ records: [KeyRecord], number: UInt64, in authority: TestAuthority
  ) throws -> Keyring {
    var authority = authority
    authority.keyring = try TestAuthority.keyring(
      records, number: number, under: authority.roots[authority.roots.count - 1].signed.head)
    return try authority.openKeyring
  }

  private static func difference(_ old: [KeyRecord], _ new: [KeyRecord]) throws -> KeyringDifference {
    let authority = try TestAuthority()
    return try KeyringDifference(
      from: opened(old, number: 1, in: authority), to: opened(new, number: 2, in: authority))
  }

  @Test func `of the same records is nothing`() throws {
    let difference = try KeyringDifferenceTests.difference(
      KeyringDifferenceTests.records(40), KeyringDifferenceTests.records(40))
    #expect(difference.isEmpty && difference.enrolled + difference.removed + difference.replaced == 0)
    #expect(difference.firstRewritten == nil)
  }

  /// 32 records fill a page of the body.
  @Test(arguments: [1, 31, 32, 33, 64, 500, 4096 * 32 / 128])
  func `counts who came and who went, in whatever page they are`(count: Int) throws {
    let old = KeyringDifferenceTests.records(count)
    for removed in Set([0, count / 2, count - 1]) {
      var new = old + KeyringDifferenceTests.records(3, "@kim")
      new[removed] = new[removed].removed
      new[count + 2] = new[count + 2].removed
      let difference = try KeyringDifferenceTests.difference(old, new)
      #expect((difference.enrolled, difference.removed, difference.replaced) == (2, 1, 0))
      let all = KeyChange.all(from: KeyringContent(old), to: KeyringContent(new))
      #expect(difference.changes == all && difference.furtherChanges == 0)
    }
  }

  @Test func `has the first twenty changes, and counts the others`() throws {
    let old = KeyringDifferenceTests.records(100)
    let difference = try KeyringDifferenceTests.difference(old, old.map(\.removed))
    #expect(difference.removed == 100 && difference.changes.count == 20 && difference.furtherChanges == 80)
    guard case .removed(let first, _) = difference.changes[0] else { throw Missing() }
    #expect(first == TestAuthority.number(1))
  }

  private struct Missing: Error {}

  @Test func `finds the first key that is rewritten, but not under a newer root`() throws {
    let old = KeyringDifferenceTests.records(70)
    var new = old
    new[50] = TestAuthority.issuer("@kim", KeyringDifferenceTests.keys[0])
    new[2] = new[2].removed
    let rewritten = try KeyringDifferenceTests.difference(old, new)
    #expect(rewritten.firstRewritten == TestAuthority.number(51))
    #expect((rewritten.removed, rewritten.replaced) == (1, 1))
    let dropped = try KeyringDifferenceTests.difference(old, Array(old.prefix(69)))
    #expect(dropped.firstRewritten == TestAuthority.number(70) && dropped.removed == 1)
    let back = try KeyringDifferenceTests.difference(old.map(\.removed), old)
    #expect(back.firstRewritten == TestAuthority.number(1) && back.replaced == 70)

    var rotated = try TestAuthority()
    let before = try KeyringDifferenceTests.opened(old, number: 1, in: rotated)
    rotated.roots.append(
      try rotated.nextRoot(keys: [TestAuthority.rootKey], previousKeys: [TestAuthority.rootKey]))
    let after = try KeyringDifferenceTests.opened(new, number: 1, in: rotated)
    let renewed = try KeyringDifference(from: before, to: after)
    #expect(renewed.firstRewritten == nil && (renewed.removed, renewed.replaced) == (1, 1))
  }
}
