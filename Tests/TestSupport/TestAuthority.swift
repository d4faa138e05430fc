package import PostPass

/// A small authority whose keys everybody knows. As it begins: root 1 of 1, a keyring with two issuers and a
/// publisher, and a list that revokes one code. Every part can be replaced, and made again with other numbers, times
/// and signers.
package struct TestAuthority: Sendable {
  /// 2026-11-22T07:30:00Z: when everything was signed.
  package static let start = UnixTime(seconds: 1_795_332_600)

  package static let rootKey = TestKey("root")
  package static let keyringKey = TestKey("keyring")
  package static let nora = TestKey("issuer 1")
  package static let publisher = TestKey("publisher 2")
  package static let kim = TestKey("issuer 3")

  /// The numbers of the three keys.
  package static let noraNumber = number(1)
  package static let publisherNumber = number(2)
  package static let kimNumber = number(3)

  package var roots: [RootFile]
  package var keyring: TestFile
  package var list: TestFile

  /// Issuer 1 is @nora's, number 2 publishes, issuer 3 is @kim's.
  package static let records = [
    issuer("@nora", nora), record(.publisher, publisher), issuer("@kim", kim),
  ]

  /// What the list revokes at first: code 1-7, cancelled.
  package static let revocations = RevocationListContent(
    codes: [(CodeID(issuer: noraNumber, serial: 7), event(.cancelled))])

  package init(
    records: [KeyRecord] = TestAuthority.records,
    revocations: RevocationListContent = TestAuthority.revocations
  ) throws {
    try self.init(records: records, listBody: revocations.encodedBody())
  }

  package init(records: [KeyRecord], listBody: [UInt8]) throws {
    let root = try TestAuthority.firstRoot()
    roots = [root]
    keyring = try TestAuthority.keyring(records, under: root.signed.head)
    list = try TestAuthority.list(listBody, under: keyring.head)
  }

  /// The ID that a verifier pins.
  package var id: AuthorityID { AuthorityID(ofFirstRootBody: roots[0].body.encoded) }

  package static func number(_ value: UInt32) -> KeyNumber {
    guard let number = KeyNumber(value) else { preconditionFailure("a test names a key that cannot exist") }
    return number
  }

  /// A revocation that list 1 published.
  package static func event(
    _ reason: RevocationReason, published: UnixTime = start, effective: UnixTime? = nil, list: UInt64 = 1
  ) -> Event {
    guard
      let event = Event(
        listNumber: list, publishedAt: published, effectiveFrom: effective ?? published, reason: reason)
    else { preconditionFailure("a test makes an event that the format does not allow") }
    return event
  }
}

// Records
extension TestAuthority {
  package static func record(
    _ holder: KeyRecord.Holder, _ key: TestKey, isRemoved: Bool = false,
    from: UnixTime = start.subtracting(.days(365)), until: UnixTime = .distantFuture
  ) -> KeyRecord {
    guard let window = Window(notBefore: from, notAfter: until) else {
      preconditionFailure("a test makes an empty window")
    }
    return KeyRecord(holder: holder, isRemoved: isRemoved, window: window, publicKey: key.publicKey)
  }

  package static func issuer(
    _ account: String, _ key: TestKey, isRemoved: Bool = false,
    from: UnixTime = start.subtracting(.days(365)), until: UnixTime = .distantFuture
  ) -> KeyRecord {
    guard let account = Account(parsing: account) else { preconditionFailure("a test makes a wrong account") }
    return record(.issuer(account), key, isRemoved: isRemoved, from: from, until: until)
  }
}

// Signed files
extension TestAuthority {
  /// Root 1 with one root key and one keyring key.
  package static func firstRoot(
    keys: [TestKey] = [rootKey], threshold: Int = 1, keyringKeys: [TestKey] = [keyringKey],
    keyringThreshold: Int = 1, issuedAt: UnixTime = start, freshFor: TimeSpan = .days(1826)
  ) throws -> RootFile {
    let body = rootBody(keys, threshold, keyringKeys, keyringThreshold)
    let head = FileHead(
      rootNumber: 1, authority: AuthorityID(ofFirstRootBody: body.encoded), issuedAt: issuedAt,
      freshUntil: issuedAt.adding(freshFor), body: body.encoded, parentBodyRoot: nil)
    return RootFile(try signedRoot(head, body, after: nil, by: keys), body: body)
  }

  /// The next root, signed by its own keys and by those of the root before.
  package func nextRoot(
    keys: [TestKey], threshold: Int = 1, keyringKeys: [TestKey] = [keyringKey], keyringThreshold: Int = 1,
    previousKeys: [TestKey], issuedAt: UnixTime = start, freshFor: TimeSpan = .days(1826)
  ) throws -> RootFile {
    let previous = roots[roots.count - 1]
    let body = TestAuthority.rootBody(keys, threshold, keyringKeys, keyringThreshold)
    let head = FileHead(
      rootNumber: previous.signed.head.number + 1, authority: id, issuedAt: issuedAt,
      freshUntil: issuedAt.adding(freshFor), body: body.encoded, parentBodyRoot: previous.signed.head.bodyRoot
    )
    let signed = try TestAuthority.signedRoot(head, body, after: previous.body, by: keys + previousKeys)
    return RootFile(signed, body: body)
  }

