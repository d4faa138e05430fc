import PostPass

/// Heads with their signature blocks (SPEC §4.1).
enum HeadProperties {
  static func check(_ input: [UInt8], as kind: FileKind) {
    guard let signed = try? SignedHead(parsing: input, as: kind) else {
      require(!NaiveHead(input).isAllowed(as: kind), "what the SPEC allows is read")
      return
    }
    require(NaiveHead(input).isAllowed(as: kind), "only what the SPEC allows is read")
    require(signed.encoded == input, "one spelling")
    require(signed.head.kind == kind, "the kind that was asked for")
    for other in FileKind.allCases where other != kind {
      require((try? SignedHead(parsing: input, as: other)) == nil, "no other kind")
    }
  }
}

/// The rules [H1] to [H10] in the plainest way, read from the table of the SPEC alone.
private struct NaiveHead {
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func isAllowed(as kind: FileKind) -> Bool {
    guard bytes.count > 168, bytes.starts(with: "postpass".utf8) else { return false }
    let isBelowKeyring = kind == .revocationList || kind == .notice
    let signer = value(at: 12, 4)
    let (number, parentNumber, rootNumber) = (value(at: 48, 8), value(at: 112, 8), value(at: 160, 8))
    let (issuedAt, freshUntil, retainedFrom) = (value(at: 56, 8), value(at: 64, 8), value(at: 152, 8))
    let lastDate: UInt64 = 253_402_300_799
    return bytes[8] == kind.rawValue && bytes[9] == 1 && value(at: 10, 2) == 0
      && (kind == .revocationList ? retainedFrom <= issuedAt : retainedFrom == 0)
      && (isBelowKeyring
        ? (1..<4_294_967_295).contains(signer) && rootNumber > 0 : signer == 0 && rootNumber == 0)
      && (kind == .notice ? number == 1 && freshUntil == lastDate : number > 0)
      && issuedAt < freshUntil && freshUntil <= lastDate
      && allows(bodyLength: value(at: 72, 8), of: kind)
      && (kind == .root ? parentNumber == number - 1 : parentNumber > 0)
      && (kind != .root || number > 1 || bytes[120..<152].allSatisfy { $0 == 0 })
      && allowsSignatures(ofOne: isBelowKeyring)
  }

  private func allows(bodyLength: UInt64, of kind: FileKind) -> Bool {
    switch kind {
    case .root: bodyLength > 0 && bodyLength <= 4096
    case .keyring: bodyLength > 0 && bodyLength <= 128 * 4_294_967_295 && bodyLength % 128 == 0
    case .revocationList: bodyLength > 0 && bodyLength <= 1_099_511_627_776
    case .notice: bodyLength >= 16 && bodyLength <= 1_048_592 && bodyLength % 8 == 0
    }
  }

  private func allowsSignatures(ofOne isOne: Bool) -> Bool {
    let count = Int(bytes[168])
    guard count <= 64, bytes.count == 169 + 65 * count else { return false }
    let indices = (0..<count).map { bytes[169 + 65 * $0] }
    return isOne ? indices == [0] : zip(indices, indices.dropFirst()).allSatisfy { $0 < $1 }
  }

  private func value(at start: Int, _ length: Int) -> UInt64 {
    bytes[start..<start + length].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
