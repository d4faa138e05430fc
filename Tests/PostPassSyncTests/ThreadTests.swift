import Foundation
import PostPass
import PostPassStore
import TestSupport
import Testing

struct `Threads` {
  /// List n revokes n codes, the first of them 1-7.
  private static let firstRevoked: Serial = 7

  @Test(arguments: [Opening.lazily, .whole])
  func `that share an opened store, and others that open it while it is pulled, get the answers of one list`(
    _ opening: Opening
  ) throws {
    var scene = try Scene()
    try scene.pull()
    let codes = try (0..<16).map { try scene.authority.code(serial: Threads.firstRevoked - 1 + $0) }
    let store = Store(StorePath(scene.store))
    let shared = Verifier(trust: try store.open(opening).trust)
    let crowd = Crowd()
    for _ in 0..<3 {
      crowd.begin { try Threads.check(codes, by: shared, list: 1) }
      crowd.begin {
        let trust = try store.open(opening).trust
        try Threads.check(codes, by: Verifier(trust: trust), list: trust.list.head.number)
      }
    }
    for number in UInt64(2)...10 {
      let revoked = (0..<Serial(number)).map { Threads.firstRevoked + $0 }
      try scene.authority.nextList(number: number, revoking: revoked)
      try scene.publish()
      try scene.pull()
      crowd.waitForEverybody()
    }
    #expect(crowd.end().isEmpty)
    #expect(try store.open(opening).trust.list.head.number == 10)
  }

  /// Throws where an answer is not the one of this list.
  private static func check(_ codes: [String], by verifier: Verifier, list: UInt64) throws {
    let question = Question(post: .any, brand: .any, creator: .any)
    for text in codes {
      let code = try UnverifiedCode(parsing: text)
      let verdict = try verifier.decide(code, question, at: TestAuthority.start)
      let isRevoked = code.id.serial >= firstRevoked && code.id.serial - firstRevoked < Serial(list)
      switch verdict.outcome {
      case .allowed where !isRevoked: continue
      case .rejected(.revoked) where isRevoked: continue
      default: throw WrongAnswer(id: code.id, list: list)
      }
    }
  }
}

private struct WrongAnswer: Error {
  let id: CodeID
  let list: UInt64
}

/// Threads of their own, each of which does one thing over and over. Tasks would not do: they may all have one thread.
private final class Crowd: @unchecked Sendable {
  private let condition = NSCondition()
  // Guarded by the condition.
  private var isOver = false
  private var rounds: [Int] = []
  private var running = 0
  private var errors: [any Error] = []

  func begin(_ round: @escaping @Sendable () throws -> Void) {
    let index = condition.withLock {
      rounds.append(0)
      running += 1
      return rounds.count - 1
    }
    Thread.detachNewThread { [self] in
      var goesOn = true
      while goesOn {
        let result = Result { try round() }
        goesOn = condition.withLock {
          if case .failure(let error) = result { errors.append(error) }
          rounds[index] += 1
          if isOver { running -= 1 }
          condition.broadcast()
          return !isOver
        }
      }
    }
  }

  /// Returns when every thread has begun and ended a round since the call.
  func waitForEverybody() {
    condition.withLock {
      let before = rounds
      // The first may have begun before.
      while zip(rounds, before).contains(where: { $0 < $1 + 2 }) { condition.wait() }
    }
  }

  /// Waits for all threads, and says what went wrong.
  func end() -> [any Error] {
    condition.withLock {
      isOver = true
      while running > 0 { condition.wait() }
      return errors
    }
  }
}