  package static func keyring(
    _ records: [KeyRecord], number: UInt64 = 1, under root: FileHead, issuedAt: UnixTime = start,
    freshFor: TimeSpan = .days(400), by keys: [(index: UInt8, key: TestKey)] = [(0, keyringKey)]
  ) throws -> TestFile {
    let body = KeyringContent(records).encodedBody
    let head = FileHead(
      keyringNumber: number, under: root, issuedAt: issuedAt, freshUntil: issuedAt.adding(freshFor),
      bodyLength: body.count, bodyRoot: PageTree.root(of: body))
    return try TestFile(head, body: body, signedBy: keys)
  }

  package static func list(
    _ body: [UInt8], number: UInt64 = 1, under keyring: FileHead, signer: KeyNumber = publisherNumber,
    by key: TestKey = publisher, issuedAt: UnixTime = start, freshFor: TimeSpan = .days(7),
    retainedFrom: UnixTime? = nil
  ) throws -> TestFile {
    let head = FileHead(
      listNumber: number, under: keyring, signer: signer, issuedAt: issuedAt,
      freshUntil: issuedAt.adding(freshFor), retainedFrom: retainedFrom ?? issuedAt.subtracting(.days(30)),
      bodyLength: body.count, bodyRoot: PageTree.root(of: body))
    return try TestFile(head, body: body, signedBy: [(0, key)])
  }

  /// A notice that @kim's key signs, if nothing else is said.
  package static func notice(
    _ request: NoticeRequest, under keyring: FileHead, signer: KeyNumber = kimNumber, by key: TestKey = kim,
    issuedAt: UnixTime = start
  ) throws -> UnverifiedNotice {
    let head = FileHead(noticeUnder: keyring, signer: signer, issuedAt: issuedAt, body: request.encoded)
    let signature = IndexedSignature(index: 0, signature: key.sign(head.signingInput))
    return UnverifiedNotice(try SignedHead(head, signatures: [signature]), request)
  }

  /// The keyring, verified under the root chain.
  package var openKeyring: Keyring {
    get throws {
      let chain = try RootChain(pinned: id, files: roots)
      return try Keyring(try chain.verifyKeyring(keyring.signed), whole: MemoryStorage(keyring.bodyFile))
    }
  }

  private static func rootBody(
    _ keys: [TestKey], _ threshold: Int, _ keyringKeys: [TestKey], _ keyringThreshold: Int
  ) -> RootBody {
    guard
      let body = RootBody(
        rootKeys: keys.map(\.publicKey), rootThreshold: threshold, keyringKeys: keyringKeys.map(\.publicKey),
        keyringThreshold: keyringThreshold)
    else { preconditionFailure("a test makes a root that the format does not allow") }
    return body
  }

  /// Signs with every key once, at the index that it has (SPEC §4.2).
  private static func signedRoot(
    _ head: FileHead, _ body: RootBody, after previous: RootBody?, by keys: [TestKey]
  ) throws -> SignedHead {
    var signatures: [UInt8: Signature] = [:]
    for key in keys {
      let own = body.rootKeys.firstIndex(of: key.publicKey).map { UInt8($0) }
      let earlier = previous?.rootKeys.firstIndex(of: key.publicKey).map { UInt8(128 + $0) }
      if let index = own ?? earlier { signatures[index] = key.sign(head.signingInput) }
    }
    return try SignedHead(
      head,
      signatures: signatures.sorted { $0.key < $1.key }.map {
        IndexedSignature(index: $0.key, signature: $0.value)
      })
  }
}

// Codes
extension TestAuthority {
  /// The text of a code that `key` signs, whatever the keyring says.
  package func code(
    issuer: KeyNumber = noraNumber, serial: Serial = 1, by key: TestKey = nora,
    from: UnixTime = start.subtracting(.minutes(5)), until: UnixTime = start.adding(.days(60)),
    post: String = "7412345678901234567", brands: [String] = ["7198765432109876543"],
    onEnd: EndPolicy = .keepRunning
  ) throws -> String {
    let claims = try CodeClaims(
      id: CodeID(issuer: issuer, serial: serial), notBefore: from, notAfter: until,
      post: try Identifier(parsing: post), brands: try brands.map { try Identifier(parsing: $0) },
      onEnd: onEnd)
    let input = SignedKind.signingInput(ofCode: claims.encoded, in: id)
    return UnverifiedCode.text(of: claims, signature: key.sign(input))
  }
}
