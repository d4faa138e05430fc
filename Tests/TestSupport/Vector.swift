import Foundation

/// What a vector is about; says which header lines it needs and may have (Vectors/README.md).
package enum VectorKind: String, Sendable, CaseIterable {
  case code, head
  case rootChain = "root-chain"
  case keyring
  case revocationList = "revocation-list"
  case decision, tree
  case mirrorHead = "mirror-head"
  case bundle
  case storeState = "store-state"
  case listDelta = "list-delta"
  case keyringDelta = "keyring-delta"
  case trail, pull, notice, pending

  /// Beside kind, expect, must, comment and payload.
  var required: Set<VectorKey> {
    switch self {
    case .code, .mirrorHead, .bundle, .storeState: []
    case .head: [.file]
    case .rootChain, .pending: [.authority]
    case .keyring, .revocationList: [.state, .open]
    case .notice: [.state]
    case .decision: [.verdict, .state, .authority, .now, .post, .brand, .creator]
    case .tree: [.bodyLength]
    case .listDelta, .keyringDelta: [.state, .to, .bodyLength]
    case .trail: [.to]
    case .pull: [.held, .authority, .now]
    }
  }

  var optional: Set<VectorKey> {
    switch self {
    case .code: [.id]
    case .keyring: [.key]
    case .revocationList: [.lookUp]
    case .notice: [.issuer]
    case .decision: [.at, .runningSince, .until, .maximalListAge, .remembered, .absent]
    default: []
    }
  }
}

/// The keys of header lines; there are no others.
package enum VectorKey: String, Sendable, CaseIterable {
  case kind, expect, must, comment, payload
  case id, file, authority, state, open, key, verdict, now, post, brand, creator, at, until, remembered,
    absent, held, to, issuer
  case lookUp = "look-up"
  case runningSince = "running-since"
  case maximalListAge = "max-list-age"
  case bodyLength = "body-length"
}

/// Why a vector is broken: a mistake in the vector, and never a result.
package enum BrokenVector: Error, Equatable {
  case line(String)
  case unknownKey(String)
  case repeatedKey(String)
  case missingKey(VectorKey)
  case strangeKey(VectorKey)
  case value(VectorKey, String)
  case payload
}

/// One vector file (Vectors/README.md).
package struct Vector: Sendable, CustomStringConvertible {
  /// Folder and name, without ending.
  package let name: String
  package let kind: VectorKind
  package let expect: String
  /// The numbers of the requirements that it shows, for example `C4`.
  package let must: [String]
  package let comment: String
  package let payload: [UInt8]
  private let header: [VectorKey: String]

  package var description: String { "\(name): \(comment)" }

  /// True where the payload is as it should be.
  package var isPositive: Bool { ["accepted", "allowed", "listed", "not-listed"].contains(expect) }

  package subscript(key: VectorKey) -> String? { header[key] }

  /// Reads a file; whatever is not described in Vectors/README.md is an error.
  package init(_ name: String, parsing text: String) throws {
    guard let gap = text.range(of: "\n\n") else { throw BrokenVector.payload }
    var header: [VectorKey: String] = [:]
    for line in text[..<gap.lowerBound].split(separator: "\n", omittingEmptySubsequences: false) {
      guard let colon = line.range(of: ": ") else { throw BrokenVector.line(String(line)) }
      let word = String(line[..<colon.lowerBound])
      guard let key = VectorKey(rawValue: word) else { throw BrokenVector.unknownKey(word) }
      guard header.updateValue(String(line[colon.upperBound...]), forKey: key) == nil else {
        throw BrokenVector.repeatedKey(word)
      }
    }
    func value(_ key: VectorKey) throws -> String {
      guard let value = header[key], !value.isEmpty else { throw BrokenVector.missingKey(key) }
      return value
    }
    guard let kind = VectorKind(rawValue: try value(.kind)) else {
      throw BrokenVector.value(.kind, try value(.kind))
    }
    for key in kind.required { _ = try value(key) }
    let known = kind.required.union(kind.optional).union([.kind, .expect, .must, .comment, .payload])
    if let strange = header.keys.first(where: { !known.contains($0) }) {
      throw BrokenVector.strangeKey(strange)
    }
    self.name = name
    self.kind = kind
    expect = try value(.expect)
    must = try value(.must).split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    comment = try value(.comment)
    self.header = header
    payload = try Vector.payload(String(text[gap.upperBound...]), form: try value(.payload))
  }

  private static func payload(_ text: String, form: String) throws -> [UInt8] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count >= 2, lines.removeLast().isEmpty, let last = lines.last, !last.isEmpty else {
      throw BrokenVector.payload
    }
    switch form {
    case "text":
      guard lines.count == 1 else { throw BrokenVector.payload }
      return Array(last.utf8)
    case "hex":
      guard lines.dropLast().allSatisfy({ $0.utf8.count == 64 }), last.utf8.count <= 64 else {
        throw BrokenVector.payload
      }
      guard let bytes = hexBytes(lines.joined()) else { throw BrokenVector.payload }
      return bytes
    default: throw BrokenVector.value(.payload, form)
    }
  }

  /// All vectors below Vectors.
  package static func all() throws -> [Vector] {
    try RepositoryFiles.paths(below: "Vectors").filter { $0.hasSuffix(".txt") }.map { path in
      let name = path.dropFirst("Vectors/".count).dropLast(".txt".count)
      return try Vector(String(name), parsing: try RepositoryFiles.text(path))
    }
  }

  /// All vectors of some kinds.
  package static func all(of kinds: VectorKind...) throws -> [Vector] {
    try all().filter { kinds.contains($0.kind) }
  }
}

/// The bytes of lower-case hexadecimal digits; nil for an odd number of them and for other characters.
package func hexBytes(_ text: String) -> [UInt8]? {
  let digits = text.utf8.map { byte -> UInt8? in
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
  }
  guard digits.count % 2 == 0 else { return nil }
  var bytes: [UInt8] = []
  bytes.reserveCapacity(digits.count / 2)
  for index in stride(from: 0, to: digits.count, by: 2) {
    guard let high = digits[index], let low = digits[index + 1] else { return nil }
    bytes.append(high << 4 | low)
  }
  return bytes
}
