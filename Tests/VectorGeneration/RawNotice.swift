import PostPass
package import TestSupport

/// A notice as it stands on the wire, right or wrong (SPEC §6.6).
package struct RawNotice: Sendable {
  package var effectiveFrom = UInt64.max
  package var reason: UInt8 = 1
  package var scope: UInt8 = 2
  package var unused = [UInt8](repeating: 0, count: 6)
  package var codes: [(serial: UInt32, notAfter: UInt32)] = []

  package init(codes: [(serial: UInt32, notAfter: UInt32)] = []) { self.codes = codes }

  package var body: [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: effectiveFrom)
    bytes += [reason, scope] + unused
    for code in codes {
      bytes.append(littleEndian: code.serial)
      bytes.append(littleEndian: code.notAfter)
    }
    return bytes
  }

  /// Head, signature block and body; unlike other files a notice has no stored hashes.
  package func file(
    under keyring: RawHead, signer: UInt32, by key: TestKey, domain: String? = nil,
    _ change: (inout RawHead) -> Void = { _ in }
  ) -> RawFile {
    var head = RawHead(.notice, in: keyring.authority)
    head.signer = signer
    head.freshUntil = UnixTime.lastDate.seconds
    (head.parentNumber, head.parentBodyRoot) = (keyring.number, keyring.bodyRoot)
    head.rootNumber = keyring.parentNumber
    head.bodyLength = UInt64(body.count)
    head.bodyRoot = PageTree.root(of: body).bytes
    change(&head)
    var file = RawFile(head)
    file.bodyFile = body
    file.sign(as: .notice, by: [(0, key)], domain: domain)
    return file
  }
}
