import DurableFile
import PostPass
import PostPassSync
import TestSupport
import Testing

/// Pulls of vectors through the puller: what is held, what is offered, and what becomes of it (SPEC §8.2).
struct PullVectorTests {
  @Test(arguments: try Vector.all(of: .pull))
  func pulls(_ vector: Vector) throws {
    let folder = try TemporaryDirectory()
    let store = folder.file("store")
    let name = vector[.held] ?? ""
    if name != "none" { try PullVectorTests.hold("Vectors/states/\(name).bundle", in: store) }
    let before = try? DurableFile.read("\(store)/state", limit: 1 << 20)
    try DurableFile.write(vector.payload, to: folder.file("offered"))
    let outcome = try PullVectorTests.outcome(
      of: BundleTransport(folder.file("offered")), into: store, pinned: try VectorRunner.authority(vector),
      now: try #require(UInt64(vector[.now] ?? "")))
    #expect(outcome == vector.expect, "\(vector)")
    let after = try? DurableFile.read("\(store)/state", limit: 1 << 20)
    if vector.isPositive {
      #expect(after != nil)
    } else {
      #expect(after == before, "\(vector)")
    }
  }

  /// Writes a store that holds a bundle.
  private static func hold(_ path: String, in directory: String) throws {
    let bundle = try Bundle(parsing: try RepositoryFiles.read(path))
    let heads = [bundle.roots[bundle.roots.count - 1].signed, bundle.keyring, bundle.list].map(\.head)
    let newest = heads.map(\.issuedAt).reduce(UnixTime(seconds: 0), max)
    let state = StoreState(
      authority: heads[0].authority, newestSignedTime: newest, lastPull: newest, roots: bundle.roots,
      keyring: bundle.keyring, list: bundle.list)
    try DurableFile.createDirectory("\(directory)/bodies", permissions: 0o755)
    for (head, body) in [(heads[1], bundle.keyringBody), (heads[2], bundle.listBody)] {
      try DurableFile.write(body, to: "\(directory)/bodies/\(head.bodyRoot.hex)")
    }
    try DurableFile.write(state.encoded, to: "\(directory)/state")
  }

  private static func outcome(
    of transport: BundleTransport, into store: String, pinned: AuthorityID, now: UInt64
  ) throws -> String {
    do {
      var puller = try Puller(
        store: store, authority: pinned, now: UnixTime(seconds: now), waiting: .zero)
      try puller.pull(from: transport)
      return "accepted"
    } catch {
      switch error {
      case .rollback: return "rollback"
      case .equivocation: return "equivocation"
      case .fromTheFuture: return "from-the-future"
      case .otherAuthority: return "other-authority"
      case .notAuthoritative: return "not-authoritative"
      case .keyringRewritten: return "keyring-rewritten"
      case .untrusted(_, let reason): return reason.specName
      // What is no longer fresh is taken over.
      case .frozen: return "accepted"
      default: return "\(error)"
      }
    }
  }
}
