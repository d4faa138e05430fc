import Foundation
import Testing

/// What a program leaves that is killed at any point: the old state or the new one, and nothing that a rerun does not
/// finish.
struct KillTests {
  /// A mirror with list 1, a store that holds it, and in the home a revocation that is not published yet.
  private static let prepare = """
    postpass init --home home --creator @nora --mirror "$PWD/other" >init &&
    authority=$(postpass status --home home | sed -n 's/^authority *//p') && echo $authority >authority &&
    postpass issue --home home --post 1 --brand 2 --for 60d --out acme.code && mv other mirror &&
    postpass-pull --from mirror --store held --authority $authority &&
    postpass revoke --home home @acme.code --reason leaked
    """

  private static let publish = "postpass publish mirror --home home"

  /// A stranger reads the mirror, whatever moment it is from.
  private static let mirrorIsSound = """
    postpass-pull --from mirror --store fresh --authority $(cat authority) || exit 101
    """

  /// After that also somebody who holds list 1.
  private static let rerunFinishes = """
    \(mirrorIsSound)
    \(publish) || exit 102
    postpass-pull --from mirror --store held || exit 103
    postpass-verify @acme.code --any-post --any-brand --store held; [ $? = 13 ] || exit 104
    [ "$(sqlite3 home/ledger.db 'SELECT count(*) FROM publications')" = 1 ] || exit 105
    [ -z "$(find mirror home -name '.*.tmp')" ] || exit 106
    """

  /// In two halves, which run side by side.
  @Test(arguments: [0, 1])
  func `publish, killed anywhere, is finished by the next`(half: Int) throws {
    let sweep = try KillSweep(KillTests.prepare)
    let points = try sweep.points(of: KillTests.publish)
    // Home and mirror: body, head, trail; the record; locks and marks.
    #expect(points.count { $0.call == "rename" } >= 6)
    #expect(Set(points.map(\.call)).isSuperset(of: ["fsync", "pwrite64", "openat", "utimensat"]))
    for index in stride(from: half, to: points.count, by: 2) {
      let left = try sweep.kill(KillTests.publish, at: points[index], then: KillTests.rerunFinishes)
      #expect(left == 0, "killed at \(points[index])")
    }
  }

  @Test func `the checks tell a mirror that was torn`() throws {
    let sweep = try KillSweep(
      "\(KillTests.prepare) && cp -a mirror new && \(KillTests.publish) && mv mirror published && mv new mirror"
    )
    // What a careless publisher does.
    let copy = "cp -r published/. mirror"
    var torn = 0
    for point in try sweep.points(of: copy) {
      if try sweep.kill(copy, at: point, then: KillTests.mirrorIsSound) != 0 { torn += 1 }
    }
    #expect(torn > 0)
  }
}
