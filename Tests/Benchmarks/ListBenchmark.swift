import CAllocationCount
import Glibc
import PostPass
import TestSupport

/// The size of a list, and what it costs to make it.
struct ListBenchmark {
  let body: [UInt8]
  let layout: RevocationListLayout
  let buildNanoseconds: UInt64
  private let serialCount: Int

  /// - Parameter serialCount: how many serials there are that could be revoked.
  init(_ encodedBody: () -> [UInt8], of serialCount: Int) throws {
    let watch = Stopwatch(.ofThread)
    body = encodedBody()
    buildNanoseconds = watch.nanoseconds
    layout = try RevocationListLayout(of: ArrayBody(body), length: UInt64(body.count))
    self.serialCount = serialCount
  }

  var codeCount: Int { layout.codes.count }

  /// The Elias-Fano set of the positions of the codes.
  var positionBytes: Double { Double(layout.codes.positions.end - layout.codes.positions.start) * 8 }

  /// The same with the sets of their issuers.
  var codeSetBytes: Double { Double(layout.codes.end - layout.codes.start) * 8 }

  /// The positions with the event of each code.
  var codesWithEventsBytes: Double {
    Double(layout.section.eventIndices.end - layout.codes.positions.start) * 8
  }

  /// The fewest bytes that can tell every choice of so many serials from every other: log2 of their number.
  var boundBytes: Double {
    let (n, k) = (Double(serialCount), Double(codeCount))
    return (lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)) / M_LN2 / 8
  }
}

/// A list opened whole from memory, signed for the purpose.
struct OpenedList {
  let list: RevocationList
  let nanoseconds: UInt64

  init(_ body: [UInt8], at now: UnixTime) throws {
    let root = try TestAuthority.firstRoot(issuedAt: now)
    let keyring = try TestAuthority.keyring(TestAuthority.records, under: root.signed.head, issuedAt: now)
    let file = try TestAuthority.list(body, under: keyring.head, issuedAt: now)
    let chain = try RootChain(
      pinned: AuthorityID(ofFirstRootBody: root.body.encoded), files: [root])
    let opened = try Keyring(
      try chain.verifyKeyring(keyring.signed), whole: MemoryStorage(keyring.bodyFile))
    let head = try ListHead(verifying: file.signed, with: opened)
    let storage = MemoryStorage(file.bodyFile)
    let watch = Stopwatch(.ofThread)
    list = try RevocationList(head, whole: storage)
    nanoseconds = watch.nanoseconds
  }
}

/// Lookups in an opened list, of which half find a revocation.
struct LookupBenchmark {
  let nanosecondsPerLookup: Double
  let allocations: UInt
  let found: Int

  init(_ codes: [CodeID], in list: RevocationList) throws {
    let allocationsBefore = allocation_count()
    let watch = Stopwatch(.ofThread)
    var found = 0
    for code in codes where try list.revocations(of: code).ofCode != nil { found += 1 }
    let nanoseconds = watch.nanoseconds
    allocations = allocation_count() - allocationsBefore
    nanosecondsPerLookup = Double(nanoseconds) / Double(codes.count)
    self.found = found
  }
}
