@testable import PostPass

/// The two ways of opening a body (SPEC §3).
enum BodyOpening: String, Sendable, CaseIterable {
  case whole, lazily
}

extension LazyBody {
  /// Reads from bytes in memory.
  init(_ head: FileHead, reading bytes: [UInt8]) throws {
    try unsafe self.init(head, fileLength: bytes.count) { offset, buffer in
      unsafe buffer.copyBytes(from: bytes[offset..<offset + buffer.count])
      return 0
    }
  }
}

extension RootChain {
  /// Reads root 1, root 2, … up to the end, and walks the chain.
  init(pinned authority: AuthorityID, parsing bytes: [UInt8]) throws {
    var reader = ByteReader(bytes)
    var files: [RootFile] = []
    while reader.remaining > 0 { files.append(try RootFile(reading: &reader)) }
    try self.init(pinned: authority, files: files)
  }
}

/// A file with its body as it travels in a bundle, before anything is verified.
struct OfferedFile: Sendable {
  let signed: SignedHead
  let bodyFile: [UInt8]

  init(_ signed: SignedHead, bodyFile: [UInt8]) {
    self.signed = signed
    self.bodyFile = bodyFile
  }

  /// Head, signature block, and everything behind them as the body file.
  init(parsing bytes: [UInt8], as kind: FileKind) throws {
    var reader = ByteReader(bytes)
    signed = try SignedHead(reading: &reader, as: kind)
    bodyFile = Array(try reader.take(reader.remaining))
  }

  func keyring(under chain: RootChain, _ opening: BodyOpening) throws -> Keyring {
    let head = try chain.verifyKeyring(signed)
    switch opening {
    case .whole: return try Keyring(head, whole: MemoryStorage(bodyFile))
    case .lazily: return Keyring(head, lazy: try LazyBody(head.head, reading: bodyFile))
    }
  }

  func list(with keyring: Keyring, _ opening: BodyOpening) throws -> RevocationList {
    let head = try ListHead(verifying: signed, with: keyring)
    switch opening {
    case .whole: return try RevocationList(head, whole: MemoryStorage(bodyFile))
    case .lazily: return try RevocationList(head, lazy: try LazyBody(head.head, reading: bodyFile))
    }
  }
}

extension TrustSet {
  /// Opens a bundle as a verifier would: roots, keyring, list, each against the one before (SPEC §7, step 2).
  init(
    pinned authority: AuthorityID, bundle bytes: [UInt8], _ opening: BodyOpening, remembered: UnixTime? = nil
  ) throws {
    let bundle = try Bundle(parsing: bytes)
    let chain = try RootChain(pinned: authority, files: bundle.roots)
    let keyring = try OfferedFile(bundle.keyring, bodyFile: bundle.keyringBody).keyring(under: chain, opening)
    let list = try OfferedFile(bundle.list, bodyFile: bundle.listBody).list(with: keyring, opening)
    self.init(chain: chain, keyring: keyring, list: list, rememberedTime: remembered)
  }
}
