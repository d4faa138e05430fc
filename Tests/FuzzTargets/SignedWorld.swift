import PostPass
import TestSupport

/// An authority whose keys everybody knows: it signs whatever body the fuzzer comes up with, so that the readers behind
/// the signature are reached. A publisher who means harm can do the same.
enum SignedWorld {
  static let authority = made { try TestAuthority() }

  static let chain = made { try RootChain(pinned: authority.id, files: authority.roots) }

  static let keyring = made {
    try Keyring(try chain.verifyKeyring(authority.keyring.signed), whole: authority.keyring.bodyFile.storage)
  }

  static func keyringHead(of body: [UInt8]) -> KeyringHead? {
    guard let head = head(of: body, as: .keyring) else { return nil }
    return made {
      let signature = IndexedSignature(
        index: 0, signature: TestAuthority.keyringKey.sign(head.signingInput))
      return try chain.verifyKeyring(try SignedHead(head, signatures: [signature]))
    }
  }

  static func listHead(of body: [UInt8]) -> ListHead? {
    guard let head = head(of: body, as: .revocationList) else { return nil }
    return made {
      let signature = IndexedSignature(index: 0, signature: TestAuthority.publisher.sign(head.signingInput))
      return try ListHead(verifying: try SignedHead(head, signatures: [signature]), with: keyring)
    }
  }

  /// The head of a notice of issuer 1; nil for what a notice cannot be signed at.
  static func noticeHead(of body: [UInt8], issuedAt: UnixTime) -> SignedHead? {
    guard !body.isEmpty else { return nil }
    let head = FileHead(
      noticeUnder: authority.keyring.head, signer: TestAuthority.noraNumber, issuedAt: issuedAt, body: body)
    return made {
      let signature = IndexedSignature(index: 0, signature: TestAuthority.nora.sign(head.signingInput))
      return try SignedHead(head, signatures: [signature])
    }
  }

  /// Nil for a length that no head can say.
  private static func head(of body: [UInt8], as kind: FileKind) -> FileHead? {
    guard !body.isEmpty, kind != .keyring || body.count % 128 == 0 else { return nil }
    let root = PageTree.root(of: body)
    let (start, end) = (TestAuthority.start, TestAuthority.start.adding(.days(7)))
    if kind == .keyring {
      return FileHead(
        keyringNumber: 1, under: authority.roots[0].signed.head, issuedAt: start, freshUntil: end,
        bodyLength: body.count, bodyRoot: root)
    }
    // Later than the events of the vectors, or their lists would be refused for their times alone.
    let issuedAt = start.adding(.days(365))
    return FileHead(
      listNumber: 1, under: authority.keyring.head, signer: TestAuthority.publisherNumber, issuedAt: issuedAt,
      freshUntil: issuedAt.adding(.days(7)), retainedFrom: start, bodyLength: body.count, bodyRoot: root)
  }

  private static func made<Value>(_ make: () throws -> Value) -> Value {
    do { return try make() } catch { fatalError("the authority of the fuzzer: \(error)") }
  }
}

extension [UInt8] {
  /// The bytes as a body file that does not move.
  var storage: any BodyStorage { MemoryStorage(self) }
}

extension LazyBody {
  /// Reads from bytes in memory.
  init(_ head: FileHead, reading bodyFile: [UInt8]) throws(DamagedBody) {
    try unsafe self.init(head, fileLength: bodyFile.count) { offset, buffer in
      unsafe buffer.copyBytes(from: bodyFile[offset..<offset + buffer.count])
      return 0
    }
  }
}
