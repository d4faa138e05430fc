/// What a key may sign; one byte on the wire (SPEC §5).
public enum Role: UInt8, Sendable, Hashable {
  /// Codes for one creator account.
  case issuer = 1
  /// The revocation list.
  case publisher = 2

  /// The name on command lines and in JSON.
  public var name: String { self == .issuer ? "issuer" : "publisher" }
}

/// Half-open: `notBefore <= t < notAfter`.
public struct Window: Sendable, Hashable {
  public let notBefore: UnixTime
  /// `UnixTime.distantFuture` for a window without end.
  public let notAfter: UnixTime

  /// Nil where the window would be empty, or its times are no dates.
  public init?(notBefore: UnixTime, notAfter: UnixTime) {
    guard notBefore < notAfter, notBefore <= .lastDate,
      notAfter <= .lastDate || notAfter == .distantFuture
    else { return nil }
    self.notBefore = notBefore
    self.notAfter = notAfter
  }

  public func contains(_ time: UnixTime) -> Bool { notBefore <= time && time < notAfter }
}

/// What the authority says about one key: 128 bytes of a keyring (SPEC §5).
public struct KeyRecord: Sendable, Hashable {
  /// An issuer belongs to one account; a publisher to none.
  public enum Holder: Sendable, Hashable {
    case issuer(Account)
    case publisher
  }

  public let holder: Holder
  /// A removed key keeps its record, so that its number and the key are never used again.
  public let isRemoved: Bool
  public let window: Window
  public let publicKey: PublicKey

  package static let length = 128
  static let words = 16

  package init(holder: Holder, isRemoved: Bool, window: Window, publicKey: PublicKey) {
    self.holder = holder
    self.isRemoved = isRemoved
    self.window = window
    self.publicKey = publicKey
  }

  public var role: Role {
    switch holder {
    case .issuer: .issuer
    case .publisher: .publisher
    }
  }

  /// The creator account; nil for a publisher.
  public var account: Account? {
    if case .issuer(let account) = holder { account } else { nil }
  }

  /// The same key, removed.
  package var removed: KeyRecord {
    KeyRecord(holder: holder, isRemoved: true, window: window, publicKey: publicKey)
  }

  /// Reads 128 bytes by [K5]; nil for anything that the spec does not allow.
  init?(parsing bytes: [UInt8]) {
    guard bytes.count == KeyRecord.length, let role = Role(rawValue: bytes[0]),
      bytes[1] == KeyRecord.active || bytes[1] == KeyRecord.removedState,
      let account = KeyRecord.paddedAccount(in: bytes),
      bytes[3..<8].allSatisfy({ $0 == 0 }), bytes[120...].allSatisfy({ $0 == 0 }),
      let publicKey = PublicKey(bytes: bytes[24..<56])
    else { return nil }
    switch role {
    case .issuer:
      guard let account = Account(account) else { return nil }
      holder = .issuer(account)
    case .publisher:
      guard account.isEmpty else { return nil }
      holder = .publisher
    }
    var times = ByteReader(bytes, in: 8..<24)
    guard let notBefore = try? times.u64(), let notAfter = try? times.u64(),
      let window = Window(notBefore: UnixTime(seconds: notBefore), notAfter: UnixTime(seconds: notAfter))
    else { return nil }
    self.window = window
    self.publicKey = publicKey
    isRemoved = bytes[1] == KeyRecord.removedState
  }

  var encoded: [UInt8] {
    let account = account?.bytes ?? []
    var bytes = [role.rawValue, isRemoved ? KeyRecord.removedState : KeyRecord.active, UInt8(account.count)]
    bytes += [UInt8](repeating: 0, count: 5)
    bytes.append(littleEndian: window.notBefore.seconds)
    bytes.append(littleEndian: window.notAfter.seconds)
    bytes += publicKey.bytes
    bytes += account + [UInt8](repeating: 0, count: KeyRecord.length - 56 - account.count)
    return bytes
  }

  private static let active: UInt8 = 1
  static let removedState: UInt8 = 2

  /// The account's bytes; nil where its length is over 64 or the padding is not zero.
  fileprivate static func paddedAccount(in bytes: [UInt8]) -> ArraySlice<UInt8>? {
    let length = Int(bytes[2])
    guard length <= 64, bytes[(56 + length)..<120].allSatisfy({ $0 == 0 }) else { return nil }
    return bytes[56..<56 + length]
  }
}

/// Record 0 of a keyring: the one account that all its active issuers share, if they do (SPEC §5).
struct SoleAccountRecord {
  let account: Account?

  init(_ account: Account?) { self.account = account }

  init?(parsing bytes: [UInt8]) {
    guard bytes.count == KeyRecord.length, let account = KeyRecord.paddedAccount(in: bytes),
      bytes[0..<2].allSatisfy({ $0 == 0 }), bytes[3..<56].allSatisfy({ $0 == 0 }),
      bytes[120...].allSatisfy({ $0 == 0 }), account.isEmpty || Account(account) != nil
    else { return nil }
    self.account = Account(account)
  }

  var encoded: [UInt8] {
    let account = account?.bytes ?? []
    return [0, 0, UInt8(account.count)] + [UInt8](repeating: 0, count: 53) + account
      + [UInt8](repeating: 0, count: KeyRecord.length - 56 - account.count)
  }
}
