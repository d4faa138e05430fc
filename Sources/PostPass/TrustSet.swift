/// What a verifier decides from: root chain, keyring and list, each verified against the one above (SPEC §7, step 2).
public struct TrustSet: Sendable {
  public let chain: RootChain
  public let keyring: Keyring
  public let list: RevocationList
  /// The largest issued at of the three and of what a store remembers (SPEC §4.6).
  public let newestSignedTime: UnixTime

  /// Clocks may differ by five minutes (SPEC §1).
  public static let skew = TimeSpan.minutes(5)

  /// - Parameter rememberedTime: the newest signed time of the store; nil where there is no memory.
  package init(chain: RootChain, keyring: Keyring, list: RevocationList, rememberedTime: UnixTime?) {
    self.chain = chain
    self.keyring = keyring
    self.list = list
    newestSignedTime = [chain.last.signed.head.issuedAt, keyring.head.issuedAt, list.head.issuedAt]
      .reduce(rememberedTime ?? UnixTime(seconds: 0), max)
  }

  /// The authority that all of it belongs to.
  public var authority: AuthorityID { chain.authority }

  /// The head of the newest root.
  public var root: FileHead { chain.last.signed.head }

  /// True where the list was made for a newer keyring than this one (SPEC §4.5).
  public var keyringIsOlderThanListNeeds: Bool { list.head.needsNewerKeyring(than: keyring.head) }

  /// True where the keyring changed since the list was made: nobody who pulls has it before the next list.
  package var hasUnpublishedKeyring: Bool {
    list.head.parentBodyRoot != keyring.head.bodyRoot || list.head.parentNumber != keyring.head.number
  }

  /// The record of an issuer (SPEC §7, step 3).
  func issuer(_ number: KeyNumber, at now: UnixTime) throws(Rejection) -> KeyRecord {
    let record: KeyRecord?
    do { record = try keyring.record(number) } catch { throw .damaged(error) }
    guard let record else {
      // The issuer may be new: an old keyring cannot say that it does not exist.
      guard now < keyring.head.freshUntil else { throw .staleKeyring(freshUntil: keyring.head.freshUntil) }
      guard !keyringIsOlderThanListNeeds else { throw .oldKeyring }
      throw .unknownIssuer(number)
    }
    guard !record.isRemoved else { throw .unknownIssuer(number) }
    guard record.role == .issuer else { throw .wrongRole(number, record.role) }
    return record
  }
}
