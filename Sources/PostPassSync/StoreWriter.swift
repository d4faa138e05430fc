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

  /// Fetches a body file into the store, under a temporary name. Nothing is verified.
  func stage(_ head: FileHead, from transport: any Transport) throws(PullError) -> StagedBody {
    do { try DurableFile.createDirectory(bodies) } catch { throw .storage(error) }
    var writer: FileWriter
    do { writer = try FileWriter(to: bodyPath(head.bodyRoot)) } catch { throw .storage(error) }
    try transport.fetchCapped(MirrorPiece(bodyOf: head)) { (bytes) throws(PullError) in
      do throws(FileError) { try writer.write(bytes) } catch { throw .storage(error) }
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

  /// Removes bodies that none of the states names: the present one, and the one before, whose bodies a verifier that
  /// read it a moment ago is about to open. What cannot be removed stays; the store is right all the same.
  func removeBodies(except states: [StoreState]) {
    let named = Set(states.flatMap { [$0.keyring.head.bodyRoot.hex, $0.list.head.bodyRoot.hex] })
    for name in (try? DurableFile.names(in: bodies)) ?? [] where StoreWriter.isBodyName(name) {
      if !named.contains(name) { try? DurableFile.remove("\(bodies)/\(name)") }
    }
  }

  /// Files of other names are not ours.
  private static func isBodyName(_ name: String) -> Bool {
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    let letters = UInt8(ascii: "a")...UInt8(ascii: "f")
    return name.utf8.count == 64 && name.utf8.allSatisfy { digits.contains($0) || letters.contains($0) }
  }
}
