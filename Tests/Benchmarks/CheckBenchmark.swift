import CSodium
import PostPass

/// Checks of codes with every step, beside the verification of as many signatures and nothing else.
struct CheckBenchmark {
  /// Short enough for a batch to end, most of the time, before the machine gives the core to somebody else.
  static let batch = 40
  static let rounds = 3

  private(set) var checkTimes: [UInt64] = []
  private(set) var bareTimes: [UInt64] = []
  private(set) var allowed = 0
  private(set) var revoked = 0

  /// - Parameter codes: as in `BenchmarkFiles.codes()`.
  init(_ codes: [String], _ trust: TrustSet, at now: UnixTime) throws {
    let verifier = Verifier(trust: trust)
    let asked = try codes.indices.map { try Question.asked(ofCode: $0) }
    let signed = try codes.map { try SignedMessage(ofCode: $0, trust) }
    let starts = Array(stride(from: 0, through: codes.count - CheckBenchmark.batch, by: CheckBenchmark.batch))
    for round in 0..<CheckBenchmark.rounds {
      for start in starts {
        let batch = start..<start + CheckBenchmark.batch
        // Each goes first as often as the other.
        let bareFirst = (start / CheckBenchmark.batch + round) % 2 == 0
        if bareFirst { bareTimes.append(CheckBenchmark.verify(signed[batch])) }
        let watch = Stopwatch(.ofThread)
        for index in batch {
          let verdict = try verifier.decide(UnverifiedCode(parsing: codes[index]), asked[index], at: now)
          switch verdict.outcome {
          case .allowed: allowed += 1
          case .rejected(.revoked): revoked += 1
          case .rejected(let rejection): throw rejection
          }
        }
        checkTimes.append(watch.nanoseconds)
        if !bareFirst { bareTimes.append(CheckBenchmark.verify(signed[batch])) }
      }
    }
  }

  var checksPerSecond: Double { Double(CheckBenchmark.batch) * 1e9 / checkTimes.median }
  var signaturesPerSecond: Double { Double(CheckBenchmark.batch) * 1e9 / bareTimes.median }

  private static func verify(_ messages: ArraySlice<SignedMessage>) -> UInt64 {
    let watch = Stopwatch(.ofThread)
    for message in messages {
      let result = unsafe crypto_sign_verify_detached(
        message.signature, message.message, UInt64(message.message.count), message.publicKey)
      precondition(result == 0, "a signature of the benchmark is wrong")
    }
    return watch.nanoseconds
  }
}

/// What libsodium needs to verify the signature of a code.
private struct SignedMessage {
  let signature: [UInt8]
  let message: [UInt8]
  let publicKey: [UInt8]

  init(ofCode text: String, _ trust: TrustSet) throws {
    let payload = try CheckedText.decode(Array(text.utf8).span, prefix: "pp1_")
    signature = Array(payload.suffix(64))
    message = SignedKind.signingInput(ofCode: payload.dropLast(64), in: trust.authority)
    let issuer = try UnverifiedCode(parsing: text).id.issuer
    guard let record = try trust.keyring.record(issuer) else { throw Rejection.unknownIssuer(issuer) }
    publicKey = record.publicKey.bytes
  }
}

extension Question {
  /// What the caller of the code at an index of `BenchmarkFiles.codes()` expects of it; nothing is waived.
  fileprivate static func asked(ofCode index: Int) throws -> Question {
    Question(
      post: .exactly(try Identifier(parsing: Scenario.post)),
      brand: .exactly(try Identifier(parsing: Scenario.brand)),
      creator: Account(parsing: Scenario.account(index / 2)).map { .exactly($0) } ?? .any)
  }
}
