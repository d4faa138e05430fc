import TestSupport

@testable import PostPass

/// Runs vectors through the core. Every function gives the name that SPEC has for the outcome.
enum VectorRunner {
  static func outcome(of vector: Vector) throws -> String {
    do {
      switch vector.kind {
      case .code: return try code(vector)
      case .head:
        _ = try SignedHead(parsing: vector.payload, as: try fileKind(vector))
        return "accepted"
      case .rootChain:
        _ = try RootChain(pinned: try authority(vector), parsing: vector.payload)
        return "accepted"
      case .keyring: return try keyring(vector)
      case .revocationList: return try list(vector)
      case .notice: return try notice(vector)
      case .tree: return try tree(vector)
      case .mirrorHead:
        return try MirrorHead(parsing: vector.payload).encoded == vector.payload ? "accepted" : "re-encoded"
      case .bundle:
        return try Bundle(parsing: vector.payload).encoded == vector.payload ? "accepted" : "re-encoded"
      case .storeState:
        return try StoreState(parsing: vector.payload).encoded == vector.payload ? "accepted" : "re-encoded"
      case .listDelta, .keyringDelta: return try delta(vector)
      case .trail:
        let trail = try Trail(parsing: vector.payload, to: try root(vector))
        return trail.encoded == vector.payload ? "accepted" : "re-encoded"
      case .pending:
        let file = try PendingFile(parsing: vector.payload)
        guard file.encoded == vector.payload else { return "re-encoded" }
        _ = try Proposal(verifying: file, pinned: try authority(vector))
        return "accepted"
      case .decision, .pull: throw BrokenVector.value(.kind, vector.kind.rawValue)
      }
    } catch let broken as BrokenVector {
      throw broken
    } catch {
      return specName(of: error)
    }
  }

  static func authority(_ vector: Vector) throws -> AuthorityID {
    let text = vector[.authority] ?? ""
    guard let authority = AuthorityID(parsing: text) else { throw BrokenVector.value(.authority, text) }
    return authority
  }

  static func opening(_ vector: Vector) throws -> BodyOpening {
    guard let opening = BodyOpening(rawValue: vector[.open] ?? "") else {
      throw BrokenVector.value(.open, vector[.open] ?? "")
    }
    return opening
  }

  private static func fileKind(_ vector: Vector) throws -> FileKind {
    switch vector[.file] {
    case "root": return .root
    case "keyring": return .keyring
    case "revocation-list": return .revocationList
    case "notice": return .notice
    default: throw BrokenVector.value(.file, vector[.file] ?? "")
    }
  }

  private static func code(_ vector: Vector) throws -> String {
    let code = try UnverifiedCode(parsing: vector.payload)
    if let id = vector[.id], "\(code.id)" != id { return "another ID: \(code.id)" }
    return "accepted"
  }

  /// Root chain and keyring of the state that a vector names.
  private static func state(_ vector: Vector) throws -> (chain: RootChain, keyring: OfferedFile) {
    let bundle = try Bundle(
      parsing: try RepositoryFiles.read("Vectors/states/\(vector[.state] ?? "").bundle"))
    let pinned = AuthorityID(ofFirstRootBody: bundle.roots[0].body.encoded)
    let chain = try RootChain(pinned: pinned, files: bundle.roots)
    return (chain, OfferedFile(bundle.keyring, bodyFile: bundle.keyringBody))
  }

  private static func keyring(_ vector: Vector) throws -> String {
    let chain = try state(vector).chain
    let keyring = try OfferedFile(parsing: vector.payload, as: .keyring).keyring(
      under: chain, try opening(vector))
    if let text = vector[.key] {
      guard let value = UInt32(text), let number = KeyNumber(value) else {
        throw BrokenVector.value(.key, text)
      }
      guard try keyring.record(number) != nil else { return "no record" }
    }
    return "accepted"
  }

  private static func list(_ vector: Vector) throws -> String {
    let (chain, file) = try state(vector)
    let keyring = try file.keyring(under: chain, .whole)
    let list = try OfferedFile(parsing: vector.payload, as: .revocationList)
      .list(with: keyring, try opening(vector))
    guard let text = vector[.lookUp] else { return "accepted" }
    guard let id = CodeID(parsing: text) else { throw BrokenVector.value(.lookUp, text) }
    let found = try list.revocations(of: id)
    return found.ofKey == nil && found.ofCode == nil ? "not-listed" : "listed"
  }

  private static func notice(_ vector: Vector) throws -> String {
    let unverified = try UnverifiedNotice(parsing: vector.payload)
    let (chain, file) = try state(vector)
    let notice = try unverified.checkSignature(with: try file.keyring(under: chain, .whole))
    guard unverified.encoded == vector.payload,
      notice.request.encoded == vector.payload.suffix(notice.head.bodyLength)
    else { return "re-encoded" }
    if let issuer = vector[.issuer], "\(notice.issuer.value)" != issuer { return "of another issuer" }
    return "accepted"
  }

  private static func tree(_ vector: Vector) throws -> String {
    guard let length = Int(vector[.bodyLength] ?? "") else {
      throw BrokenVector.value(.bodyLength, vector[.bodyLength] ?? "")
    }
    let root = PageTree.root(of: (0..<length).map { UInt8($0 % 251) })
    return root.bytes == vector.payload ? "accepted" : "page-hash"
  }

  private static func root(_ vector: Vector) throws -> Digest {
    guard let root = Digest(hex: vector[.to] ?? "") else { throw BrokenVector.value(.to, vector[.to] ?? "") }
    return root
  }

  /// Applies a delta to the list or keyring of a state.
  private static func delta(_ vector: Vector) throws -> String {
    guard let length = Int(vector[.bodyLength] ?? "") else {
      throw BrokenVector.value(.bodyLength, vector[.bodyLength] ?? "")
    }
    let bundle = try Bundle(
      parsing: try RepositoryFiles.read("Vectors/states/\(vector[.state] ?? "").bundle"))
    let body: [UInt8]
    if vector.kind == .listDelta {
      let old = try RevocationListBody(
        verifying: MemoryStorage(bundle.listBody), root: bundle.list.head.bodyRoot)
      body = try old.updated(by: [vector.payload], length: length)
    } else {
      let old = try KeyringBody(
        verifying: MemoryStorage(bundle.keyringBody), root: bundle.keyring.head.bodyRoot)
      body = try old.updated(by: [vector.payload], length: length)
    }
    return PageTree.root(of: body) == (try root(vector)) ? "accepted" : "page-hash"
  }
}
