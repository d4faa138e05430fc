import DurableFile
import PostPass

extension Mirror {
  /// What a directory is for.
  enum Purpose {
    /// The public part of a home: keeps old bodies, so that deltas can be made from them.
    case home
    /// A mirror that is served. Deltas begin at old bodies that it has, or that the home has whose mirror it is.
    case readers(home: Mirror?)
  }

  /// Writes a state: what is new first, `head` last, so that whoever reads at any moment finds the old state or the
  /// new one. What has the right name is not trusted to have the right content. The caller holds the lock.
  func write(_ state: AuthorityState, for purpose: Purpose) throws(FileError) {
    let previous = try? head()
    try DurableFile.createDirectory("\(path)/roots", permissions: 0o755)
    try DurableFile.createDirectory(bodiesPath, permissions: 0o755)
    try removeTemporaryFiles()
    let trust = state.trust
    for file in trust.chain.files {
      let root = "\(path)/roots/\(file.signed.head.number)"
      try DurableFile.writeUnlessThere(MemoryStorage(file.encoded), to: root)
    }
    try DurableFile.writeUnlessThere(state.keyringBody, to: bodyPath(trust.keyring.head.bodyRoot))
    try DurableFile.writeUnlessThere(state.listBody, to: bodyPath(trust.list.head.bodyRoot))
    let head = MirrorHead(
      root: trust.chain.last.signed, keyring: trust.keyring.verified.signed, list: trust.list.verified.signed)
    let past = MirrorPast(of: head, after: previous, in: self)
    try past.writeTrails(in: self)
    if case .readers(let home) = purpose { try past.writeDeltas(to: state, in: self, besides: home) }
    // Before it is no longer named: killed in between, the next call does not take it for old.
    try past.markReplaced(by: head, after: previous, at: trust.newestSignedTime, in: self)
    try DurableFile.write(head.encoded, to: "\(path)/head")
    switch purpose {
    case .home: try past.removeAllButSources(in: self, at: trust.newestSignedTime)
    case .readers: try past.removeUnreachable(in: self, at: trust.newestSignedTime)
    }
  }

  /// What a process left that was killed.
  private func removeTemporaryFiles() throws(FileError) {
    for directory in [path, "\(path)/roots", bodiesPath, deltasPath, trailsPath] {
      do { try DurableFile.removeTemporaryFiles(in: directory) } catch {
        guard case .missing = error else { throw error }
      }
    }
  }
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
