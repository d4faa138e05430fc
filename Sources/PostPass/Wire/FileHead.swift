/// Which kind of signed file a head belongs to; one byte on the wire (SPEC §4.1).
public enum FileKind: UInt8, Sendable, Hashable, CaseIterable {
  case root = 1
  case keyring = 2
  case revocationList = 3
  case notice = 4

  package var domain: SignedKind {
    switch self {
    case .root: .root
    case .keyring: .keyring
    case .revocationList: .revocationList
    case .notice: .notice
    }
  }

  /// True for files that one key of a keyring signs: their heads name the key, the keyring and its root.
  var isBelowKeyring: Bool {
    switch self {
    case .root, .keyring: false
    case .revocationList, .notice: true
    }
  }
}

/// Why bytes are no head, signature block, root body or container, in the order in which the rules are applied (SPEC
/// §4.1, §4.2, §8.1).
public enum MalformedFile: Error, Equatable, Sendable {
  case magic
  case kind(found: UInt8)
  case format(UInt8)
  case unused
  case signer
  case number
  case times
  case bodyLength
  case parent
  case signatures
  case rootBody
  case container
}

/// The head of a signed file: 168 bytes, everything that its signatures cover (SPEC §4.1).
public struct FileHead: Sendable, Hashable {
  public let kind: FileKind
  /// The number of a list's publisher or of a notice's issuer; nil for roots and keyrings.
  public let signer: KeyNumber?
  public let authority: AuthorityID
  public let number: UInt64
  public let issuedAt: UnixTime
  public let freshUntil: UnixTime
  /// 1 to 2^40 bytes.
  public let bodyLength: Int
  public let bodyRoot: Digest
  public let parentNumber: UInt64
  /// The parent's body root; nil for root 1.
  public let parentBodyRoot: Digest?
  /// How far back a list is complete; nil for other kinds.
  public let retainedFrom: UnixTime?
  /// The number of the root above the keyring of a list or notice; nil for roots and keyrings.
  public let rootNumber: UInt64?

  package static let length = 168
  static let magic = Array("postpass".utf8)
  static let format: UInt8 = 1
  static let maximalBodyLength: UInt64 = 1 << 40
  static let maximalRootBodyLength: UInt64 = 4096
  /// Every notice has this number: none takes the place of another.
  static let noticeNumber: UInt64 = 1

  /// The head of root `number`.
  package init(
    rootNumber number: UInt64, authority: AuthorityID, issuedAt: UnixTime, freshUntil: UnixTime,
    body: [UInt8], parentBodyRoot: Digest?
  ) {
    self.init(
      kind: .root, signer: nil, authority: authority, number: number, issuedAt: issuedAt,
      freshUntil: freshUntil, bodyLength: body.count, bodyRoot: PageTree.root(of: body),
      parentNumber: number - 1, parentBodyRoot: parentBodyRoot, retainedFrom: nil, rootNumber: nil)
  }

  /// The head of keyring `number` under a root.
  package init(
    keyringNumber number: UInt64, under root: FileHead, issuedAt: UnixTime, freshUntil: UnixTime,
    bodyLength: Int, bodyRoot: Digest
  ) {
    self.init(
      kind: .keyring, signer: nil, authority: root.authority, number: number, issuedAt: issuedAt,
      freshUntil: freshUntil, bodyLength: bodyLength, bodyRoot: bodyRoot, parentNumber: root.number,
      parentBodyRoot: root.bodyRoot, retainedFrom: nil, rootNumber: nil)
  }

  /// The head of list `number` under a keyring, to be signed by one of its publishers.
  package init(
    listNumber number: UInt64, under keyring: FileHead, signer: KeyNumber, issuedAt: UnixTime,
    freshUntil: UnixTime, retainedFrom: UnixTime, bodyLength: Int, bodyRoot: Digest
  ) {
    self.init(
      kind: .revocationList, signer: signer, authority: keyring.authority, number: number,
      issuedAt: issuedAt, freshUntil: freshUntil, bodyLength: bodyLength, bodyRoot: bodyRoot,
      parentNumber: keyring.number, parentBodyRoot: keyring.bodyRoot, retainedFrom: retainedFrom,
      rootNumber: keyring.parentNumber)
  }

