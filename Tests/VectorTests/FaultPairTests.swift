import TestSupport
import Testing

/// Of several faults, the decision names the one that SPEC §7 names.
struct FaultPairTests {
  private static let allowed = DecisionRunner.Outcome(reason: "allowed", verdict: "allowed")

  @Test(arguments: FaultySituation.Asked.allCases, BodyOpening.allCases)
  func `no fault is allowed`(_ asked: FaultySituation.Asked, _ opening: BodyOpening) throws {
    #expect(try FaultySituation(asked, []).outcome(opening) == FaultPairTests.allowed)
  }

  @Test(arguments: FaultySituation.Asked.allCases, BodyOpening.allCases)
  func `every fault alone`(_ asked: FaultySituation.Asked, _ opening: BodyOpening) throws {
    for fault in Fault.allCases where FaultySituation.has(fault, asked) {
      #expect(try FaultySituation(asked, [fault]).outcome(opening) == fault.outcome, "\(fault)")
    }
  }

  @Test(arguments: FaultySituation.Asked.allCases, BodyOpening.allCases)
  func `every pair of faults`(_ asked: FaultySituation.Asked, _ opening: BodyOpening) throws {
    let faults = Fault.allCases.filter { FaultySituation.has($0, asked) }
    for (index, first) in faults.enumerated() {
      for second in faults[(index + 1)...] where !Fault.exclude(first, second) {
        let winner = Fault.winner(of: [first, second])
        let outcome = try FaultySituation(asked, [first, second]).outcome(opening)
        #expect(outcome == winner?.outcome, "\(first) and \(second)")
      }
    }
  }

  @Test(arguments: FaultySituation.Asked.allCases)
  func `all faults from one on`(_ asked: FaultySituation.Asked) throws {
    for first in Fault.allCases {
      let rest = Fault.allCases.filter { $0 >= first && FaultySituation.has($0, asked) }
      let faults = rest.reduce(into: Set<Fault>()) { faults, fault in
        if !faults.contains(where: { Fault.exclude($0, fault) }) { faults.insert(fault) }
      }
      guard let winner = Fault.winner(of: faults) else { continue }
      #expect(try FaultySituation(asked, faults).outcome(.whole) == winner.outcome, "\(first)")
    }
  }
}
