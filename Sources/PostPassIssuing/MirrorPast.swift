import DurableFile
import PostPass

/// The bodies that came before those that a directory names, and the ways from there (SPEC §8.3).
struct MirrorPast {
  private let keyrings: Trail
  private let lists: Trail
  /// Whether it changes with the head that is about to be written.
  private let hasNewKeyring: Bool
  private let hasNewList: Bool

  /// - Parameter previous: the head that is replaced, if there is one.
  init(of head: MirrorHead, after previous: MirrorHead?, in mirror: Mirror) {
    (keyrings, hasNewKeyring) = MirrorPast.trail(to: head.keyring, after: previous?.keyring, in: mirror)
    (lists, hasNewList) = MirrorPast.trail(to: head.list, after: previous?.list, in: mirror)
  }

  private static func trail(
    to end: SignedHead, after previous: SignedHead?, in mirror: Mirror
  ) -> (trail: Trail, isNew: Bool) {
    let root = end.head.bodyRoot
    guard let last = previous?.head.bodyRoot, last != root else { return (mirror.trail(to: root), false) }
    return (Trail(to: root, earlier: [last] + mirror.trail(to: last).roots), true)
  }

  func writeTrails(in mirror: Mirror) throws(FileError) {
    for (trail, isNew) in [(keyrings, hasNewKeyring), (lists, hasNewList)] where isNew {
      try DurableFile.createDirectory(mirror.trailsPath, permissions: 0o755)
      try DurableFile.write(trail.encoded, to: mirror.trailPath(trail.end))
    }
  }

  /// Marks what the next head no longer names with the time at which that begins.
  func markReplaced(
    by head: MirrorHead, after previous: MirrorHead?, at time: UnixTime, in mirror: Mirror
  ) throws(FileError) {
    for root in previous?.bodyRoots.subtracting(head.bodyRoots) ?? [] {
      for path in [mirror.bodyPath(root), mirror.trailPath(root)] {
        do { try DurableFile.setModificationTime(time.seconds, of: path) } catch {
          guard case .missing = error else { throw error }
        }
      }
    }
  }
}

/// Deltas: from 1, 2, 4, … 64 bodies back, where the body is kept, and where they are at most half of the new one.
extension MirrorPast {
  func writeDeltas(
    to state: AuthorityState, in mirror: Mirror, besides home: Mirror?
  ) throws(FileError) {
    let trust = state.trust
    if hasNewKeyring {
      let (body, limit) = (trust.keyring.wholeBody, trust.keyring.head.bodyLength / 2)
      try write(keyrings, in: mirror, besides: home) { storage, root in
        guard let old = try? KeyringBody(verifying: storage, root: root) else { return nil }
        return KeyringDelta(from: old, to: body, limit: limit)?.encoded
      }
    }
    if hasNewList {
      let (body, limit) = (trust.list.wholeBody, trust.list.head.bodyLength / 2)
      try write(lists, in: mirror, besides: home) { storage, root in
        guard let old = try? RevocationListBody(verifying: storage, root: root) else { return nil }
        return RevocationDelta(from: old, to: body, limit: limit)?.encoded
      }
    }
  }

  private func write(
    _ trail: Trail, in mirror: Mirror, besides home: Mirror?,
    delta: (any BodyStorage, Digest) -> [UInt8]?
  ) throws(FileError) {
    for start in trail.deltaStarts {
      let path = mirror.deltaPath(from: start, to: trail.end)
      // Never changed: one that is there was made from the same two bodies.
      if (try? FileReader(path)) != nil { continue }
      guard let storage = mirror.keptBody(start) ?? home?.keptBody(start), let bytes = delta(storage, start)
      else { continue }
      try DurableFile.createDirectory(mirror.deltasPath, permissions: 0o755)
      try DurableFile.write(bytes, to: path)
    }
  }
}

