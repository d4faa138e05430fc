/// One signature on a file, by the index of its key (SPEC §4.1, §4.2).
package struct IndexedSignature: Sendable, Hashable {
  package let index: UInt8
  package let signature: Signature

  package init(index: UInt8, signature: Signature) {
    self.index = index
    self.signature = signature
  }
}

/// A head with its signature block, whose signatures were not checked.
package struct SignedHead: Sendable, Hashable {
  package let head: FileHead
  /// Strictly increasing by index.
  package let signatures: [IndexedSignature]

  package static let maximalSignatures = 64

  /// - Throws: `MalformedFile.signatures` where there are more than 64, an index is repeated, or a list or notice has
  ///   not just one with index 0.
  package init(_ head: FileHead, signatures: [IndexedSignature]) throws(MalformedFile) {
    guard signatures.count <= SignedHead.maximalSignatures,
      zip(signatures, signatures.dropFirst()).allSatisfy({ $0.index < $1.index }),
      !head.kind.isBelowKeyring || signatures.map(\.index) == [0]
    else { throw .signatures }
    self.head = head
    self.signatures = signatures
  }

  /// Reads head and signature block from the front of the input, by [H1] to [H10] of SPEC §4.1.
  init(reading reader: inout ByteReader, as kind: FileKind) throws(MalformedFile) {
    let head = try FileHead(reading: &reader, as: kind)
    var signatures: [IndexedSignature] = []
    do {
      for _ in 0..<(try reader.u8()) {
        let index = try reader.u8()
        guard let signature = Signature(bytes: try reader.take(64)) else { throw InputEnded() }
        signatures.append(IndexedSignature(index: index, signature: signature))
      }
    } catch {
      throw .signatures
    }
    try self.init(head, signatures: signatures)
  }

  /// Reads input that is one head with its signature block and nothing else.
  package init(parsing bytes: [UInt8], as kind: FileKind) throws(MalformedFile) {
    var reader = ByteReader(bytes)
    try self.init(reading: &reader, as: kind)
    guard reader.remaining == 0 else { throw .container }
  }

  /// The bytes that were read.
  package var encoded: [UInt8] {
    var bytes = head.encoded
    bytes.append(UInt8(signatures.count))
    for signature in signatures {
      bytes.append(signature.index)
      bytes += signature.signature.bytes
    }
    return bytes
  }

  /// Checks that every signature is by the key that `key` gives for its index (SPEC [R5], [K3], [L3]).
  func checkSignatures(by key: (UInt8) -> PublicKey?) throws(UntrustedFile) {
    let input = head.signingInput
    for signature in signatures {
      guard let key = key(signature.index) else { throw .unknownKey(UInt32(signature.index)) }
      guard key.verifies(signature.signature, over: input) else {
        throw .badSignature(UInt32(signature.index))
      }
    }
  }
}

/// Why a well-formed file is not to be trusted (SPEC §4.3, §4.4).
public enum UntrustedFile: Error, Equatable, Sendable {
  case malformed(MalformedFile)
  case notPinned(AuthorityID)
  case otherAuthority(AuthorityID)
  case pageHash
  case rootGap(expected: UInt64, found: UInt64)
  case tooManyRoots
  case wrongParent
  case unknownKey(UInt32)
  case badSignature(UInt32)
  case threshold(have: Int, need: Int)
  /// The list's signer is beyond a keyring that is older than the list needs: a newer keyring may know it.
  case oldKeyring
  case damaged(DamagedBody)
}
