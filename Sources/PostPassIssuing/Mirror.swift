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
    return try FileLock("\(path)/lock", waiting: .seconds(10), permissions: 0o644)
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

  private func bodyPath(_ root: Digest) -> String { "\(path)/bodies/\(root.hex)" }
}

extension Mirror {
  /// Writes a state: what is new first, `head` last, so that whoever reads at any moment finds the old state or the
  /// new one. What has the right name is not trusted to have the right content. A body that `head` no longer names
  /// stays for a day: somebody may have read the old `head` a moment ago, and a cache may serve it for a while.
  func write(_ state: AuthorityState) throws(FileError) {
    let previous = try? head()
    try DurableFile.createDirectory("\(path)/roots", permissions: 0o755)
    try DurableFile.createDirectory("\(path)/bodies", permissions: 0o755)
    let trust = state.trust
    for file in trust.chain.files {
      let root = "\(path)/roots/\(file.signed.head.number)"
      try DurableFile.writeUnlessThere(MemoryStorage(file.encoded), to: root)
    }
    try DurableFile.writeUnlessThere(state.keyringBody, to: bodyPath(trust.keyring.head.bodyRoot))
    try DurableFile.writeUnlessThere(state.listBody, to: bodyPath(trust.list.head.bodyRoot))
    let head = MirrorHead(
      root: trust.chain.last.signed, keyring: trust.keyring.verified.signed, list: trust.list.verified.signed)
    let moment = trust.newestSignedTime
    // Before they are no longer named: killed in between, the next call does not take them for old.
    for root in previous?.bodyRoots.subtracting(head.bodyRoots) ?? [] {
      do { try DurableFile.setModificationTime(moment.seconds, of: bodyPath(root)) } catch {
        guard case .missing = error else { throw error }
      }
    }
    try DurableFile.write(head.encoded, to: "\(path)/head")
    try removeBodies(unlessIn: head, since: moment.subtracting(Mirror.grace))
  }

  private func removeBodies(unlessIn head: MirrorHead, since limit: UnixTime) throws(FileError) {
    let named = head.bodyRoots
    for name in try DurableFile.names(in: "\(path)/bodies") {
      // Other files are nobody's business here.
      guard let root = Digest(hex: name), !named.contains(root) else { continue }
      guard try DurableFile.modificationTime(of: bodyPath(root)) < limit.seconds else { continue }
      try DurableFile.remove(bodyPath(root))
    }
  }

  /// How long a body stays that no `head` names any more.
  private static let grace = TimeSpan.days(1)
}

extension MirrorHead {
  /// The names of the two body files.
  fileprivate var bodyRoots: Set<Digest> { [keyring.head.bodyRoot, list.head.bodyRoot] }
}

extension DurableFile {
  /// Writes the file unless it has these very bytes already. Neither is held in memory once more.
  fileprivate static func writeUnlessThere(_ storage: any BodyStorage, to path: String) throws(FileError) {
    if (try? has(storage, at: path)) == true { return }
    var writer = try FileWriter(to: path)
    for start in storage.chunkStarts { try writer.write(storage.chunk(at: start)) }
    try writer.replace()
  }

  private static func has(_ storage: any BodyStorage, at path: String) throws(FileError) -> Bool {
    let file = try FileReader(path)
    guard unsafe storage.bytes.count == file.length else { return false }
    for start in storage.chunkStarts {
      let chunk = storage.chunk(at: start)
      guard try file.read(at: start, upTo: chunk.count) == chunk else { return false }
    }
    return true
  }
}

extension BodyStorage {
  fileprivate var chunkStarts: StrideTo<Int> {
    unsafe stride(from: 0, to: bytes.count, by: chunkLength)
  }

  fileprivate func chunk(at start: Int) -> [UInt8] {
    unsafe [UInt8](bytes[start..<min(start + chunkLength, bytes.count)])
  }

  private var chunkLength: Int { 1 << 20 }
}
