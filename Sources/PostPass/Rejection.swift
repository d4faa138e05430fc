/// Why a well-formed code is not allowed, in the order of SPEC §7; the first that applies is thrown.
public enum Rejection: Error, Equatable, Sendable {
  // Step 3
  case unknownIssuer(KeyNumber)
  case wrongRole(KeyNumber, Role)
  // Step 4
  case notGenuine
  // Step 5
  case otherPost(PostID)
  case otherBrand([Brand])
  case otherCreator(Account)
  // Step 6
  case issuerRevoked(Event)
  case revoked(Event)
  // Step 7
  case notYetValid(notBefore: UnixTime)
  case expired(notAfter: UnixTime)
  case issuerKeyNotYetValid(notBefore: UnixTime)
  case issuerKeyExpired(notAfter: UnixTime)
  // Step 8
  case doesNotCover(until: UnixTime, end: UnixTime)
  // Step 9; `staleKeyring` and `oldKeyring` also end step 3
  case noList
  case staleRoot(freshUntil: UnixTime)
  case staleKeyring(freshUntil: UnixTime)
  case staleList(freshUntil: UnixTime)
  case oldKeyring
  case clockBehind(newest: UnixTime)
  case notRetained(retainedFrom: UnixTime)
  /// A page of keyring or list that the check needed is not the signed one.
  case damaged(DamagedBody)

  /// What the rejection means for who asks.
  public enum Category: Sendable, Hashable {
    case denied
    /// Cannot tell; to be treated as denied.
    case unknown
    case invalid
  }

  public var category: Category {
    switch self {
    case .noList, .staleRoot, .staleKeyring, .staleList, .oldKeyring, .clockBehind, .notRetained: .unknown
    case .damaged: .invalid
    default: .denied
    }
  }

  /// The name of the reason in JSON and in vectors.
  public var name: String {
    switch self {
    case .unknownIssuer: "unknown-issuer"
    case .wrongRole: "wrong-role"
    case .notGenuine: "not-genuine"
    case .otherPost: "other-post"
    case .otherBrand: "other-brand"
    case .otherCreator: "other-creator"
    case .issuerRevoked: "issuer-revoked"
    case .revoked: "revoked"
    case .notYetValid: "not-yet-valid"
    case .expired: "expired"
    case .issuerKeyNotYetValid: "issuer-key-not-yet-valid"
    case .issuerKeyExpired: "issuer-key-expired"
    case .doesNotCover: "does-not-cover"
    case .noList: "no-list"
    case .staleRoot: "stale-root"
    case .staleKeyring: "stale-keyring"
    case .staleList: "stale-list"
    case .oldKeyring: "old-keyring"
    case .clockBehind: "clock-behind"
    case .notRetained: "not-retained"
    case .damaged: "malformed"
    }
  }
}
