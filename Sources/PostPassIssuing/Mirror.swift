import DurableFile
import PostPass

/// A directory that is laid out as a mirror (SPEC §8.1): one for the world, or the public part of a home.
package struct Mirror: Sendable {
  let path: String

  init(_ path: String) { self.path = path }

  /// What a mirror may hold before its `head` is there, besides temporary files.
  package static let ownNames: Set = ["roots", "bodies", "deltas", "trails", "lock"]

  /// True where the directory is missing, or was cut off when it was first written: `head` is written last.
  var isEmpty: Bool {
    get throws(FileError) {
      let names: [String]
      do { names = try DurableFile.names(in: path) } catch {
        guard case .missing = error else { throw error }
        return true
      }
      return names.allSatisfy { Mirror.ownNames.contains($0) || DurableFile.isTemporary($0) }
    }
  }

  func head() throws(StateError) -> MirrorHead {
    let path = "\(path)/head"
    let bytes: [UInt8]
    do { bytes = try DurableFile.read(path, limit: MirrorHead.maximalLength) } catch { throw .file(error) }
    do { return try MirrorHead(parsing: bytes) } catch { throw .malformed(path, error) }
  }

  /// Reads and verifies what the mirror offers. Roots and bodies that are held already are not read: whoever writes
  /// the mirror next mends them where they are damaged.
  func state(pinned authority: AuthorityID, held: [AuthorityState]) throws(StateError) -> AuthorityState {
    let head = try head()
    let same = held.first { $0.trust.root == head.root.head }
    let roots = if let same { same.trust.chain.files } else { try roots(upTo: head.root.head.number) }
    return try AuthorityState(
      pinned: authority, roots: roots,
      keyring: head.keyring, list: head.list, held: held, origin: path, body: body)
  }

  /// Keeps other processes of this machine from writing the mirror meanwhile, also those of another home; waits for its
  /// turn for up to ten seconds. Between reading and writing it, nothing that somebody else revokes can come about.
  /// - Throws: `FileError` also for a directory that cannot be made or written.
  func lock() throws(FileError) -> FileLock {
    try DurableFile.createDirectory(path, permissions: 0o755)
    return try FileLock("\(path)/lock", waiting: .seconds(10))
  }

  private func roots(upTo last: UInt64) throws(StateError) -> [RootFile] {
    guard last <= UInt64(RootChain.maximalRoots) else { throw .untrusted(path, .tooManyRoots) }
    var roots: [RootFile] = []
    for number in 1...last {
      let path = "\(path)/roots/\(number)"
      let bytes: [UInt8]
      do { bytes = try DurableFile.read(path, limit: RootFile.maximalLength) } catch { throw .file(error) }
      do { roots.append(try RootFile(parsing: bytes)) } catch { throw .malformed(path, error) }
    }
    return roots
  }

  private func body(of head: FileHead) throws(StateError) -> [UInt8] {
    let limit = min(PageTree(bodyLength: head.bodyLength).fileLength, AuthorityState.maximalLength)
    do { return try DurableFile.read(bodyPath(head.bodyRoot), limit: limit) } catch { throw .file(error) }
  }

  var bodiesPath: String { "\(path)/bodies" }
  var deltasPath: String { "\(path)/deltas" }
  var trailsPath: String { "\(path)/trails" }

  func bodyPath(_ root: Digest) -> String { "\(bodiesPath)/\(root.hex)" }

  func deltaPath(from start: Digest, to end: Digest) -> String { "\(deltasPath)/\(start.hex)-\(end.hex)" }

  func trailPath(_ end: Digest) -> String { "\(trailsPath)/\(end.hex)" }
}
