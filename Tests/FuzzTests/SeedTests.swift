import FuzzTargets
import Testing

/// What the fuzzer begins with holds already, so that a new vector is a new test of every property.
struct SeedTests {
  @Test(arguments: FuzzTarget.allCases) func `seeds hold`(_ target: FuzzTarget) throws {
    let seeds = try target.seeds()
    #expect(seeds.count >= 7)
    for seed in seeds { target.run(seed.bytes) }
  }

  @Test(arguments: FuzzTarget.allCases) func `names are those of directories`(_ target: FuzzTarget) throws {
    let names = try target.seeds().map(\.name)
    #expect(Set(names).count == names.count)
    #expect(names.allSatisfy { !$0.contains("/") && !$0.isEmpty })
  }
}
