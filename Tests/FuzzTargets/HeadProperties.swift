import PostPass

/// Heads with their signature blocks (SPEC §4.1).
enum HeadProperties {
  static func check(_ input: [UInt8], as kind: FileKind) {
    guard let signed = try? SignedHead(parsing: input, as: kind) else { return }
    require(signed.encoded == input, "one spelling")
    require(signed.head.kind == kind, "the kind that was asked for")
    require(signed.head.issuedAt < signed.head.freshUntil, "a life")
    for other in FileKind.allCases where other != kind {
      require((try? SignedHead(parsing: input, as: other)) == nil, "no other kind")
    }
  }
}
