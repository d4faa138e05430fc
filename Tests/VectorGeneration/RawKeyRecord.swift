import PostPass
package import TestSupport

/// A record of a keyring as it stands on the wire, right or wrong (SPEC §5).
package struct RawKeyRecord: Sendable {
  package var role: UInt8
  package var state: UInt8 = 1
  package var accountLength: UInt8
  package var unused = [UInt8](repeating: 0, count: 5)
  package var notBefore = Demo.start - 365 * Demo.day
  package var notAfter = UInt64.max
  package var publicKey: [UInt8]
  /// 64 bytes.
  package var account: [UInt8]
  package var tail = [UInt8](repeating: 0, count: 8)

  package static func issuer(_ key: TestKey, _ account: String) -> RawKeyRecord {
    RawKeyRecord(role: 1, account: Array(account.utf8), publicKey: key.publicKey.bytes)
  }

  package static func publisher(_ key: TestKey) -> RawKeyRecord {
    RawKeyRecord(role: 2, account: [], publicKey: key.publicKey.bytes)
  }

  /// Record 0.
  package static func sole(_ account: String) -> RawKeyRecord {
    var record = RawKeyRecord(
      role: 0, account: Array(account.utf8), publicKey: [UInt8](repeating: 0, count: 32))
    (record.state, record.notBefore, record.notAfter) = (0, 0, 0)
    return record
  }

  private init(role: UInt8, account: [UInt8], publicKey: [UInt8]) {
    self.role = role
    accountLength = UInt8(account.count)
    self.publicKey = publicKey
    self.account = account + [UInt8](repeating: 0, count: 64 - account.count)
  }

  package func with(_ change: (inout RawKeyRecord) -> Void) -> RawKeyRecord {
    var copy = self
    change(&copy)
    return copy
  }

  /// The 128 bytes.
  package var encoded: [UInt8] {
    var bytes = [role, state, accountLength] + unused
    bytes.append(littleEndian: notBefore)
    bytes.append(littleEndian: notAfter)
    return bytes + publicKey + account + tail
  }

  /// The account that all active issuers share; empty where there is none.
  package static func soleAccount(of records: [RawKeyRecord]) -> String {
    let accounts = Set(
      records.filter { $0.role == 1 && $0.state == 1 }
        .map { Array($0.account.prefix(Int($0.accountLength))) })
    return accounts.count == 1 ? String(decoding: accounts.first ?? [], as: UTF8.self) : ""
  }
}
