import DurableFile
import Foundation
import PostPass
import PostPassStore
import PostPassSync
import TestSupport

/// An authority, its mirror and a verifier's store in directories of their own.
struct Scene: ~Copyable {
  let directory: TemporaryDirectory
  var authority: TestAuthority
  var now = TestAuthority.start.adding(.minutes(1))

  /// With a mirror that has root 1, keyring 1 and list 1; the store is not there yet.
  init() throws {
    let directory = try TemporaryDirectory()
    let authority = try TestAuthority()
    try makeDirectory(directory.file("mirror"))
    try authority.writeMirror(to: directory.file("mirror"))
    self.directory = directory
    self.authority = authority
  }

  var mirror: String { directory.file("mirror") }
  var store: String { directory.file("store") }

  func publish() throws { try authority.writeMirror(to: mirror) }

  /// A mirror of its own for this state.
  func publish(to name: String) throws -> String {
    try makeDirectory(directory.file(name))
    try authority.writeMirror(to: directory.file(name))
    return directory.file(name)
  }

  /// Pulls from the mirror, pinning the authority.
  @discardableResult
  func pull(from transport: (any Transport)? = nil, pinning: AuthorityID? = nil) throws -> Holding {
    var puller = try Puller(store: store, authority: pinning ?? authority.id, now: now, waiting: .zero)
    try puller.pull(from: transport ?? DirectoryTransport(mirror))
    guard let holding = puller.holding else { throw NothingHeld() }
    return holding
  }

  /// The error of a pull; nil where it succeeds.
  func pullError(from transport: (any Transport)? = nil) -> PullError? {
    do {
      try pull(from: transport)
      return nil
    } catch {
      return error as? PullError
    }
  }

  /// Every file of the store with its bytes.
  func storeContent() -> [String: [UInt8]] {
    let names = FileManager.default.enumerator(atPath: store)?.compactMap { $0 as? String } ?? []
    return names.reduce(into: [:]) { content, name in
      content[name] = (try? DurableFile.read("\(store)/\(name)", limit: 1 << 24)) ?? []
    }
  }

  func state() throws -> StoreState { try Store(StorePath(store)).state() }

  /// The names of the bodies of the store.
  var bodies: [String] { (try? DurableFile.names(in: "\(store)/bodies")) ?? [] }

  /// The body file that the mirror has for a file.
  func mirrorBody(_ file: TestFile) -> String { TestAuthority.bodyPath(file, in: mirror) }
}

private func makeDirectory(_ path: String) throws {
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
}

struct NothingHeld: Error {}

extension TestAuthority {
  /// One more list: the next number, or another, under the keyring.
  mutating func nextList(
    number: UInt64? = nil, revoking serials: [Serial] = [7, 8], issuedAt: UnixTime = start,
    by key: TestKey = publisher, signer: KeyNumber = publisherNumber
  ) throws {
    let codes = serials.map {
      (CodeID(issuer: TestAuthority.noraNumber, serial: $0), TestAuthority.event(.cancelled))
    }
    list = try TestAuthority.list(
      RevocationListContent(codes: codes).encodedBody(), number: number ?? list.head.number + 1,
      under: keyring.head, signer: signer, by: key, issuedAt: issuedAt)
  }

  /// The next keyring under the newest root; the list stays as it is.
  mutating func nextKeyring(_ records: [KeyRecord] = TestAuthority.records, issuedAt: UnixTime = start) throws
  {
    keyring = try TestAuthority.keyring(
      records, number: keyring.head.number + 1, under: roots[roots.count - 1].signed.head, issuedAt: issuedAt)
  }

  /// The next root, and keyring 1 under it.
  mutating func rotateRoot(_ records: [KeyRecord] = TestAuthority.records, issuedAt: UnixTime = start) throws
  {
    let previous = roots.count == 1 ? TestAuthority.rootKey : TestKey("root \(roots.count)")
    let key = TestKey("root \(roots.count + 1)")
    roots.append(try nextRoot(keys: [key], previousKeys: [previous], issuedAt: issuedAt))
    keyring = try TestAuthority.keyring(
      records, under: roots[roots.count - 1].signed.head, issuedAt: issuedAt)
  }

  /// The records with the publisher removed and another in its stead, as number 4.
  static let recordsAfterTheft = [
    records[0], record(.publisher, publisher, isRemoved: true), records[2],
    record(.publisher, TestKey("publisher 4")),
  ]

  /// The records with one more issuer.
  static let moreRecords = records + [issuer("@lea", TestKey("issuer 4"))]

  var bundle: PostPass.Bundle {
    PostPass.Bundle(
      roots: roots, keyring: keyring.signed, keyringBody: keyring.bodyFile, list: list.signed,
      listBody: list.bodyFile)
  }
}
