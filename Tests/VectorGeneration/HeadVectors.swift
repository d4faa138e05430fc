import PostPass

/// Heads with their signature blocks (SPEC §4.1).
enum HeadVectors {
  static var all: [VectorDraft] {
    FileKind.allCases.flatMap(accepted) + common + root + keyring + list + notice + blocks
  }

  private static func name(_ kind: FileKind) -> String {
    switch kind {
    case .root: "root"
    case .keyring: "keyring"
    case .revocationList: "revocation-list"
    case .notice: "notice"
    }
  }

  private static func file(_ kind: FileKind) -> RawFile {
    switch kind {
    case .root: Demo.state.roots[0]
    case .keyring: Demo.state.keyring
    case .revocationList: Demo.state.list
    case .notice: Demo.notice
    }
  }

  private static func vector(
    _ name: String, _ expect: String, _ must: String, _ comment: String, as kind: FileKind, _ bytes: [UInt8]
  ) -> VectorDraft {
    VectorDraft(
      "heads/\(name)", kind: "head", expect: expect, must: must, comment, [("file", HeadVectors.name(kind))],
      .hex(bytes))
  }

  /// A head with one change; its signatures are not looked at.
  private static func changed(
    _ name: String, _ expect: String, _ must: String, _ comment: String, _ kind: FileKind,
    _ change: (inout RawHead) -> Void
  ) -> VectorDraft {
    var file = file(kind)
    change(&file.head)
    return vector("\(HeadVectors.name(kind))-\(name)", expect, must, comment, as: kind, file.signedHead)
  }

  private static func accepted(_ kind: FileKind) -> [VectorDraft] {
    let name = name(kind)
    var edge = file(kind)
    (edge.head.issuedAt, edge.head.freshUntil) = (0, 253_402_300_799)
    if kind == .revocationList || kind == .notice {
      (edge.head.retainedFrom, edge.head.signer) = (0, .max - 1)
    }
    return [
      vector(
        name, "accepted", "H1,H2,H3,H4,H5,H6,H7,H8,H9,H10", "as the demo authority made it", as: kind,
        file(kind).signedHead),
      vector(
        "\(name)-times", "accepted", "H5,H7", "from 0 to the end of the year 9999", as: kind, edge.signedHead),
    ]
  }

  private static var common: [VectorDraft] {
    FileKind.allCases.flatMap { kind -> [VectorDraft] in
      let (name, head) = (name(kind), file(kind).signedHead)
      let others = FileKind.allCases.filter { $0 != kind }.map { other in
        vector(
          "\(name)-is-\(HeadVectors.name(other))", "kind", "H2", "a file of another kind", as: kind,
          file(other).signedHead)
      }
      return others + [
        vector(
          "\(name)-magic-cut", "magic", "H1", "one byte less than a head", as: kind, Array(head.prefix(167))),
        changed("magic", "magic", "H1", "another magic", kind) { $0.magic[7] ^= 0x20 },
        changed("kind-0", "kind", "H2", "kind 0", kind) { $0.kind = 0 },
        changed("kind-5", "kind", "H2", "kind 5", kind) { $0.kind = 5 },
        changed("format-0", "format", "H3", "format 0", kind) { $0.format = 0 },
        changed("format-2", "format", "H3", "format 2", kind) { $0.format = 2 },
        changed("unused", "unused", "H4", "an unused byte", kind) { $0.unused[1] = 1 },
        changed("number-0", "number", "H6", "files are numbered from 1", kind) { $0.number = 0 },
        changed("times-equal", "times", "H7", "fresh until is issued at", kind) {
          $0.freshUntil = $0.issuedAt
        },
        changed("times-reversed", "times", "H7", "fresh until is before issued at", kind) {
          $0.issuedAt = $0.freshUntil + 1
        },
        changed("times-late", "times", "H7", "fresh until is after the year 9999", kind) {
          $0.freshUntil = 253_402_300_800
        },
        changed("times-no-end", "times", "H7", "2^64 - 1 is no end here", kind) { $0.freshUntil = .max },
        changed("body-empty", "body-length", "H8", "no body", kind) { $0.bodyLength = 0 },
        changed("body-huge", "body-length", "H8", "2^64 - 1 bytes", kind) { $0.bodyLength = .max },
        changed("kind-before-format", "kind", "H2,H3", "the kind is looked at before the format", kind) {
          ($0.kind, $0.format) = (5, 2)
        },
      ]
    }
  }

