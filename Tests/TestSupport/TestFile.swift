package import PostPass

/// A keyring or list as a test makes it: signed head and body.
package struct TestFile: Sendable, Hashable {
  package var signed: SignedHead
  package var body: [UInt8]

  /// Signs a head with keys at their indices.
  /// - Throws: `MalformedFile` for a signature block that the format does not allow.
  package init(_ head: FileHead, body: [UInt8], signedBy keys: [(index: UInt8, key: TestKey)]) throws {
    signed = try SignedHead(
      head,
      signatures: keys.map {
        IndexedSignature(index: $0.index, signature: $0.key.sign(head.signingInput))
      })
    self.body = body
  }

  package var head: FileHead { signed.head }

  /// Body and stored hashes.
  package var bodyFile: [UInt8] { PageTree.bodyFile(of: body) }
}
