import TestSupport

@testable import PostPass

/// Runs the decision of SPEC §7 on a vector.
struct DecisionRunner {
  private let vector: Vector
  private let now: UnixTime
  private let question: Question

  /// The reason, and the verdict that goes with it.
  struct Outcome: Equatable {
    let reason: String
    let verdict: String
  }

  init(_ vector: Vector) throws {
    self.vector = vector
    guard let now = try DecisionRunner.time(.now, of: vector) else { throw BrokenVector.missingKey(.now) }
    self.now = now
    let at = try DecisionRunner.time(.at, of: vector)
    let runningSince = try DecisionRunner.time(.runningSince, of: vector)
    if at != nil, runningSince != nil { throw BrokenVector.strangeKey(.at) }
    question = Question(
      post: try DecisionRunner.asked(.post, of: vector), brand: try DecisionRunner.asked(.brand, of: vector),
      creator: try DecisionRunner.creator(of: vector),
      moment: at.map { .at($0) } ?? runningSince.map { .runningSince($0) } ?? .now,
      until: try DecisionRunner.time(.until, of: vector),
      maximalListAge: try DecisionRunner.time(.maximalListAge, of: vector).map {
        TimeSpan(seconds: $0.seconds)
      })
  }

  private static func time(_ key: VectorKey, of vector: Vector) throws -> UnixTime? {
    guard let text = vector[key] else { return nil }
    guard let seconds = UInt64(text) else { throw BrokenVector.value(key, text) }
    return UnixTime(seconds: seconds)
  }

  private static func asked(_ key: VectorKey, of vector: Vector) throws -> Question.Asked<Identifier> {
    let text = vector[key] ?? ""
    return text == "any" ? .any : .exactly(try Identifier(parsing: text))
  }

  private static func creator(of vector: Vector) throws -> Question.AskedCreator {
    switch vector[.creator] ?? "" {
    case "any": return .any
    case "sole": return .sole
    case let text:
      guard let account = Account(parsing: text) else { throw BrokenVector.value(.creator, text) }
      return .exactly(account)
    }
  }

  func outcome(_ opening: WayOfOpening) throws -> Outcome {
    let code: UnverifiedCode
    do { code = try UnverifiedCode(parsing: vector.payload) } catch {
      return Outcome(reason: error.isMistyped ? "mistyped" : "malformed", verdict: "invalid")
    }
    // The type of a trust set has no place for an absent file; who opens files has to give this answer.
    if vector[.absent] != nil { return Outcome(reason: "no-list", verdict: "unknown") }
    let trust: TrustSet
    do {
      trust = try TrustSet(
        pinned: try VectorRunner.authority(vector),
        bundle: try RepositoryFiles.read("Vectors/states/\(vector[.state] ?? "").bundle"), opening,
        remembered: try DecisionRunner.time(.remembered, of: vector))
    } catch UntrustedFile.oldKeyring {
      return Outcome(reason: "old-keyring", verdict: "unknown")
    } catch is MalformedFile, is UntrustedFile, is DamagedBody {
      return Outcome(reason: "malformed", verdict: "invalid")
    }
    return Outcome(try Verifier(trust: trust).decide(code, question, at: now))
  }
}

extension DecisionRunner.Outcome {
  init(_ verdict: Verdict) {
    switch verdict.outcome {
    case .allowed: self.init(reason: "allowed", verdict: "allowed")
    case .rejected(let rejection): self.init(reason: rejection.name, verdict: "\(rejection.category)")
    }
  }
}
