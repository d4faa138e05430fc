/// Decides about codes from one trust set; holds no secret and no state, and may be used by any number of threads
/// (SPEC §7).
public struct Verifier: Sendable {
  public let trust: TrustSet

  public init(trust: TrustSet) { self.trust = trust }

  /// Decides about a well-formed code. One reference time per run: `now` is the caller's.
  /// - Throws: `UnanswerableQuestion` where the question itself is at fault.
  public func decide(
    _ code: UnverifiedCode, _ question: Question, at now: UnixTime
  ) throws(UnanswerableQuestion) -> Verdict {
    switch question.moment {
    case .at(let time) where time > now, .runningSince(let time) where time > now:
      throw .futureMoment(time)
    default: break
    }
    if question.creator == .sole {
      let sole: Account?
      do { sole = try trust.keyring.soleAccount() } catch {
        return verdict(.rejected(.damaged(error)), at: .issuer, code, nil, question)
      }
      guard sole != nil else { throw .creatorNotNamed }
    }
    let verified: VerifiedCode
    do {
      verified = try code.checkSignature(with: trust, at: now)
    } catch {
      return verdict(.rejected(error), at: error == .notGenuine ? .signature : .issuer, code, nil, question)
    }
    do {
      let authorization = try verified.authorize(question, with: trust, at: now)
      return verdict(.allowed(authorization), at: .freshness, code, verified, question)
    } catch {
      return verdict(.rejected(error), at: Verdict.Check(decidedBy: error), code, verified, question)
    }
  }

  private func verdict(
    _ outcome: Verdict.Outcome, at last: Verdict.Check, _ code: UnverifiedCode, _ verified: VerifiedCode?,
    _ question: Question
  ) -> Verdict {
    Verdict(outcome: outcome, id: code.id, code: verified, question: question, lastCheck: last)
  }
}
