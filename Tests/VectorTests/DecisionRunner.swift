import DurableFile
import PostPassStore
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

  func outcome(_ opening: BodyOpening) throws -> Outcome {
    let code: UnverifiedCode
    do { code = try UnverifiedCode(parsing: vector.payload) } catch {
      return Outcome(reason: error.isMistyped ? "mistyped" : "malformed", verdict: "invalid")
    }
    if let piece = vector[.absent] { return try outcome(without: piece, opening) }
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

extension DecisionRunner {
  /// Opens the state as a mirror in which a file is missing.
  private func outcome(without piece: String, _ opening: BodyOpening) throws -> Outcome {
    let folder = try TemporaryDirectory()
    let bundle = try Bundle(
      parsing: try RepositoryFiles.read("Vectors/states/\(vector[.state] ?? "").bundle"))
    let head = MirrorHead(root: bundle.roots[0].signed, keyring: bundle.keyring, list: bundle.list)
    let (keyring, list) = (bundle.keyring.head.bodyRoot.hex, bundle.list.head.bodyRoot.hex)
    try DurableFile.createDirectory(folder.file("roots"))
    try DurableFile.createDirectory(folder.file("bodies"))
    let files = [
      ("", "head", head.encoded), ("root", "roots/1", bundle.roots[0].encoded),
      ("keyring", "bodies/\(keyring)", bundle.keyringBody),
      ("revocation-list", "bodies/\(list)", bundle.listBody),
    ]
    guard files.contains(where: { $0.0 == piece }) else { throw BrokenVector.value(.absent, piece) }
    for (name, path, bytes) in files where name != piece {
      try DurableFile.write(bytes, to: folder.file(path))
    }
    let mirror = MirrorDirectory(StorePath(folder.path), pinned: try VectorRunner.authority(vector))
    do {
      _ = try mirror.open(opening == .whole ? .whole : .lazily)
      return Outcome(reason: "opened", verdict: "")
    } catch {
      switch error {
      case .missing, .absent: return Outcome(reason: "no-list", verdict: "unknown")
      default: return Outcome(reason: "\(error)", verdict: "")
      }
    }
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
