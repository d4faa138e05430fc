import PostPass

/// From a body that the store holds to the one offered, by deltas (SPEC §8.3, [X12]). Trails and deltas are hints that
/// nobody signed: where anything about them is wrong there is no way, and the whole body is fetched.
struct DeltaWay {
  private let held: any BodyStorage
  private let start: Digest
  private let head: FileHead

  /// - Parameters:
  ///   - held: the body file behind `old`, mapped; nothing of it needs to be verified.
  ///   - head: what is offered, its signatures verified.
  init(from old: FileHead, _ held: any BodyStorage, to head: FileHead) {
    start = old.bodyRoot
    self.held = held
    self.head = head
  }

  /// The body offered; nil where no way leads to it.
  func body(from transport: any Transport) -> MadeBody? {
    guard let deltas = direct(from: transport) ?? alongTrail(from: transport),
      let bytes = try? bytes(by: deltas)
    else { return nil }
    return MadeBody(bytes, of: head)
  }

  /// No way is worth more than half of what it leads to.
  private var budget: Int { head.bodyLength / 2 }

  /// The one delta between the two bodies. Nil only where the mirror does not have it: any other fault is the end of
  /// the way, and gives no deltas at all.
  private func direct(from transport: any Transport) -> [[UInt8]]? {
    do throws(PullError) {
      return [try transport.fetch(.delta(from: start, to: head.bodyRoot, limit: budget))]
    } catch {
      if case .missing = error { return nil }
      return []
    }
  }

  /// The deltas between bodies that came in between, the first of which is held.
  private func alongTrail(from transport: any Transport) -> [[UInt8]]? {
    guard let bytes = try? transport.fetch(.trail(head.bodyRoot)),
      let steps = try? Trail(parsing: bytes, to: head.bodyRoot).steps(from: start)
    else { return nil }
    var (deltas, rest): ([[UInt8]], Int) = ([], budget)
    for step in steps {
      guard let delta = try? transport.fetch(.delta(from: step.from, to: step.to, limit: rest)) else {
        return nil
      }
      rest -= delta.count
      deltas.append(delta)
    }
    return deltas
  }

  private func bytes(by deltas: [[UInt8]]) throws -> [UInt8] {
    switch head.kind {
    case .keyring:
      try KeyringBody(verifying: held, root: start).updated(by: deltas, length: head.bodyLength)
    case .revocationList:
      try RevocationListBody(verifying: held, root: start).updated(by: deltas, length: head.bodyLength)
    case .root, .notice:
      // Roots and notices have their body with them, and are not opened from a body file.
      throw MalformedDelta.header
    }
  }
}

/// A body that was made here, and has the signed length and body root.
struct MadeBody {
  let bytes: [UInt8]
  /// The stored hashes that follow it in a body file.
  let hashes: [UInt8]

  /// Nil where it is not the body that the head names.
  init?(_ bytes: [UInt8], of head: FileHead) {
    let (hashes, root) = unsafe bytes.withUnsafeBytes { unsafe PageTree.hashes(of: $0) }
    guard bytes.count == head.bodyLength, root == head.bodyRoot else { return nil }
    self.bytes = bytes
    self.hashes = hashes
  }
}