  private static var root: [VectorDraft] {
    [
      changed("signer", "unused", "H4", "a root has no signer number", .root) { $0.signer = 1 },
      changed("retained-from", "unused", "H4", "a root retains nothing", .root) { $0.retainedFrom = 1 },
      changed("root-number", "unused", "H4", "zero for a root", .root) { $0.rootNumber = 1 },
      changed("body-4097", "body-length", "H8", "the body of a root has at most 4096 bytes", .root) {
        $0.bodyLength = 4097
      },
      changed("parent", "parent", "H9", "root 1 has parent 0", .root) { $0.parentNumber = 1 },
      changed("parent-2", "parent", "H9", "root 2 has parent 1", .root) { $0.number = 2 },
      changed("parent-largest", "parent", "H9", "root 2^64 - 1 has parent 2^64 - 2", .root) {
        ($0.number, $0.parentNumber) = (.max, .max)
      },
      changed("parent-body-root", "parent", "H9", "root 1 has no parent", .root) { $0.parentBodyRoot[0] = 1 },
    ]
  }

  private static var keyring: [VectorDraft] {
    [
      changed("body-largest", "accepted", "H8", "128 (2^32 - 1) bytes", .keyring) {
        $0.bodyLength = 128 * 0xFFFF_FFFF
      },
      changed("signer", "unused", "H4", "a keyring has no signer number", .keyring) { $0.signer = 1 },
      changed("retained-from", "unused", "H4", "a keyring retains nothing", .keyring) { $0.retainedFrom = 1 },
      changed("root-number", "unused", "H4", "zero for a keyring", .keyring) { $0.rootNumber = 1 },
      changed("body-129", "body-length", "H8", "records have 128 bytes", .keyring) { $0.bodyLength = 129 },
      changed("body-too-large", "body-length", "H8", "128 x 2^32 bytes", .keyring) {
        $0.bodyLength = 128 << 32
      },
      changed("parent-0", "parent", "H9", "there is no root 0", .keyring) { $0.parentNumber = 0 },
    ]
  }

  private static var list: [VectorDraft] {
    [
      changed("body-largest", "accepted", "H8", "2^40 bytes", .revocationList) { $0.bodyLength = 1 << 40 },
      changed("retained-now", "accepted", "H7", "retained from its own time on", .revocationList) {
        $0.retainedFrom = $0.issuedAt
      },
      changed("signer-0", "signer", "H5", "number 0 is no key", .revocationList) { $0.signer = 0 },
      changed("signer-too-large", "signer", "H5", "number 2^32 - 1 is no key", .revocationList) {
        $0.signer = .max
      },
      changed("retained-late", "times", "H7", "retained from after issued at", .revocationList) {
        $0.retainedFrom = $0.issuedAt + 1
      },
      changed("body-too-large", "body-length", "H8", "2^40 + 1 bytes", .revocationList) {
        $0.bodyLength = 1 << 40 + 1
      },
      changed("parent-0", "parent", "H9", "there is no keyring 0", .revocationList) { $0.parentNumber = 0 },
      changed("root-0", "parent", "H9", "there is no root 0", .revocationList) { $0.rootNumber = 0 },
    ]
  }

