import CAllocationCount
import Glibc
import PostPass

/// The size of a list, and what it costs to make it and to look codes up in it.
struct ListBenchmark {
  let codeCount: Int
  /// How many serials there are that could be revoked.
  let serialCount: Int
  let layout: RevocationListLayout
  let bodyLength: Int
  let buildNanoseconds: UInt64

  /// - Parameter codes: the revoked ones of `serialCount`.
  init(_ codes: [(CodeID, Event)], of serialCount: Int) throws {
    let watch = Stopwatch(.ofThread)
    let body = RevocationListContent(codes: codes).encodedBody()
    buildNanoseconds = watch.nanoseconds
    layout = try RevocationListLayout(of: ArrayBody(body), length: UInt64(body.count))
    bodyLength = body.count
    codeCount = codes.count
    self.serialCount = serialCount
  }

  /// The Elias-Fano set of the positions of the codes.
  var codeSetBytes: Int { (layout.codes.positions.end - layout.codes.positions.start) * 8 }

  /// The same with the event of each code.
  var codesWithEventsBytes: Int { (layout.section.eventIndices.end - layout.codes.positions.start) * 8 }

  /// The fewest bytes that can tell every choice of so many serials from every other: log2 of their number.
  var boundBytes: Double {
    let (n, k) = (Double(serialCount), Double(codeCount))
    return (lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)) / M_LN2 / 8
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