/// What goes once the head is replaced. Files with other names are nobody's business here.
extension MirrorPast {
  private static let grace = TimeSpan.days(1)
  private static let keeping = TimeSpan.days(30)
  private static let keptBytes = 1 << 30

  private var ends: Set<Digest> { [keyrings.end, lists.end] }

  /// In a mirror, bodies and trails that no head names stay for a day: somebody may have read the old head a moment ago,
  /// and a cache may serve it for a while. Deltas stay for as long as a trail leads to where they begin.
  func removeUnreachable(in mirror: Mirror, at time: UnixTime) throws(FileError) {
    let limit = time.subtracting(MirrorPast.grace)
    for directory in [mirror.bodiesPath, mirror.trailsPath] {
      for (name, path) in try MirrorPast.files(in: directory) {
        guard let root = Digest(hex: name), !ends.contains(root),
          try DurableFile.modificationTime(of: path) < limit.seconds
        else { continue }
        try DurableFile.remove(path)
      }
    }
    let starts = Set(keyrings.roots + lists.roots)
    for (name, path) in try MirrorPast.files(in: mirror.deltasPath) {
      let roots = name.split(separator: "-", omittingEmptySubsequences: false).map { Digest(hex: String($0)) }
      guard roots.count == 2, let start = roots[0], roots[1] != nil, !starts.contains(start) else { continue }
      try DurableFile.remove(path)
    }
  }

  /// In a home, those bodies stay that a delta may begin at.
  func removeAllButSources(in home: Mirror, at time: UnixTime) throws(FileError) {
    let kept = ends.union(sources(keyrings, in: home, at: time)).union(sources(lists, in: home, at: time))
    for (name, path) in try MirrorPast.files(in: home.bodiesPath) {
      if let root = Digest(hex: name), !kept.contains(root) { try DurableFile.remove(path) }
    }
    for (name, path) in try MirrorPast.files(in: home.trailsPath) {
      if let root = Digest(hex: name), !ends.contains(root) { try DurableFile.remove(path) }
    }
  }

  /// The one before, whatever its size and age, and further ones for 30 days, all together up to a GiB.
  private func sources(_ trail: Trail, in home: Mirror, at time: UnixTime) -> [Digest] {
    let limit = time.subtracting(MirrorPast.keeping)
    var size = 0
    return trail.roots.filter { root in
      let path = home.bodyPath(root)
      guard let length = try? FileReader(path).length,
        let modified = try? DurableFile.modificationTime(of: path)
      else { return false }
      size += length
      return root == trail.roots[0] || (size <= MirrorPast.keptBytes && modified >= limit.seconds)
    }
  }

  private static func files(in directory: String) throws(FileError) -> [(name: String, path: String)] {
    do { return try DurableFile.names(in: directory).map { ($0, "\(directory)/\($0)") } } catch {
      if case .missing = error { return [] }
      throw error
    }
  }
}

extension Mirror {
  /// Empty where there is none that can be read: it is only a hint.
  fileprivate func trail(to end: Digest) -> Trail {
    guard let bytes = try? DurableFile.read(trailPath(end), limit: Trail.maximalLength),
      let trail = try? Trail(parsing: bytes, to: end)
    else { return Trail(to: end, earlier: []) }
    return trail
  }

  /// The file of an old body, which nobody has verified.
  fileprivate func keptBody(_ root: Digest) -> (any BodyStorage)? {
    let bytes = try? DurableFile.read(bodyPath(root), limit: AuthorityState.maximalLength)
    return bytes.map(MemoryStorage.init)
  }
}

extension Trail {
  /// Where deltas to its end begin.
  fileprivate var deltaStarts: [Digest] {
    (0...).lazy.map { 1 << $0 }.prefix { $0 <= roots.count }.map { roots[$0 - 1] }
  }
}

extension MirrorHead {
  /// The names of the two body files.
  fileprivate var bodyRoots: Set<Digest> { [keyring.head.bodyRoot, list.head.bodyRoot] }
}