  /// The head of a notice, to be signed by an issuer of a keyring.
  package init(
    noticeUnder keyring: FileHead, signer: KeyNumber, issuedAt: UnixTime, body: [UInt8]
  ) {
    self.init(
      kind: .notice, signer: signer, authority: keyring.authority, number: FileHead.noticeNumber,
      issuedAt: issuedAt, freshUntil: .lastDate, bodyLength: body.count, bodyRoot: PageTree.root(of: body),
      parentNumber: keyring.number, parentBodyRoot: keyring.bodyRoot, retainedFrom: nil,
      rootNumber: keyring.parentNumber)
  }

  private init(
    kind: FileKind, signer: KeyNumber?, authority: AuthorityID, number: UInt64, issuedAt: UnixTime,
    freshUntil: UnixTime, bodyLength: Int, bodyRoot: Digest, parentNumber: UInt64, parentBodyRoot: Digest?,
    retainedFrom: UnixTime?, rootNumber: UInt64?
  ) {
    self.kind = kind
    self.signer = signer
    self.authority = authority
    self.number = number
    self.issuedAt = issuedAt
    self.freshUntil = freshUntil
    self.bodyLength = bodyLength
    self.bodyRoot = bodyRoot
    self.parentNumber = parentNumber
    self.parentBodyRoot = parentBodyRoot
    self.retainedFrom = retainedFrom
    self.rootNumber = rootNumber
  }

  /// Reads a head of one kind by the rules [H1] to [H9] of SPEC §4.1, in their order.
  init(reading reader: inout ByteReader, as kind: FileKind) throws(MalformedFile) {
    guard let bytes = try? reader.take(FileHead.length), bytes.starts(with: FileHead.magic) else {
      throw .magic
    }
    do {
      try self.init(fieldsOf: Array(bytes), as: kind)
    } catch let error as MalformedFile {
      throw error
    } catch {
      // The 168 bytes were counted above; the fields take exactly as many.
      throw .magic
    }
  }

  private init(fieldsOf bytes: [UInt8], as kind: FileKind) throws {
    var fields = ByteReader(bytes)
    _ = try fields.take(FileHead.magic.count)
    let kindByte = try fields.u8()
    let format = try fields.u8()
    let unused = try fields.take(2)
    let signer = try fields.u32()
    guard let authority = AuthorityID(bytes: try fields.take(32)) else { throw MalformedFile.magic }
    let number = try fields.u64()
    let issuedAt = UnixTime(seconds: try fields.u64())
    let freshUntil = UnixTime(seconds: try fields.u64())
    let bodyLength = try fields.u64()
    let bodyRoot = Digest(try fields.bytes32())
    let parentNumber = try fields.u64()
    let parentBodyRoot = Digest(try fields.bytes32())
    let retainedFrom = UnixTime(seconds: try fields.u64())
    let rootNumber = try fields.u64()

    let isList = kind == .revocationList
    let isBelowKeyring = kind.isBelowKeyring
    guard kindByte == kind.rawValue else { throw MalformedFile.kind(found: kindByte) }
    guard format == FileHead.format else { throw MalformedFile.format(format) }
    guard unused.allSatisfy({ $0 == 0 }),
      isList || retainedFrom.seconds == 0, isBelowKeyring || (signer == 0 && rootNumber == 0)
    else { throw MalformedFile.unused }
    guard !isBelowKeyring || KeyNumber(signer) != nil else { throw MalformedFile.signer }
    guard number >= 1, kind != .notice || number == FileHead.noticeNumber else { throw MalformedFile.number }
    guard issuedAt < freshUntil, freshUntil <= .lastDate, !isList || retainedFrom <= issuedAt,
      kind != .notice || freshUntil == .lastDate
    else { throw MalformedFile.times }
    guard FileHead.allows(bodyLength: bodyLength, of: kind) else { throw MalformedFile.bodyLength }
    let isFirstRoot = kind == .root && number == 1
    guard kind == .root ? parentNumber == number - 1 : parentNumber >= 1,
      !isBelowKeyring || rootNumber >= 1, !isFirstRoot || parentBodyRoot == Digest(Bytes32())
    else { throw MalformedFile.parent }
    self.init(
      kind: kind, signer: isBelowKeyring ? KeyNumber(signer) : nil, authority: authority, number: number,
      issuedAt: issuedAt, freshUntil: freshUntil, bodyLength: Int(bodyLength), bodyRoot: bodyRoot,
      parentNumber: parentNumber, parentBodyRoot: isFirstRoot ? nil : parentBodyRoot,
      retainedFrom: isList ? retainedFrom : nil, rootNumber: isBelowKeyring ? rootNumber : nil)
  }

