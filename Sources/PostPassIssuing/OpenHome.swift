import DurableFile
package import PostPass
package import PostPassLedger

/// A home with its ledger and the newest public state that it knows.
package struct OpenHome: Sendable {
  package let home: Home
  package let ledger: Ledger
  package let state: AuthorityState
  /// The home's list, whoever signed it, and every one beside it that counts, newer or older: the next list has what
  /// each of them says.
  let lists: [RevocationList]
  /// The list of a mirror that does not count.
  private(set) var passedOver: FileHead?
  /// The list of a mirror that the home has taken over.
  private(set) var foreignList: ForeignList?
  /// What is newer here than what the home has kept.
  package private(set) var takenOver: TrustChange?

  init(home: Home, ledger: Ledger, state: AuthorityState) {
    self.init(home: home, ledger: ledger, state: state, lists: [state.trust.list])
  }

  private init(home: Home, ledger: Ledger, state: AuthorityState, lists: [RevocationList]) {
    self.home = home
    self.ledger = ledger
    self.state = state
    self.lists = lists
  }

  package var keyring: Keyring { state.trust.keyring }

  /// The same home with what a mirror has newer, as `offered` and `adopting` say.
  func adoptingOffer(
    of directory: String, mayBeEmpty: Bool, agreed: TrustChange?, now: UnixTime
  ) throws(IssuingError) -> OpenHome {
    guard let offered = try offered(by: directory, mayBeEmpty: mayBeEmpty) else { return self }
    return try adopting(offered, agreed: agreed, now: now)
  }

  /// Keeps other processes from writing a mirror meanwhile. A directory that is no mirror, and an empty one where the
  /// caller allows none, is not touched.
  func locked<Result>(
    _ directory: String, mayBeEmpty: Bool, _ body: () throws(IssuingError) -> Result
  ) throws(IssuingError) -> Result {
    let mirror = Mirror(directory)
    let lock: FileLock
    if try !isEmpty(mirror, allowed: mayBeEmpty) {
      let head: MirrorHead
      do { head = try mirror.head() } catch { throw .mirror(error) }
      let claimed = head.root.head.authority
      guard claimed == ledger.authority else { throw .mirror(.untrusted(directory, .notPinned(claimed))) }
    }
    do { lock = try mirror.lock() } catch { throw .file(error) }
    let result = try body()
    // Named once more, so that it is held until here.
    _ = consume lock
    return result
  }

  func isEmpty(_ mirror: Mirror, allowed: Bool) throws(IssuingError) -> Bool {
    let isEmpty: Bool
    do { isEmpty = try mirror.isEmpty } catch { throw .file(error) }
    guard allowed || !isEmpty else { throw .emptyMirror(mirror.path) }
    return isEmpty
  }

  /// What a mirror has; nil for one that is missing or empty, where the caller allows that.
  /// - Throws: `IssuingError.emptyMirror`, and `.mirror` for one that cannot be read or verified: the next list would
  ///   not know what is revoked there.
  package func offered(by directory: String, mayBeEmpty: Bool) throws(IssuingError) -> AuthorityState? {
    let mirror = Mirror(directory)
    if try isEmpty(mirror, allowed: mayBeEmpty) { return nil }
    do { return try mirror.state(pinned: ledger.authority, held: [state]) } catch { throw .mirror(error) }
  }

  /// Writes the public state into a mirror.
  package func writeMirror(_ directory: String) throws(IssuingError) {
    do { try state.write(toMirror: directory) } catch { throw .file(error) }
  }

  /// The same home with what another state of the authority has newer: roots and keyring as a pair, and the list.
  /// A list that does not count under the newer keyring, or is from the future, is passed over: a thief could have
  /// made it (SPEC §4.4, [S4], [S6]). Of two lists of equal order, the later one is the home's, and both are in
  /// `lists`.
  /// - Parameter agreed: what somebody has seen of the newer keyring, and agreed to; nil for nothing.
  /// - Throws: `IssuingError.equivocation` for roots or keyrings of equal order and different heads,
  ///   `.keyringRewritten`, and `.takesKeys` where keys go whose secrets are here and nobody has agreed.
  package func adopting(
    _ other: AuthorityState, agreed: TrustChange?, now: UnixTime
  ) throws(IssuingError) -> OpenHome {
    let (trusted, change) = try newerKeyring(of: other)
    try change?.check(agreed)
    let (ours, theirs) = (state.trust.list, other.trust.list)
    guard OpenHome.counts(theirs.verified.signed, under: trusted.trust.keyring, now: now) else {
      var home = try combined(keyringOf: trusted, change, listOf: state, lists: lists)
      if theirs.head != ours.head { home.passedOver = theirs.head }
      return home
    }
    let isNewer =
      ours.head.order < theirs.head.order
      || (ours.head.order == theirs.head.order && ours.head.issuedAt < theirs.head.issuedAt)
    var home = try combined(
      keyringOf: trusted, change, listOf: isNewer ? other : state,
      lists: ours.head == theirs.head ? lists : lists + [theirs])
    home.foreignList = try foreignList(theirs.verified.signed, under: trusted.trust.keyring, now: now)
    return home
  }

  /// The same home with newer roots and keyring of another state. Its list is not looked at, so that nobody who can
  /// sign one holds up the removal of a key.
  package func adoptingKeyring(
    of other: AuthorityState, agreed: TrustChange?
  ) throws(IssuingError) -> OpenHome {
    let (trusted, change) = try newerKeyring(of: other)
    try change?.check(agreed)
    return try combined(keyringOf: trusted, change, listOf: state, lists: lists)
  }

  /// The keyring of the home, or that of its mirror where it is newer: to look something up, not to keep.
  func keyringOfMirror() throws(IssuingError) -> Keyring {
    guard let directory = try home.mirror(), let offered = try offered(by: directory, mayBeEmpty: true) else {
      return keyring
    }
    return try newerKeyring(of: offered).state.trust.keyring
  }

  /// Refuses two lists of equal order: only the next list may take the place of both ([S3]).
  func checkListsAgree() throws(IssuingError) {
    let head = state.trust.list.head
    for list in lists where list.head.order == head.order && list.head != head {
      throw .equivocation(.revocationList, number: head.number)
    }
  }

  /// The state with the newer keyring, and what changes where it is the other one's.
  private func newerKeyring(
    of other: AuthorityState
  ) throws(IssuingError) -> (state: AuthorityState, change: TrustChange?) {
    let change = try change(by: other)
    return (change == nil ? state : other, change)
  }

  private func combined(
    keyringOf trusted: AuthorityState, _ change: TrustChange?, listOf listed: AuthorityState,
    lists: [RevocationList]
  ) throws(IssuingError) -> OpenHome {
    let trust = trusted.trust
    do {
      let state = try AuthorityState(
        pinned: ledger.authority, roots: trust.chain.files, keyring: trust.keyring.verified.signed,
        list: listed.trust.list.verified.signed, held: [trusted, listed], origin: home.publicPath
      ) { _ in preconditionFailure("each of the two bodies is one of the two states'") }
      var combined = OpenHome(home: home, ledger: ledger, state: state, lists: lists)
      combined.takenOver = change
      return combined
    } catch {
      throw .state(error)
    }
  }

  /// The keys that are revoked, by this record or by the list.
  package func revokedKeys() throws(IssuingError) -> Set<KeyNumber> {
    var numbers = Set<KeyNumber>()
    do throws(DamagedBody) { numbers.formUnion(try state.trust.list.content().keys.map(\.0)) } catch {
      throw .state(.damaged(home.publicPath, error))
    }
    do throws(LedgerError) {
      for revocation in try ledger.unpublishedRevocations() {
        if case .key(let number) = revocation.subject { numbers.insert(number) }
      }
    } catch {
      throw .ledger(error)
    }
    return numbers
  }

  /// The record of a key that was not removed.
  package func record(_ number: KeyNumber) throws(IssuingError) -> KeyRecord {
    guard let record = try recordOrNone(number) else { throw .unknownKey(number) }
    guard !record.isRemoved else { throw .removedKey(number) }
    return record
  }

  /// The record of a key that may act in a role.
  package func activeRecord(_ number: KeyNumber, as role: Role) throws(IssuingError) -> KeyRecord {
    let record = try record(number)
    guard record.role == role else { throw .wrongRole(number, record.role) }
    return record
  }

  /// The account of a number in the home's keyring, also where its key was removed; nil for a publisher's number, and
  /// for one that the keyring does not have.
  package func account(of number: KeyNumber) throws(IssuingError) -> Account? {
    try recordOrNone(number)?.account
  }

  /// The account of an issuer whose codes are to be revoked, also where its key was removed.
  /// - Throws: `IssuingError.unknownKey` where the keyring of the mirror does not have it either; `.wrongRole`.
  package func account(ofIssuer number: KeyNumber) throws(IssuingError) -> Account {
    try issuer(number).account
  }

  /// What a code is called that somebody wants to know of, or revoke: its ID alone could be that of another code.
  /// - Throws: `IssuingError.notGenuine`, and what `account(ofIssuer:)` throws.
  package func id(of code: UnverifiedCode) throws(IssuingError) -> CodeID {
    let key = try issuer(code.id.issuer).key
    guard code.isSigned(by: key, in: state.trust.authority) else { throw .notGenuine(code.id) }
    return code.id
  }

  private func issuer(_ number: KeyNumber) throws(IssuingError) -> (account: Account, key: PublicKey) {
    var record = try recordOrNone(number)
    if record == nil { record = try recordOrNone(number, in: keyringOfMirror()) }
    guard let record else { throw .unknownKey(number) }
    guard let account = record.account else { throw .wrongRole(number, record.role) }
    return (account, record.publicKey)
  }

  func recordOrNone(_ number: KeyNumber) throws(IssuingError) -> KeyRecord? {
    try recordOrNone(number, in: keyring)
  }

  func recordOrNone(_ number: KeyNumber, in keyring: Keyring) throws(IssuingError) -> KeyRecord? {
    do { return try keyring.record(number) } catch { throw .state(.damaged(home.publicPath, error)) }
  }

  /// The numbers of a role whose secrets are in the home and that the keyring names, increasing. Files of other keys
  /// are passed over.
  package func heldNumbers(of role: Role) throws(IssuingError) -> [KeyNumber] {
    try numbers(of: role) { !$0.isRemoved }
  }

  /// The numbers of a role whose secrets are in the home and that the keyring says were removed, increasing.
  package func removedNumbers(of role: Role) throws(IssuingError) -> [KeyNumber] {
    try numbers(of: role) { $0.isRemoved }
  }

  private func numbers(
    of role: Role, where condition: (KeyRecord) -> Bool
  ) throws(IssuingError) -> [KeyNumber] {
    let names: [String]
    do { names = try DurableFile.names(in: home.keysPath) } catch { throw .file(error) }
    let prefix = "\(role.name)-"
    let suffix = ".key"
    var numbers: [KeyNumber] = []
    for name in names where name.hasPrefix(prefix) && name.hasSuffix(suffix) {
      let digits = name.utf8.dropFirst(prefix.utf8.count).dropLast(suffix.utf8.count)
      guard let value = Decimal.value(of: digits, below: 1 << 32), let number = KeyNumber(UInt32(value)),
        let record = try recordOrNone(number), record.role == role, condition(record)
      else { continue }
      numbers.append(number)
    }
    return numbers.sorted()
  }

  /// The secret of a number in the keyring.
  func secret(of number: KeyNumber, as role: Role) throws(IssuingError) -> SigningKey {
    let record = try activeRecord(number, as: role)
    return try home.secret(record.owner, at: home.secretPath(of: role, number), for: record.publicKey)
  }
}