  private static var notice: [VectorDraft] {
    [
      changed("parent-largest", "accepted", "H9", "of the last keyring of the last root", .notice) {
        ($0.parentNumber, $0.rootNumber) = (.max, .max)
      },
      changed("body-key", "accepted", "H8", "16 bytes", .notice) { $0.bodyLength = 16 },
      changed("body-largest", "accepted", "H8", "16 + 8 x 2^17 bytes", .notice) {
        $0.bodyLength = 16 + 1 << 20
      },
      changed("signer-0", "signer", "H5", "number 0 is no key", .notice) { $0.signer = 0 },
      changed("signer-too-large", "signer", "H5", "number 2^32 - 1 is no key", .notice) { $0.signer = .max },
      changed("retained-from", "unused", "H4", "a notice retains nothing", .notice) { $0.retainedFrom = 1 },
      changed("number-2", "number", "H6", "every notice has number 1", .notice) { $0.number = 2 },
      changed("number-largest", "number", "H6", "every notice has number 1", .notice) { $0.number = .max },
      changed("times-stale", "times", "H7", "a notice never gets stale", .notice) {
        $0.freshUntil = $0.issuedAt + 7 * Demo.day
      },
      changed("times-second", "times", "H7", "a second less than the last", .notice) { $0.freshUntil -= 1 },
      changed("body-15", "body-length", "H8", "less than a notice has", .notice) { $0.bodyLength = 15 },
      changed("body-8", "body-length", "H8", "less than a notice has", .notice) { $0.bodyLength = 8 },
      changed("body-20", "body-length", "H8", "half a code", .notice) { $0.bodyLength = 20 },
      changed("body-too-large", "body-length", "H8", "2^17 + 1 codes", .notice) {
        $0.bodyLength = 24 + 1 << 20
      },
      changed("parent-0", "parent", "H9", "there is no keyring 0", .notice) { $0.parentNumber = 0 },
      changed("root-0", "parent", "H9", "there is no root 0", .notice) { $0.rootNumber = 0 },
    ]
  }

  private static func block(
    _ name: String, _ expect: String, _ comment: String, _ kind: FileKind, _ indices: [UInt8], cut: Int = 0
  ) -> VectorDraft {
    let pairs = indices.flatMap { [$0] + [UInt8](repeating: 0x5A, count: 64) }
    let bytes = file(kind).head.encoded + [UInt8(indices.count)] + pairs
    return vector(
      "\(HeadVectors.name(kind))-signatures-\(name)", expect, "H10", comment, as: kind,
      Array(bytes.dropLast(cut)))
  }

  private static var blocks: [VectorDraft] {
    [
      block("none", "accepted", "a count of 0 is well-formed, and reaches no threshold", .root, []),
      block("64", "accepted", "as many as there can be", .root, Array(0..<64)),
      block("65", "signatures", "one more", .root, Array(0..<65)),
      vector(
        "root-signatures-255", "signatures", "H10", "the largest count, and no pair", as: .root,
        file(.root).head.encoded + [255]),
      block("repeated", "signatures", "one index twice", .root, [0, 0]),
      block("order", "signatures", "indices decrease", .keyring, [1, 0]),
      block("cut", "signatures", "the last byte is missing", .keyring, [0], cut: 1),
      block("cut-index", "signatures", "nothing behind the count", .keyring, [0], cut: 65),
      block("no-count", "signatures", "nothing behind the head", .keyring, [], cut: 1),
      block("none", "signatures", "a list has one signature", .revocationList, []),
      block("two", "signatures", "a list has one signature", .revocationList, [0, 1]),
      block("index-1", "signatures", "with index 0", .revocationList, [1]),
      block("none", "signatures", "a notice has one signature", .notice, []),
      block("two", "signatures", "a notice has one signature", .notice, [0, 1]),
      block("index-1", "signatures", "with index 0", .notice, [1]),
      block("cut", "signatures", "the last byte is missing", .notice, [0], cut: 1),
    ]
      + FileKind.allCases.map { kind in
        vector(
          "\(name(kind))-trailing", "container", "S1", "a byte behind the signature block", as: kind,
          file(kind).signedHead + [0])
      }
  }
}
