import PostPass
import TestSupport

extension FuzzTarget {
  /// What the search begins with: the payloads of the vectors, good and bad, with a name each.
  package func seeds() throws -> [(name: String, bytes: [UInt8])] {
    switch self {
    case .codeText: return try payloads(of: .code)
    case .codeBytes:
      return try payloads(of: .code).compactMap { name, text in
        let payload = try? CheckedText.decode(text.span, prefix: "pp1_")
        return payload.map { (name, $0) }
      }
    case .names: return try FuzzTarget.words(of: [.authority, .id, .creator, .post, .brand])
    case .rootHead: return try payloads(of: .head, file: "root")
    case .keyringHead: return try payloads(of: .head, file: "keyring")
    case .listHead: return try payloads(of: .head, file: "revocation-list")
    case .noticeHead: return try payloads(of: .head, file: "notice")
    case .root: return try payloads(of: .rootChain)
    case .mirrorHead: return try payloads(of: .mirrorHead)
    case .storeState: return try payloads(of: .storeState)
    case .bundle: return try payloads(of: .bundle)
    case .trail: return try payloads(of: .trail)
    case .keyring: return try bodies(of: .keyring)
    case .list: return try bodies(of: .revocationList)
    case .listContent: return try payloads(of: .listDelta)
    case .listDelta: return try FuzzTarget.deltas(of: .listDelta)
    case .keyringDelta: return try FuzzTarget.deltas(of: .keyringDelta)
    case .notice: return try payloads(of: .notice)
    case .dates: return try FuzzTarget.words(of: [.now, .until, .at, .runningSince, .remembered])
    case .durations:
      return ["30d", "8w", "12h", "90s", "30m", "60", "18446744073709551616s"].map { ($0, Array($0.utf8)) }
    case .publicKeyFile: return try FuzzTarget.files(below: "Keys/public")
    case .secretKeyFile: return try FuzzTarget.files(below: "Keys/secret") + [FuzzTarget.mostCostlyKeyFile()]
    case .pending: return try payloads(of: .pending)
    }
  }

  /// A sealed file that asks for as much as any may, so that more is one digit away. Nothing is ever derived from it.
  private static func mostCostlyKeyFile() throws -> (name: String, bytes: [UInt8]) {
    let text = try RepositoryFiles.text("Keys/secret/sealed-issuer-1.key")
    return ("most-costly", Array(text.replacing("argon2id 1 8 ", with: "argon2id 4 1048576 ").utf8))
  }

  private static func files(below directory: String) throws -> [(name: String, bytes: [UInt8])] {
    try RepositoryFiles.paths(below: directory).map {
      ($0.replacing("/", with: "-"), try RepositoryFiles.read($0))
    }
  }

  private func payloads(of kind: VectorKind, file: String? = nil) throws -> [(name: String, bytes: [UInt8])] {
    try Vector.all(of: kind).filter { file == nil || $0[.file] == file }.map { ($0.fileName, $0.payload) }
  }

  /// What stands behind head and signatures, without the stored hashes.
  private func bodies(of kind: VectorKind) throws -> [(name: String, bytes: [UInt8])] {
    try Vector.all(of: kind).compactMap { vector in
      let headLength = 168 + 1 + 65
      guard vector.payload.count > headLength else { return nil }
      let bodyFile = Array(vector.payload[headLength...])
      let length = PageTree(fileLength: bodyFile.count)?.bodyLength ?? bodyFile.count
      return (vector.fileName, Array(bodyFile.prefix(length)))
    }
  }

  /// The length of the body that a delta is for, the body, and the delta.
  private static func deltas(of kind: VectorKind) throws -> [(name: String, bytes: [UInt8])] {
    try Vector.all(of: kind).map { vector in
      let path = "Vectors/states/\(vector[.state] ?? "").bundle"
      let bundle = try Bundle(parsing: try RepositoryFiles.read(path))
      let (head, bodyFile) =
        kind == .listDelta ? (bundle.list.head, bundle.listBody) : (bundle.keyring.head, bundle.keyringBody)
      var bytes: [UInt8] = []
      for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: head.bodyLength >> shift)) }
      return (vector.fileName, bytes + bodyFile.prefix(head.bodyLength) + vector.payload)
    }
  }

  /// Values of header lines, each once.
  private static func words(of keys: [VectorKey]) throws -> [(name: String, bytes: [UInt8])] {
    let vectors = try Vector.all()
    let words = Set(keys.flatMap { key in vectors.compactMap { $0[key] } })
    return words.sorted().enumerated().map { ("word-\($0.offset)", Array($0.element.utf8)) }
  }
}

extension Vector {
  /// The name as that of one file.
  fileprivate var fileName: String { name.replacing("/", with: "-") }
}
