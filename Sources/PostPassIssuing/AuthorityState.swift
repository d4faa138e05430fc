package import DurableFile
package import PostPass

/// Why a mirror directory or a bundle gives no state of the pinned authority.
package enum StateError: Error, Equatable, Sendable {
  case file(FileError)
  case malformed(String, MalformedFile)
  case untrusted(String, UntrustedFile)
  case damaged(String, DamagedBody)
}

/// Roots, keyring and list of one authority, all of it verified and in memory: what a mirror and a bundle hold (SPEC
/// §8.1).
package struct AuthorityState: Sendable {
  package let trust: TrustSet
  private let keyringBody: [UInt8]
  private let listBody: [UInt8]

  /// Verifies every signature and every page.
  /// - Parameter origin: what errors call the place that the bytes come from.
  package init(
    pinned authority: AuthorityID, _ bundle: Bundle, origin: String
  ) throws(StateError) {
    let chain: RootChain
    let keyringHead: KeyringHead
    do {
      chain = try RootChain(pinned: authority, files: bundle.roots)
      keyringHead = try chain.verifyKeyring(bundle.keyring)
    } catch {
      throw .untrusted(origin, error)
    }
    let keyring: Keyring
    do { keyring = try Keyring(keyringHead, whole: MemoryStorage(bundle.keyringBody)) } catch {
      throw .damaged(origin, error)
    }
    let listHead: ListHead
    do { listHead = try ListHead(verifying: bundle.list, with: keyring) } catch {
      throw .untrusted(origin, error)
    }
    do {
      let list = try RevocationList(listHead, whole: MemoryStorage(bundle.listBody))
      trust = TrustSet(chain: chain, keyring: keyring, list: list, rememberedTime: nil)
    } catch {
      throw .damaged(origin, error)
    }
    keyringBody = bundle.keyringBody
    listBody = bundle.listBody
  }

  /// Reads a mirror directory, or a bundle where the path is a file.
  package init(pinned authority: AuthorityID, at path: String) throws(StateError) {
    let bundle = try Bundle(at: path)
    try self.init(pinned: authority, bundle, origin: path)
  }

  /// The whole state as one file.
  package var bundle: Bundle {
    Bundle(
      roots: trust.chain.files, keyring: trust.keyring.verified.signed, keyringBody: keyringBody,
      list: trust.list.verified.signed, listBody: listBody)
  }

  /// Writes the state into a mirror directory: what is new first, `head` last, so that whoever reads at any moment
  /// finds the old state or the new one. Bodies that neither names are removed. What has the right name is not
  /// trusted to have the right content.
  package func write(toMirror directory: String) throws(FileError) {
    let previous = try? MirrorHead(at: directory)
    try DurableFile.createDirectory("\(directory)/roots", permissions: 0o755)
    try DurableFile.createDirectory("\(directory)/bodies", permissions: 0o755)
    for file in trust.chain.files {
      try DurableFile.writeUnlessThere(file.encoded, to: "\(directory)/roots/\(file.signed.head.number)")
    }
    let offered = [trust.keyring.head.bodyRoot.hex: keyringBody, trust.list.head.bodyRoot.hex: listBody]
    for (name, body) in offered {
      try DurableFile.writeUnlessThere(body, to: "\(directory)/bodies/\(name)")
    }
    let head = MirrorHead(
      root: trust.chain.last.signed, keyring: trust.keyring.verified.signed, list: trust.list.verified.signed)
    try DurableFile.write(head.encoded, to: "\(directory)/head")
    let kept = Set(offered.keys).union(previous?.bodyNames ?? [])
    for name in try DurableFile.names(in: "\(directory)/bodies")
    where !kept.contains(name) && Digest(hex: name) != nil {
      try DurableFile.remove("\(directory)/bodies/\(name)")
    }
  }
}

extension DurableFile {
  /// Writes the file unless it has these very bytes already.
  fileprivate static func writeUnlessThere(_ bytes: [UInt8], to path: String) throws(FileError) {
    if let found = try? read(path, limit: bytes.count), found == bytes { return }
    try write(bytes, to: path)
  }
}

extension MirrorHead {
  init(at directory: String) throws(StateError) {
    let path = "\(directory)/head"
    let bytes: [UInt8]
    do { bytes = try DurableFile.read(path, limit: MirrorHead.maximalLength) } catch { throw .file(error) }
    do { try self.init(parsing: bytes) } catch { throw .malformed(path, error) }
  }

  /// The names of the two body files.
  fileprivate var bodyNames: [String] { [keyring.head.bodyRoot.hex, list.head.bodyRoot.hex] }
}

extension Bundle {
  /// Reads the pieces of a mirror directory, or a bundle file; nothing is verified here but their form.
  package init(at path: String) throws(StateError) {
    do {
      let bytes = try DurableFile.read(path, limit: Bundle.maximalLength)
      self = try Bundle.parse(bytes, from: path)
    } catch FileError.notRegular {
      // A directory is a mirror.
      self = try Bundle.collect(fromMirror: path)
    } catch let error as FileError {
      throw .file(error)
    } catch let error as StateError {
      throw error
    } catch {
      preconditionFailure("all calls above throw one of the two types")
    }
  }

  private static func parse(_ bytes: [UInt8], from path: String) throws(StateError) -> Bundle {
    do { return try Bundle(parsing: bytes) } catch { throw .malformed(path, error) }
  }

  private static func collect(fromMirror path: String) throws(StateError) -> Bundle {
    let head = try MirrorHead(at: path)
    var roots: [RootFile] = []
    guard head.root.head.number <= UInt64(RootChain.maximalRoots) else {
      throw .untrusted(path, .tooManyRoots)
    }
    for number in 1...head.root.head.number {
      let bytes = try Bundle.piece("\(path)/roots/\(number)", limit: RootFile.maximalLength)
      do { roots.append(try RootFile(parsing: bytes)) } catch {
        throw .malformed("\(path)/roots/\(number)", error)
      }
    }
    return Bundle(
      roots: roots, keyring: head.keyring, keyringBody: try Bundle.body(of: head.keyring.head, in: path),
      list: head.list, listBody: try Bundle.body(of: head.list.head, in: path))
  }

  private static func body(of head: FileHead, in directory: String) throws(StateError) -> [UInt8] {
    // Nobody has vouched for the length yet.
    let limit = min(PageTree(bodyLength: head.bodyLength).fileLength, maximalLength)
    return try piece("\(directory)/bodies/\(head.bodyRoot.hex)", limit: limit)
  }

  private static func piece(_ path: String, limit: Int) throws(StateError) -> [UInt8] {
    do { return try DurableFile.read(path, limit: limit) } catch { throw .file(error) }
  }

  /// Bundles and bodies are read into memory.
  private static let maximalLength = 2 << 30
}
