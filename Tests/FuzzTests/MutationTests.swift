import PostPass
import Testing

@testable import FuzzTargets

/// What the search makes of an input is no noise: some of it is accepted, and what is refused is refused for a rule.
struct MutationTests {
  @Test(arguments: FuzzTarget.allCases) func `changed seeds hold`(_ target: FuzzTarget) throws {
    for (number, seed) in try target.seeds().enumerated() {
      for turn in 0..<2 {
        target.run(target.mutate(seed.bytes, seed: UInt32(number * 2 + turn)) ?? [])
      }
    }
  }

  @Test func `equal seeds give equal changes`() throws {
    for seed in try FuzzTarget.pending.seeds().prefix(8) {
      let changes = (0..<2).map { _ in FuzzTarget.pending.mutate(seed.bytes, seed: 5) }
      #expect(changes[0] == changes[1])
    }
  }

  /// Where the model of a list or delta lost a bit, its changes would all be refused, and nothing would be searched.
  @Test func `lists and deltas that are accepted are written as they were read`() throws {
    let lists = try FuzzTarget.list.seeds().map(\.bytes).filter { (try? opened($0)) != nil }
    for body in lists { #expect(PlainList(list: body)?.encoded == body) }
    let deltas = try FuzzTarget.listDelta.seeds().compactMap { DeltaProperties.parts(of: $0.bytes)?.delta }
      .filter { (try? RevocationDelta(parsing: $0)) != nil }
    for delta in deltas { #expect(PlainList(delta: delta)?.encoded == delta) }
    #expect(lists.count >= 7 && deltas.count >= 7)
  }

  /// How many of 250 changes of good inputs are accepted.
  @Test func `some changes are accepted, and some are refused`() throws {
    let lists = try FuzzTarget.list.seeds().map(\.bytes).filter { (try? opened($0)) != nil }
    expectBoth(FuzzTarget.list, lists) { (try? opened($0)) != nil }
    let deltas = try FuzzTarget.listDelta.seeds().map(\.bytes).filter { isApplied($0) }
    expectBoth(FuzzTarget.listDelta, deltas) { isApplied($0) }
    let files = try FuzzTarget.pending.seeds().map(\.bytes).filter { isAccepted($0) }
    expectBoth(FuzzTarget.pending, files) { isAccepted($0) }
    let heads = try FuzzTarget.rootHead.seeds().map(\.bytes).filter(isHead)
    expectBoth(FuzzTarget.rootHead, heads, isHead)
  }

  private func expectBoth(_ target: FuzzTarget, _ inputs: [[UInt8]], _ accepts: ([UInt8]) -> Bool) {
    #expect(!inputs.isEmpty)
    var (accepted, refused) = (0, 0)
    for turn in 0..<250 {
      let input = inputs[turn % inputs.count]
      guard let changed = target.mutate(input, seed: UInt32(turn)), changed != input else { continue }
      if accepts(changed) { accepted += 1 } else { refused += 1 }
    }
    #expect(accepted >= 10 && refused >= 25, "\(target): \(accepted) accepted, \(refused) refused")
  }

  private func opened(_ body: [UInt8]) throws -> RevocationListBody {
    try RevocationListBody(verifying: PageTree.bodyFile(of: body).storage, root: PageTree.root(of: body))
  }

  private func isApplied(_ input: [UInt8]) -> Bool {
    guard let (body, bytes) = DeltaProperties.parts(of: input) else { return false }
    return (try? RevocationDelta(parsing: bytes).applied(to: opened(body))) != nil
  }

  private func isAccepted(_ input: [UInt8]) -> Bool {
    guard let file = try? PendingFile(parsing: input) else { return false }
    let authority = AuthorityID(ofFirstRootBody: file.roots[0].body.encoded)
    return (try? Proposal(verifying: file, pinned: authority)) != nil
  }

  private func isHead(_ input: [UInt8]) -> Bool { (try? SignedHead(parsing: input, as: .root)) != nil }
}
