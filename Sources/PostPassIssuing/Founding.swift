import DurableFile
package import PostPass
import PostPassLedger

/// Makes an authority: a root of one key that also signs keyrings, an issuer, a publisher, and the first files.
package struct Founding: Sendable {
  package let creator: Account
  package let now: UnixTime
  package let by: String

  package init(creator: Account, now: UnixTime, by: String) {
    self.creator = creator
    self.now = now
    self.by = by
  }

  package static let rootLife = TimeSpan.days(5 * 365)
  package static let keyringLife = TimeSpan.days(400)

  /// Fills an empty home. The ledger is made last: a home without one is no authority, and what is in it has to be
  /// moved away first.
  /// - Throws: `IssuingError.homeExists` where there is anything already; nothing is then changed.
  package func found(in home: Home) throws(IssuingError) -> OpenHome {
    // Before anything is made, so that no other program's directory is touched; and again under the lock.
    guard try isEmpty(home) else { throw .homeExists(home.path) }
    do { try home.secrets.chooseProtection() } catch { throw IssuingError(error) }
    try home.createDirectories()
    return try home.locked { () throws(IssuingError) in try foundLocked(in: home) }
  }

  private func foundLocked(in home: Home) throws(IssuingError) -> OpenHome {
    guard try isEmpty(home) else { throw .homeExists(home.path) }
    let rootKey = SigningKey()
    let issuerKey = SigningKey()
    let publisherKey = SigningKey()
    let state = try firstState(root: rootKey, issuer: issuerKey.publicKey, publisher: publisherKey)
    do {
      try home.secrets.create(
        rootKey, of: .root, at: home.secretPath(of: .root),
        comment: "signs roots and keyrings; whoever has it is the authority")
      try home.secrets.create(
        issuerKey, of: .issuer(creator), at: home.secretPath(of: .issuer, Founding.issuerNumber),
        comment: "signs codes for \(creator); keep private")
      try home.secrets.create(
        publisherKey, of: .publisher, at: home.secretPath(of: .publisher, Founding.publisherNumber),
        comment: "signs revocation lists; keep private")
    } catch {
      throw IssuingError(error)
    }
    do { try home.keep(state) } catch { throw .file(error) }
    do {
      let ledger = try Ledger.create(at: home.ledgerPath, authority: state.trust.authority, now: now, by: by)
      return OpenHome(home: home, ledger: ledger, state: state)
    } catch {
      throw .ledger(error)
    }
  }

  // 1 and 2 are numbers of keys.
  private static let issuerNumber = KeyNumber(1)!
  private static let publisherNumber = KeyNumber(2)!

  private func isEmpty(_ home: Home) throws(IssuingError) -> Bool {
    for (directory, allowed) in [(home.path, ["lock", "keys"]), (home.keysPath, [])] {
      do {
        guard try DurableFile.names(in: directory).allSatisfy(allowed.contains) else { return false }
      } catch {
        if case .missing = error { continue }
        throw .file(error)
      }
    }
    return true
  }

  /// Root, keyring and list number 1.
  private func firstState(
    root rootKey: borrowing SigningKey, issuer: PublicKey, publisher: borrowing SigningKey
  ) throws(IssuingError) -> AuthorityState {
    let rootEnd = try now.end(after: Founding.rootLife)
    guard
      let body = RootBody(
        rootKeys: [rootKey.publicKey], rootThreshold: 1, keyringKeys: [rootKey.publicKey], keyringThreshold: 1
      ),
      let window = Window(notBefore: now.subtracting(TrustSet.skew), notAfter: .distantFuture)
    else { preconditionFailure("one key reaches a threshold of one, and a window without end is not empty") }
    let authority = AuthorityID(ofFirstRootBody: body.encoded)
    let rootHead = FileHead(
      rootNumber: 1, authority: authority, issuedAt: now, freshUntil: rootEnd,
      body: body.encoded, parentBodyRoot: nil)
    let keyring = KeyringContent([
      KeyRecord(holder: .issuer(creator), isRemoved: false, window: window, publicKey: issuer),
      KeyRecord(holder: .publisher, isRemoved: false, window: window, publicKey: publisher.publicKey),
    ]).encodedBody
    let keyringHead = FileHead(
      keyringNumber: 1, under: rootHead, issuedAt: now, freshUntil: now.adding(Founding.keyringLife),
      bodyLength: keyring.count, bodyRoot: PageTree.root(of: keyring))
    let list = RevocationListContent().encodedBody()
    let listHead = FileHead(
      listNumber: 1, under: keyringHead, signer: Founding.publisherNumber, issuedAt: now,
      freshUntil: now.adding(ListTerms.default.freshFor),
      retainedFrom: now.subtracting(ListTerms.default.retain),
      bodyLength: list.count, bodyRoot: PageTree.root(of: list))
    let bundle = Bundle(
      roots: [RootFile(rootHead.signed(by: rootKey), body: body)], keyring: keyringHead.signed(by: rootKey),
      keyringBody: PageTree.bodyFile(of: keyring), list: listHead.signed(by: publisher),
      listBody: PageTree.bodyFile(of: list))
    do { return try AuthorityState(pinned: authority, bundle, origin: "the new authority") } catch {
      throw .state(error)
    }
  }
}

extension FileHead {
  /// The head with one signature, of the key with index 0.
  func signed(by key: borrowing SigningKey) -> SignedHead {
    let signature = IndexedSignature(index: 0, signature: key.signature(over: signingInput))
    guard let signed = try? SignedHead(self, signatures: [signature]) else {
      preconditionFailure("one signature with index 0 is a block of every kind")
    }
    return signed
  }
}
