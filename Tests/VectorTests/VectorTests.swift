import TestSupport
import Testing

/// Every vector gives the outcome that it names; pulls are in a file of their own.
struct VectorTests {
  @Test(arguments: try Vector.all(of: .code, .head))
  func `codes and heads`(_ vector: Vector) throws {
    #expect(try VectorRunner.outcome(of: vector) == vector.expect, "\(vector)")
  }

  @Test(arguments: try Vector.all(of: .rootChain))
  func `root chains`(_ vector: Vector) throws {
    #expect(try VectorRunner.outcome(of: vector) == vector.expect, "\(vector)")
  }

  @Test(arguments: try Vector.all(of: .keyring, .revocationList))
  func `keyrings and lists`(_ vector: Vector) throws {
    #expect(try VectorRunner.outcome(of: vector) == vector.expect, "\(vector)")
  }

  @Test(arguments: try Vector.all(of: .notice))
  func notices(_ vector: Vector) throws {
    #expect(try VectorRunner.outcome(of: vector) == vector.expect, "\(vector)")
  }

  @Test(arguments: try Vector.all(of: .tree, .mirrorHead, .bundle, .storeState))
  func `page trees and containers`(_ vector: Vector) throws {
    #expect(try VectorRunner.outcome(of: vector) == vector.expect, "\(vector)")
  }

  @Test(arguments: try Vector.all(of: .pending))
  func `pending files`(_ vector: Vector) throws {
    #expect(try VectorRunner.outcome(of: vector) == vector.expect, "\(vector)")
  }

  @Test(arguments: try Vector.all(of: .listDelta, .keyringDelta, .trail))
  func `deltas and trails`(_ vector: Vector) throws {
    #expect(try VectorRunner.outcome(of: vector) == vector.expect, "\(vector)")
  }

  @Test(arguments: try Vector.all(of: .decision), BodyOpening.allCases)
  func `decisions in both ways of opening`(_ vector: Vector, _ opening: BodyOpening) throws {
    let expected = DecisionRunner.Outcome(reason: vector.expect, verdict: vector[.verdict] ?? "")
    #expect(try DecisionRunner(vector).outcome(opening) == expected, "\(vector)")
  }
}