  private static func allows(bodyLength: UInt64, of kind: FileKind) -> Bool {
    switch kind {
    case .root: (1...maximalRootBodyLength).contains(bodyLength)
    case .keyring:
      // 2^32 - 1 records: number 0 and every number that a key can have.
      (1...(UInt64(UInt32.max) * UInt64(KeyRecord.length))).contains(bodyLength)
        && bodyLength % UInt64(KeyRecord.length) == 0
    case .revocationList: (1...maximalBodyLength).contains(bodyLength)
    case .notice: NoticeRequest.allows(bodyLength: bodyLength)
    }
  }

  /// The 168 bytes; the same bytes that were read, since every head has one spelling.
  package var encoded: [UInt8] {
    var bytes = FileHead.magic
    bytes.reserveCapacity(FileHead.length)
    bytes += [kind.rawValue, FileHead.format, 0, 0]
    bytes.append(littleEndian: signer?.value ?? 0)
    bytes += authority.bytes
    bytes.append(littleEndian: number)
    bytes.append(littleEndian: issuedAt.seconds)
    bytes.append(littleEndian: freshUntil.seconds)
    bytes.append(littleEndian: UInt64(bodyLength))
    bytes += bodyRoot.bytes
    bytes.append(littleEndian: parentNumber)
    bytes += parentBodyRoot?.bytes ?? [UInt8](repeating: 0, count: 32)
    bytes.append(littleEndian: retainedFrom?.seconds ?? 0)
    bytes.append(littleEndian: rootNumber ?? 0)
    return bytes
  }

  /// What the signatures are over.
  package var signingInput: [UInt8] { kind.domain.signingInput(ofHead: encoded) }

  /// True of what a clock that is ahead has signed, by more than clocks may differ (SPEC §8.2, [S4]).
  package func isFromTheFuture(at now: UnixTime) -> Bool { issuedAt > now.adding(TrustSet.skew) }

  /// True where the two bodies are the same, byte by byte.
  package func hasSameBody(as other: FileHead) -> Bool {
    bodyLength == other.bodyLength && bodyRoot == other.bodyRoot
  }

  /// True of a list or notice that names a later keyring than this one as its parent, or another one with the same
  /// number (SPEC §4.5).
  package func needsNewerKeyring(than keyring: FileHead) -> Bool {
    let needed = FileOrder(root: rootNumber ?? 0, keyring: parentNumber, list: 0)
    return keyring.order < needed || (keyring.order == needed && keyring.bodyRoot != parentBodyRoot)
  }

  /// Where the file stands among those of its kind: by root, then keyring, then list number (SPEC §4.5).
  package var order: FileOrder {
    switch kind {
    case .root: FileOrder(root: number, keyring: 0, list: 0)
    case .keyring: FileOrder(root: parentNumber, keyring: number, list: 0)
    case .revocationList: FileOrder(root: rootNumber ?? 0, keyring: parentNumber, list: number)
    // Notices have no order among themselves; each stands where its keyring does.
    case .notice: FileOrder(root: rootNumber ?? 0, keyring: parentNumber, list: 0)
    }
  }
}

/// The order of signed files of one kind: a newer parent resets the numbers below it (SPEC §4.5).
package struct FileOrder: Sendable, Hashable, Comparable {
  package let root: UInt64
  package let keyring: UInt64
  package let list: UInt64

  package static func < (a: Self, b: Self) -> Bool {
    (a.root, a.keyring, a.list) < (b.root, b.keyring, b.list)
  }
}
