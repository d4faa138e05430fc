import ProgramSupport
import Testing

/// After a power cut everything is there that was acknowledged: shown by the order of the system calls.
struct OrderTests {
  @Test(arguments: StateChange.all)
  func `a file is flushed, then named, then its directory is flushed, then it is answered`(
    _ change: StateChange
  ) throws {
    let order = try Rehearsal(change).order(of: change.command)
    #expect(order.violations.map(\.description).sorted() == [])
    #expect(order.named.count >= change.leastNamed)
    print("\(change.name): \(order.named.count) files got their names in order")
  }

  @Test(arguments: [
    ("echo a >a.tmp; mv a.tmp a", "got its name before it was flushed"),
    ("echo a >a.tmp; sync a.tmp; mv a.tmp a", "the entries of"),
    ("echo a >a.tmp; sync a.tmp; mv a.tmp a; echo done; sync .", "an answer was given before the entries of"),
    ("echo a >a; echo done; sync a; sync .", "an answer was given before"),
    ("echo a >a", "was never flushed"), ("mkdir b", "the entries of"),
    (
      "echo a >a.tmp; sync a.tmp; ln a.tmp a; echo b >>a.tmp; ln a.tmp b; sync .",
      "got its name before it was flushed"
    ),
  ])
  func `the same check finds what a careless script leaves out`(_ script: String, _ finding: String) throws {
    let violations = try Rehearsal(.issue).order(of: "sh -c '\(script)'").violations
    #expect(violations.contains { $0.description.contains(finding) }, "\(violations)")
  }

  @Test func `the same check has nothing against a careful script`() throws {
    let script = "echo a >a.tmp; sync a.tmp; mv a.tmp a; mkdir b; sync .; echo done"
    let order = try Rehearsal(.issue).order(of: "sh -c '\(script)'")
    #expect(order.violations == [] && order.named.count == 1)
  }
}
