package import PostPass
package import TestSupport

/// A head as it stands on the wire, right or wrong (SPEC §4.1).
package struct RawHead: Sendable {
  package var magic = Array("postpass".utf8)
  package var kind: UInt8
  package var format: UInt8 = 1
  package var unused: [UInt8] = [0, 0]
  package var signer: UInt32 = 0
  package var authority: [UInt8]
  package var number: UInt64 = 1
  package var issuedAt = Demo.start
  package var freshUntil = Demo.start + 7 * Demo.day
  package var bodyLength: UInt64 = 0
  package var bodyRoot = [UInt8](repeating: 0, count: 32)
  package var parentNumber: UInt64 = 0
  package var parentBodyRoot = [UInt8](repeating: 0, count: 32)
  package var retainedFrom: UInt64 = 0
  package var rootNumber: UInt64 = 0

  package init(_ kind: FileKind, in authority: [UInt8]) {
    self.kind = kind.rawValue
    self.authority = authority
  }

  /// The 168 bytes.
  package var encoded: [UInt8] {
    var bytes = magic + [kind, format] + unused
    bytes.append(littleEndian: signer)
    bytes += authority
    for field in [number, issuedAt, freshUntil, bodyLength] { bytes.append(littleEndian: field) }
    bytes += bodyRoot
    bytes.append(littleEndian: parentNumber)
    bytes += parentBodyRoot
    for field in [retainedFrom, rootNumber] { bytes.append(littleEndian: field) }
    return bytes
  }
}

/// A signed file as it travels: head, signature block, body file.
package struct RawFile: Sendable {
  package var head: RawHead
  package var signatures: [(index: UInt8, bytes: [UInt8])] = []
  /// Body and stored hashes.
  package var bodyFile: [UInt8] = []

  package init(_ head: RawHead) { self.head = head }

  package static func domain(of kind: FileKind) -> String {
    switch kind {
    case .root: "postpass/v1/root\n"
    case .keyring: "postpass/v1/keyring\n"
    case .revocationList: "postpass/v1/revocation-list\n"
    case .notice: "postpass/v1/notice\n"
    }
  }

  /// Puts a body behind the head, which then describes it. It has to be signed again.
  package mutating func setBody(_ body: [UInt8]) {
    head.bodyLength = UInt64(body.count)
    head.bodyRoot = PageTree.root(of: body).bytes
    bodyFile = PageTree.bodyFile(of: body)
  }

  /// The body without its stored hashes.
  package var body: [UInt8] { Array(bodyFile.prefix(Int(head.bodyLength))) }

  /// Replaces the signatures.
  /// - Parameter domain: another than that of the kind, to replay a signature.
  package mutating func sign(as kind: FileKind, by signers: [(UInt8, TestKey)], domain: String? = nil) {
    let input = Array((domain ?? RawFile.domain(of: kind)).utf8) + head.encoded
    signatures = signers.sorted { $0.0 < $1.0 }.map { (index: $0.0, bytes: $0.1.signature(over: input)) }
  }

  /// Head and signature block.
  package var signedHead: [UInt8] {
    signatures.reduce(head.encoded + [UInt8(signatures.count)]) { $0 + [$1.index] + $1.bytes }
  }

  package var encoded: [UInt8] { signedHead + bodyFile }
}
