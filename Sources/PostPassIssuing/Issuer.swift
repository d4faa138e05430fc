package import PostPass
package import PostPassLedger

/// Signs codes with one of the home's issuer keys.
package struct Issuer: Sendable {
  package let number: KeyNumber
  package let account: Account
  private let record: KeyRecord
  private let open: OpenHome

  /// The longest window that `issue` gives; the five minutes that a code begins early do not count.
  package static let maximalWindow = TimeSpan.days(366)

  /// Picks the issuer by its number, by its account, or because there is no other.
  package init(_ open: OpenHome, number: KeyNumber?, creator: Account?) throws(IssuingError) {
    let candidates: [KeyNumber]
    if let number {
      if try open.removedNumbers(of: .issuer).contains(number) {
        throw try open.removedHere(.issuer, [number])
      }
      candidates = [number]
    } else {
      var held: [KeyNumber] = []
      for number in try open.heldNumbers(of: .issuer) {
        let account = try open.activeRecord(number, as: .issuer).account
        if creator == nil || account == creator { held.append(number) }
      }
      candidates = held
    }
    guard let chosen = candidates.first else { throw try open.noIssuer(of: creator) }
    guard candidates.count == 1 else { throw .severalIssuers(candidates) }
    record = try open.activeRecord(chosen, as: .issuer)
    guard let account = record.account else { throw .wrongRole(chosen, record.role) }
    guard creator == nil || creator == account else { throw .noIssuer(creator) }
    self.number = chosen
    self.account = account
    self.open = open
    try checkNotRevoked()
  }

  /// What a code of this issuer is to grant.
  package func draft(
    post: PostID, brands: [Brand], notBefore: UnixTime, notAfter: UnixTime, onEnd: EndPolicy, note: String
  ) -> CodeDraft {
    CodeDraft(
      issuer: number, creator: account, post: post, brands: CodeClaims.ordered(brands), notBefore: notBefore,
      notAfter: notAfter,
      onEnd: onEnd, note: note)
  }

  /// Signs and records codes: all of them or none. What is returned is on the disk.
  package func issue(
    _ drafts: [CodeDraft], now: UnixTime, by: String
  ) throws(IssuingError) -> [IssuedCode] {
    for draft in drafts { try check(draft, now: now) }
    let key = try open.secret(of: number, as: .issuer)
    let authority = open.state.trust.authority
    var random = SystemRandomNumberGenerator()
    do {
      return try open.ledger.issue(drafts, now: now, by: by, random: &random) { draft, id in
        let fields = try CodeClaims(id, draft).encoded
        return key.signature(over: SignedKind.signingInput(ofCode: fields, in: authority))
      }
    } catch let error as UnencodableCode {
      throw .unencodable(error)
    } catch let error as LedgerError {
      throw .ledger(error)
    } catch {
      preconditionFailure("signing throws UnencodableCode and the ledger LedgerError")
    }
  }

  /// What `issue` checks before anything is signed or recorded.
  package func check(_ draft: CodeDraft, now: UnixTime) throws(IssuingError) {
    guard now < draft.notAfter else { throw .alreadyOver(notAfter: draft.notAfter) }
    // The format's own limits first: what cannot be written gets that answer.
    do { _ = try CodeClaims(CodeID(issuer: number, serial: 0), draft) } catch { throw .unencodable(error) }
    guard draft.notAfter.subtracting(TrustSet.skew).since(draft.notBefore) <= Issuer.maximalWindow else {
      throw .longerThanAllowed(Issuer.maximalWindow)
    }
    guard record.window.notBefore <= draft.notBefore, draft.notAfter <= record.window.notAfter else {
      let start = record.window.notBefore
      if now < start { throw .keyNotYetGood(number, .issuer, from: start) }
      throw .outsideKeyWindow(number, record.window)
    }
  }

  /// Published or not: whatever the key signs from now on would be denied.
  private func checkNotRevoked() throws(IssuingError) {
    let isListed: Bool
    do {
      isListed = try open.state.trust.list.revocations(of: CodeID(issuer: number, serial: 0)).ofKey != nil
    } catch {
      throw .state(.damaged(open.home.publicPath, error))
    }
    do {
      guard try !isListed && !open.ledger.isRevoked(.key(number)) else {
        throw IssuingError.revokedKey(number)
      }
    } catch let error as LedgerError {
      throw .ledger(error)
    } catch {
      throw .revokedKey(number)
    }
  }
}

extension CodeClaims {
  init(_ id: CodeID, _ draft: CodeDraft) throws(UnencodableCode) {
    try self.init(
      id: id, notBefore: draft.notBefore, notAfter: draft.notAfter, post: draft.post, brands: draft.brands,
      onEnd: draft.onEnd)
  }
}

extension IssuedCode {
  /// The whole code: a bearer credential.
  package func text() throws(UnencodableCode) -> String {
    UnverifiedCode.text(of: try CodeClaims(id, draft), signature: signature)
  }
}
