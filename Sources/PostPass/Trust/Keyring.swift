/// Every key that the authority trusts, with its number, role, window and account (SPEC §5).
public struct Keyring: Sendable {
  private enum Body {
    case whole(WholeBody)
    case lazy(LazyBody)
  }

  package let verified: KeyringHead
  private let body: Body

  /// The head that the root's keyring keys signed.
  public var head: FileHead { verified.head }

  /// Opens a body in memory or mapped, verifying all of it (SPEC [P1], [P2], [K6]).
  package init(_ verified: KeyringHead, whole storage: any BodyStorage) throws(DamagedBody) {
    let whole = try WholeBody(verifying: storage, against: verified.head)
    self.verified = verified
    body = .whole(whole)
    try checkRecords()
  }

  /// Opens the body of another keyring, which has the same length and root: it is verified already.
  package init(_ verified: KeyringHead, bodyOf other: Keyring) {
    // Whoever asks has compared them.
    precondition(verified.head.hasSameBody(as: other.head))
    self.verified = verified
    body = other.body
  }

  /// Opens a body of which single pages are read and verified when they are needed (SPEC [P3]).
  package init(_ verified: KeyringHead, lazy: LazyBody) {
    self.verified = verified
    body = .lazy(lazy)
  }

  /// The largest key number.
  public var keyCount: Int { head.bodyLength / KeyRecord.length - 1 }

  /// What is said about a key; nil for a number beyond the keyring.
  /// - Throws: `DamagedBody.record` for one that the spec does not allow, and what reading a lazy body gives.
  public func record(_ number: KeyNumber) throws(DamagedBody) -> KeyRecord? {
    guard Int(number.value) <= keyCount else { return nil }
    guard let record = KeyRecord(parsing: try recordBytes(Int(number.value))) else {
      throw .record(number.value)
    }
    return record
  }

  /// The account of all active issuers where they have just one.
  public func soleAccount() throws(DamagedBody) -> Account? {
    guard let record = SoleAccountRecord(parsing: try recordBytes(0)) else { throw .record(0) }
    return record.account
  }

  /// The body of a keyring opened whole.
  package var wholeBody: KeyringBody {
    guard case .whole(let body) = body else {
      // Only verifiers open keyrings lazily, and they make none.
      preconditionFailure("the content of a keyring that was opened lazily")
    }
    return KeyringBody(body)
  }

  private func recordBytes(_ index: Int) throws(DamagedBody) -> [UInt8] {
    switch body {
    case .whole(let body): Keyring.recordBytes(index, in: body)
    case .lazy(let body): try Keyring.recordBytes(index, in: body.reader())
    }
  }

  static func recordBytes<R: BodyReader>(_ index: Int, in reader: R) throws(R.Failure) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(KeyRecord.length)
    for word in 0..<KeyRecord.words {
      bytes.append(littleEndian: try reader.word(index * KeyRecord.words + word))
    }
    return bytes
  }

  /// [K6]: every record is allowed, and record 0 says of them what is true.
  private func checkRecords() throws(DamagedBody) {
    var accounts = SoleAccount()
    for value in 1..<(UInt32(keyCount) + 1) {
      // 1...keyCount, at most 2^33 bytes of records, are numbers of keys.
      guard let number = KeyNumber(value), let record = try record(number) else { throw .record(value) }
      accounts.insert(record)
    }
    guard try soleAccount() == accounts.sole else { throw .record(0) }
  }
}

/// Finds whether all active issuers share one account.
struct SoleAccount {
  private enum Seen {
    case none
    case one(Account)
    case several
  }

  private var seen = Seen.none

  mutating func insert(_ record: KeyRecord) {
    guard !record.isRemoved, let account = record.account else { return }
    switch seen {
    case .none: seen = .one(account)
    case .one(account), .several: break
    case .one: seen = .several
    }
  }

  var sole: Account? {
    if case .one(let account) = seen { account } else { nil }
  }
}

/// The records of a keyring while one is built: record i is key number i + 1.
package struct KeyringContent: Sendable, Equatable {
  package var records: [KeyRecord]

  package init(_ records: [KeyRecord]) { self.records = records }

  /// All records of an opened keyring.
  package init(decoding keyring: Keyring) throws(DamagedBody) {
    records = []
    for value in 1..<(UInt32(keyring.keyCount) + 1) {
      guard let number = KeyNumber(value), let record = try keyring.record(number) else {
        throw .record(value)
      }
      records.append(record)
    }
  }

  /// All records of a body file behind a head that enough keys need not have signed yet (SPEC [P1], [P2], [K6]).
  package init(verifying storage: any BodyStorage, against head: FileHead) throws(DamagedBody) {
    let body = try WholeBody(verifying: storage, against: head)
    var accounts = SoleAccount()
    records = []
    for index in 1..<body.wordCount / KeyRecord.words {
      guard let record = KeyRecord(parsing: Keyring.recordBytes(index, in: body)) else {
        throw .record(UInt32(index))
      }
      accounts.insert(record)
      records.append(record)
    }
    guard let sole = SoleAccountRecord(parsing: Keyring.recordBytes(0, in: body)),
      sole.account == accounts.sole
    else { throw .record(0) }
  }

  /// The canonical body.
  package var encodedBody: [UInt8] {
    var accounts = SoleAccount()
    for record in records { accounts.insert(record) }
    return records.reduce(into: SoleAccountRecord(accounts.sole).encoded) { $0 += $1.encoded }
  }
}
