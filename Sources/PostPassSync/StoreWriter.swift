import DurableFile
import PostPass
import PostPassStore

/// Changes a store, alone: bodies first, then everything at once with `state` (SPEC §8.2).
struct StoreWriter: ~Copyable {
  private let directory: String
  private let lock: FileLock

  /// Makes the store where it is missing, and removes what a killed pull left.
  /// - Parameter patience: how long to wait for another pull to end.
  /// - Throws: `PullError.locked`, `.storage`.
  init(_ directory: String, waiting patience: Duration) throws(PullError) {
    do { try DurableFile.createDirectory(directory) } catch { throw .storage(error) }
    let lock = try StoreWriter.lock(directory, waiting: patience)
    try StoreWriter.removeTemporaryFiles(in: directory)
    try StoreWriter.removeTemporaryFiles(in: "\(directory)/bodies")
    self.directory = directory
    self.lock = lock
  }

  private static func removeTemporaryFiles(in directory: String) throws(PullError) {
    do {
      try DurableFile.removeTemporaryFiles(in: directory)
    } catch .missing {
      // Nothing was fetched yet.
    } catch {
      throw .storage(error)
    }
  }

  private static func lock(_ directory: String, waiting patience: Duration) throws(PullError) -> FileLock {
    do {
      return try FileLock("\(directory)/lock", waiting: patience)
    } catch .locked {
      throw .locked
    } catch {
      throw .storage(error)
    }
  }

  private var bodies: String { "\(directory)/bodies" }

  private func bodyPath(_ root: Digest) -> String { "\(bodies)/\(root.hex)" }

  /// The body file that the store has for a head, mapped; nil where it has none of this length. Nothing is verified.
  func heldBody(of head: FileHead) -> (any BodyStorage)? {
    try? StoreWriter.map(bodyPath(head.bodyRoot), head)
  }

  /// True where an earlier pull left a beginning of this body file, or all of it.
  func hasBegun(_ head: FileHead) -> Bool {
    (try? DurableFile.modificationTime(of: bodyPath(head.bodyRoot) + FileWriter.unfinishedEnding)) != nil
  }

  /// Fetches a body file into the store, or what is missing of one, under a name of its own. Nothing is verified.
  /// Where the mirror fails, what came stays for the next pull; where it lies, nothing does.
  func stage(_ head: FileHead, from transport: any Transport) throws(PullError) -> StagedBody {
    let piece = MirrorPiece(bodyOf: head)
    var writer = try begin(head, limit: piece.limit)
    do {
      if writer.count < piece.limit { try StoreWriter.fetch(piece, into: &writer, from: transport) }
    } catch {
      if error.isOutage, writer.count > 0 { try? writer.leave() }
      throw error
    }
    let path: String
    do { path = try writer.temporaryPath() } catch { throw .storage(error) }
    guard let storage = try StoreWriter.map(path, head) else { throw .damaged(head, .length) }
    return StagedBody(writer, storage: storage)
  }

  /// Writes a body that was made here into the store, under a temporary name.
  func stage(_ head: FileHead, made body: MadeBody) throws(PullError) -> StagedBody {
    do { try DurableFile.createDirectory(bodies) } catch { throw .storage(error) }
    var writer: FileWriter
    do { writer = try FileWriter(to: bodyPath(head.bodyRoot)) } catch { throw .storage(error) }
    let path: String
    do {
      try writer.write(body.bytes)
      try writer.write(body.hashes)
      path = try writer.temporaryPath()
    } catch { throw .storage(error) }
    guard let storage = try StoreWriter.map(path, head) else { throw .damaged(head, .length) }
    return StagedBody(writer, storage: storage)
  }

  /// Where an earlier pull left a beginning, behind that.
  private func begin(_ head: FileHead, limit: Int) throws(PullError) -> FileWriter {
    do {
      try DurableFile.createDirectory(bodies)
      var writer = try FileWriter(resuming: bodyPath(head.bodyRoot))
      if writer.count > limit { try writer.restart() }
      return writer
    } catch {
      throw .storage(error)
    }
  }

  /// Appends the rest of a piece, never more than it can have.
  private static func fetch(
    _ piece: MirrorPiece, into writer: inout FileWriter, from transport: any Transport
  ) throws(PullError) {
    try transport.resume(piece, at: writer.count) { (bytes, place) throws(PullError) in
      guard bytes.count <= piece.limit - place else { throw .tooLarge(piece, limit: piece.limit) }
      do throws(FileError) {
        // The transport begins anew.
        if place == 0 { try writer.restart() }
        try writer.write(bytes)
      } catch {
        throw .storage(error)
      }
    }
  }

  /// Maps a file of exactly the length that the head gives; nil for any other.
  private static func map(_ path: String, _ head: FileHead) throws(PullError) -> (any BodyStorage)? {
    do {
      return try BodyFile.map(StorePath(path), of: head)
    } catch .damaged {
      return nil
    } catch {
      throw .unreadable(error)
    }
  }

  /// Puts the new state in the place of the old one, and returns when that is on the disk. Bodies that it names are
  /// there before.
  func switchTo(_ state: StoreState, keeping staged: [StagedBody]) throws(PullError) {
    do {
      for body in staged { try body.keep() }
      try DurableFile.write(state.encoded, to: "\(directory)/state")
    } catch {
      throw .storage(error)
    }
  }

  /// Notes that these bodies are named until now: a verifier that read `state` a moment ago is about to open them.
  func noteLastNamed(_ roots: Set<Digest>, at now: UnixTime) {
    for root in roots {
      // Where it cannot be noted, the body may go too early, and such a verifier reads `state` again.
      try? DurableFile.setModificationTime(now.seconds, of: bodyPath(root))
    }
  }

  /// How long bodies stay that nothing names any more, and beginnings of bodies that nothing was added to.
  static let grace = TimeSpan.minutes(10)

  /// Removes bodies, whole or begun, that are not among these and were last named or added to before the grace. What
  /// cannot be removed stays; the store is right all the same.
  func removeBodies(except roots: Set<Digest>, at now: UnixTime) {
    for name in (try? DurableFile.names(in: bodies)) ?? [] {
      guard let root = StoreWriter.root(ofName: name), !roots.contains(root) else { continue }
      let path = "\(bodies)/\(name)"
      let noted = try? DurableFile.modificationTime(of: path)
      let lastNamed = UnixTime(seconds: noted ?? 0)
      // A time in the future was noted by a clock that was wrong.
      let isRecent = now.since(lastNamed) < StoreWriter.grace && lastNamed.since(now) < StoreWriter.grace
      if !isRecent { try? DurableFile.remove(path) }
    }
  }

  /// The body root that a name is made of; nil for files that are not ours.
  private static func root(ofName name: String) -> Digest? {
    let ending = FileWriter.unfinishedEnding
    return Digest(hex: name.hasSuffix(ending) ? String(name.dropLast(ending.count)) : name)
  }

  /// What mirrors called the heads that they offered.
  var memory: MirrorMemory {
    // Without it everything is fetched again: a file that is missing or damaged is no error.
    MirrorMemory(parsing: (try? DurableFile.read(memoryPath, limit: MirrorMemory.maximalLength)) ?? [])
  }

  func remember(_ memory: MirrorMemory) { try? DurableFile.write(memory.encoded, to: memoryPath) }

  private var memoryPath: String { "\(directory)/mirrors" }
}
