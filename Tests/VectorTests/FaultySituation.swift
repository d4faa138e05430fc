import TestSupport
import VectorGeneration

@testable import PostPass

/// A question that would be allowed, but for the faults that are put into it.
struct FaultySituation {
  /// What is asked about, and whether running ads must stop.
  enum Asked: CaseIterable {
    case now, at, runningSince, runningSinceWithStop
  }

  private static let now = Demo.start + 3600
  private var plan = Demo.plan
  private var code = RawCode()
  private var key = Demo.memberKeys[1]
  private var post = Demo.post
  private var brand = Demo.brand
  private var creator = "@nora"
  private var until: UInt64?
  private var remembered: UInt64?
  private var damage: Fault?
  private var isMistyped = false
  private let asked: Asked
  /// The time that windows are looked at.
  private let time: UInt64

  init(_ asked: Asked, _ faults: Set<Fault>) {
    self.asked = asked
    time = asked == .now ? FaultySituation.now : Demo.start - 2 * Demo.day
    code.stop = asked == .runningSinceWithStop
    // What is asked about the past may have ended since, so that it can be beyond the list's memory.
    if asked == .at || asked == .runningSince { code.notAfter = UInt32(Demo.start - Demo.day) }
    plan.list.codes = []
    plan.list.keys = []
    for fault in faults.sorted() { add(fault) }
  }

  /// Whether a fault has a meaning for what is asked.
  static func has(_ fault: Fault, _ asked: Asked) -> Bool {
    // What is asked about now, or has not ended, is not beyond the list's memory.
    fault != .notRetained || asked == .at || asked == .runningSince
  }

  private mutating func add(_ fault: Fault) {
    switch fault {
    case .mistyped: isMistyped = true
    case .malformedCode: code.shape = 0x81
    case .malformedFile: damage = fault
    case .unknownIssuer: code.issuer = 10
    case .removedIssuer: plan.keyring.records[0].state = 2
    case .wrongRole:
      plan.keyring.records[0].role = 2
      (plan.keyring.records[0].accountLength, plan.keyring.records[0].account) = (
        0, [UInt8](repeating: 0, count: 64)
      )
    case .notGenuine: key = Demo.memberKeys[3]
    case .otherPost: post += 1
    case .otherBrand: brand += 1
    case .otherCreator: creator = "@kim"
    case .issuerRevoked: plan.list.keys = [(Demo.number(1), Demo.event(list: 1, daysAgo: 10, .unspecified))]
    case .revoked:
      plan.list.codes = [(Demo.code(1, code.serial), Demo.event(list: 1, daysAgo: 10, .cancelled))]
    case .notYetValid, .expired, .keyNotYetValid, .keyExpired, .doesNotCover: addWindow(fault)
    default: addFreshness(fault)
    }
  }

  private mutating func addWindow(_ fault: Fault) {
    switch fault {
    case .notYetValid: code.notBefore = UInt32(time + 1)
    case .expired: code.notAfter = UInt32(time)
    case .keyNotYetValid: plan.keyring.records[0].notBefore = time + 1
    case .keyExpired: plan.keyring.records[0].notAfter = time
    default: until = .max
    }
  }

  private mutating func addFreshness(_ fault: Fault) {
    switch fault {
    case .signerOfNewerKeyring: (plan.list.signer, plan.list.parentNumber) = (10, 2)
    case .notAuthoritative: plan.keyring.records[1].state = 2
    case .staleRoot: plan.roots[0].freshUntil = FaultySituation.now
    case .staleKeyring: plan.keyring.freshUntil = FaultySituation.now
    case .staleList: plan.list.freshUntil = FaultySituation.now
    case .oldKeyring: plan.list.parentNumber = 2
    case .clockBehind: remembered = FaultySituation.now + 301
    default: plan.list.retainedFrom = Demo.start - Demo.day + 1
    }
  }

  /// What the core says.
  func outcome(_ opening: BodyOpening) throws -> DecisionRunner.Outcome {
    let state = plan.build().with { state in
      if damage != nil { state.keyring.signatures[0].bytes[0] ^= 1 }
    }
    var text = code.text(by: key, in: state.authority)
    if isMistyped { text += "0" }
    let parsed: UnverifiedCode
    do { parsed = try UnverifiedCode(parsing: text) } catch {
      return (error.isMistyped ? Fault.mistyped : .malformedCode).outcome
    }
    let trust: TrustSet
    do {
      trust = try TrustSet(
        pinned: state.authority, bundle: state.bundle, opening,
        remembered: remembered.map { UnixTime(seconds: $0) })
    } catch UntrustedFile.oldKeyring {
      return Fault.signerOfNewerKeyring.outcome
    } catch {
      return Fault.malformedFile.outcome
    }
    let verdict = try Verifier(trust: trust).decide(
      parsed, question, at: UnixTime(seconds: FaultySituation.now))
    return DecisionRunner.Outcome(verdict)
  }

  private var question: Question {
    let past = UnixTime(seconds: time)
    let moment: Question.Moment =
      switch asked {
      case .now: .now
      case .at: .at(past)
      case .runningSince, .runningSinceWithStop: .runningSince(past)
      }
    return Question(
      post: .exactly(.number(post)), brand: .exactly(.number(brand)),
      creator: Account(parsing: creator).map { .exactly($0) } ?? .any, moment: moment,
      until: until.map { UnixTime(seconds: $0) })
  }
}
