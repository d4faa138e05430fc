import Foundation
import PostPass
import PostPassStore
import TestSupport
import Testing

struct `Threads` {
  /// The codes that are asked about lie so far apart that each is on a page of its own.
  private static let distance: Serial = 1 << 27
  /// Fills the pages between them.
  private static let fillers = (0..<4096).map { Serial($0) << 20 | 1 }

  /// List n revokes the first n codes.
  private static func publishList(_ number: UInt64, in scene: inout Scene) throws {
    let revoked = (0..<Serial(number)).map { $0 * distance }
    try scene.authority.nextList(number: number, revoking: revoked + fillers)
    try scene.publish()
    try scene.pull()
  }

  @Test(arguments: [Opening.lazily, .whole])
  func `that share an opened store, and others that open it while it is pulled, get the answers of one list`(
    _ opening: Opening
  ) throws {
    var scene = try Scene()
    try Threads.publishList(2, in: &scene)
    let codes = try (0..<16).map { try scene.authority.code(serial: $0 * Threads.distance) }
    let store = Store(StorePath(scene.store))
    let shared = Verifier(trust: try store.open(opening).trust)
    let crowd = Crowd()
    for _ in 0..<3 {
      crowd.add {
        // The end of a round orders threads: what happens in between must not, or a race would go unseen.
        for _ in 0..<20 { try Threads.check(codes, by: shared, list: 2) }
      }
      crowd.add {
        let trust = try store.open(opening).trust
        try Threads.check(codes, by: Verifier(trust: trust), list: trust.list.head.number)
      }
    }
    crowd.begin()
    for number in UInt64(3)...8 {
      try Threads.publishList(number, in: &scene)
      crowd.waitForEverybody()
    }
    let errors = crowd.end()
    #expect(errors.isEmpty, "\(errors)")
    #expect(try store.open(opening).trust.list.head.number == 8)
  }

  /// Throws where an answer is not the one of this list.
  private static func check(_ codes: [String], by verifier: Verifier, list: UInt64) throws {
    let question = Question(post: .any, brand: .any, creator: .any)
    for text in codes {
      let code = try UnverifiedCode(parsing: text)
      let verdict = try verifier.decide(code, question, at: TestAuthority.start)
      let isRevoked = UInt64(code.id.serial / distance) < list
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
  private var hasBegun = false
  private var isOver = false
  private var rounds: [Int] = []
  private var running = 0
  private var errors: [any Error] = []

  /// Adds a thread, which waits for the others: what one of them did before the next was there could not meet it.
  func add(_ round: @escaping @Sendable () throws -> Void) {
    let index = condition.withLock {
      rounds.append(0)
      running += 1
      return rounds.count - 1
    }
    Thread.detachNewThread { [self] in
      condition.withLock { while !hasBegun { condition.wait() } }
      while goesOn(index, after: Result { try round() }) {}
    }
  }

  func begin() {
    condition.withLock {
      hasBegun = true
      condition.broadcast()
    }
  }

  private func goesOn(_ index: Int, after result: Result<Void, any Error>) -> Bool {
    condition.withLock {
      if case .failure(let error) = result { errors.append(error) }
      rounds[index] += 1
      if isOver { running -= 1 }
      condition.broadcast()
      return !isOver
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
