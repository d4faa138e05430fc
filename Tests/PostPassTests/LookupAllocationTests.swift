import CAllocationCount
import PostPass
import TestSupport
import Testing

/// How often this thread asks for memory while something is done.
private func allocations(during work: () throws -> Void) rethrows -> UInt {
  let before = allocation_count()
  try work()
  return allocation_count() - before
}

@Suite(.enabled(if: allocations_are_counted(), "a sanitizer needs the allocator for itself"))
struct LookupAllocationTests {
  static let codeCount: UInt32 = 100_000

  /// Codes of two issuers, every second of them revoked.
  private let codes = (0..<codeCount).map {
    CodeID(issuer: $0 % 4 < 2 ? TestAuthority.noraNumber : TestAuthority.kimNumber, serial: $0)
  }

  private func openedWhole() throws -> RevocationList {
    let revoked = codes.enumerated().filter { $0.offset % 2 == 0 }.map { (offset, id) in
      (id, TestAuthority.event(offset % 3 == 0 ? .cancelled : .superseded))
    }
    let authority = try TestAuthority(
      revocations: RevocationListContent(
        codes: revoked, keys: [(TestAuthority.publisherNumber, TestAuthority.event(.superseded))]))
    let chain = try RootChain(pinned: authority.id, files: authority.roots)
    let keyring = try Keyring(
      try chain.verifyKeyring(authority.keyring.signed), whole: MemoryStorage(authority.keyring.bodyFile))
    return try RevocationList(
      try ListHead(verifying: authority.list.signed, with: keyring),
      whole: MemoryStorage(authority.list.bodyFile))
  }

  @Test
  func `lookups in a list that was opened whole ask for no memory`() throws {
    let list = try openedWhole()
    var found = 0
    func lookUpAll() throws {
      // The iterator of an array asks for memory where it is not optimised.
      var index = 0
      while index < codes.count {
        if try list.revocations(of: codes[index]).ofCode != nil { found += 1 }
        index += 1
      }
    }
    // The first time, the runtime makes the metadata of generic types.
    try lookUpAll()
    let counted = try allocations(during: lookUpAll)
    #expect(counted == 0)
    #expect(found == Int(LookupAllocationTests.codeCount))
  }

  @Test
  func `what asks for memory is counted`() {
    var arrays: [[UInt8]] = []
    let counted = allocations { for size in 1...100 { arrays.append([UInt8](repeating: 1, count: size)) } }
    #expect(counted >= 100)
    #expect(arrays.count == 100)
  }
}
