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
  /// Body and stored hashes of the keyring.
  let keyringBody: any BodyStorage
  /// Body and stored hashes of the list.
  let listBody: any BodyStorage

  /// Verifies every signature and every page, but for bodies that are verified already.
  /// - Parameters:
  /// - held: states whose bodies are not asked for once more.
  /// - origin: what errors call the place that the bytes come from.
  /// - body: gives the body file that belongs to a head, which is verified before.
  init(
    pinned authority: AuthorityID, roots: [RootFile], keyring: SignedHead, list: SignedHead,
    held: [AuthorityState] = [], origin: String, body: (FileHead) throws(StateError) -> [UInt8]
  ) throws(StateError) {
    let chain: RootChain
    let keyringHead: KeyringHead
    do {
      chain = try RootChain(pinned: authority, files: roots)
      keyringHead = try chain.verifyKeyring(keyring)
    } catch {
      throw .untrusted(origin, error)
    }
    let openKeyring: Keyring
    if let same = held.first(where: { $0.trust.keyring.head.hasSameBody(as: keyring.head) }) {
      openKeyring = Keyring(keyringHead, bodyOf: same.trust.keyring)
      keyringBody = same.keyringBody
    } else {
      keyringBody = MemoryStorage(try body(keyring.head))
      do { openKeyring = try Keyring(keyringHead, whole: keyringBody) } catch {
        throw .damaged(origin, error)
      }
    }
    let listHead: ListHead
    do { listHead = try ListHead(verifying: list, with: openKeyring) } catch {
      throw .untrusted(origin, error)
    }
    let same = held.first { $0.trust.list.head.hasSameBody(as: list.head) }
    listBody = if let same { same.listBody } else { MemoryStorage(try body(list.head)) }
    do {
      let openList =
        if let same { try RevocationList(listHead, bodyOf: same.trust.list) } else {
          try RevocationList(listHead, whole: listBody)
        }
      trust = TrustSet(chain: chain, keyring: openKeyring, list: openList, rememberedTime: nil)
    } catch {
      throw .damaged(origin, error)
    }
  }

  /// - Parameter origin: what errors call the place that the bytes come from.
  package init(pinned authority: AuthorityID, _ bundle: Bundle, origin: String) throws(StateError) {
    try self.init(
      pinned: authority, roots: bundle.roots, keyring: bundle.keyring, list: bundle.list, origin: origin
    ) { head in head.kind == .keyring ? bundle.keyringBody : bundle.listBody }
  }

  /// Reads a mirror directory, or a bundle where the path is a file.
  package init(pinned authority: AuthorityID, at path: String) throws(StateError) {
    let bytes: [UInt8]
    do { bytes = try DurableFile.read(path, limit: AuthorityState.maximalLength) } catch {
      guard case .notRegular = error else { throw .file(error) }
      // A directory is a mirror.
      self = try Mirror(path).state(pinned: authority, held: [])
      return
    }
    let bundle: Bundle
    do { bundle = try Bundle(parsing: bytes) } catch { throw .malformed(path, error) }
    try self.init(pinned: authority, bundle, origin: path)
  }

  /// The whole state as one file.
  package var bundle: Bundle {
    Bundle(
      roots: trust.chain.files, keyring: trust.keyring.verified.signed, keyringBody: keyringBody.copy,
      list: trust.list.verified.signed, listBody: listBody.copy)
  }

  /// Writes the state into a mirror directory.
  package func write(toMirror directory: String) throws(FileError) {
    try Mirror(directory).write(self, for: .readers(home: nil))
  }

  /// Bundles and bodies are read into memory.
  static let maximalLength = 2 << 30
}

extension BodyStorage {
  fileprivate var copy: [UInt8] { unsafe [UInt8](bytes) }
}
