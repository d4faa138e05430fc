import DurableFile
import Foundation
import PostPass
import PostPassStore
import TestSupport

/// An authority with a list of about 200 KB, its mirror in a directory, and a verifier's store.
struct PullScene: ~Copyable {
  private let directory: TemporaryDirectory
  let mirror: String
  var authority: TestAuthority

  /// - Parameter mirror: where to publish; nil for a directory of the scene.
  init(mirror: String? = nil) throws {
    let directory = try TemporaryDirectory()
    let authority = try PullScene.first.get()
    let mirror = mirror ?? directory.file("mirror")
    try PullScene.publish(authority, to: mirror)
    self.directory = directory
    self.authority = authority
    self.mirror = mirror
  }

  private static let serials: [Serial] = (0..<100_000).map { $0 * 40_000 }

  /// The same for all scenes of a run.
  private static let first = Result { try currentAuthority(revoking: serials) }

  var store: String { directory.file("store") }

  func file(_ name: String) -> String { directory.file(name) }

  /// Writes the mirror, with a head that looks as old as most are.
  func publish() throws { try PullScene.publish(authority, to: mirror) }

  private static func publish(_ authority: TestAuthority, to mirror: String) throws {
    try FileManager.default.createDirectory(atPath: mirror, withIntermediateDirectories: true)
    try authority.writeMirror(to: mirror)
    try DurableFile.setModificationTime(
      1_700_000_000 + authority.list.head.number, of: "\(mirror)/head")
  }

  /// The next list, with one more revocation.
  mutating func revokeOneMore() throws {
    let number = authority.list.head.number + 1
    authority = try currentAuthority(number: number, revoking: PullScene.serials + [Serial(number)])
  }

  /// Pulls from these places, pinning the authority.
  func pull(_ places: String..., options: [String] = [], environment: [String: String] = [:]) throws
    -> PullProgram.Result
  {
    try PullProgram.run(arguments(places, options), environment: environment)
  }

  func arguments(_ places: [String], _ options: [String] = []) -> [String] {
    ["--from"] + places + ["--store", store, "--authority", authority.id.description] + options
  }

  /// The number of the list that a verifier finds, all of it verified; nil where it finds none.
  var heldList: UInt64? { try? Store(StorePath(store)).open(.whole).trust.list.head.number }

  /// How much of the list's body an unfinished pull left.
  var begun: Int? {
    let path = TestAuthority.bodyPath(authority.list, in: store) + FileWriter.unfinishedEnding
    return try? FileReader(path).length
  }

  /// Every file of the store.
  var files: [String] { FileManager.default.enumerator(atPath: store)?.compactMap { $0 as? String } ?? [] }
}
