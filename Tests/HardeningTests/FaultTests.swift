import ProgramSupport
import Testing

/// What a command does when the disk is full or fails under any of its changes.
struct FaultTests {
  @Test(arguments: StateChange.all, ["ENOSPC", "EIO"])
  func `a command whose disk fails says so, and loses nothing`(_ change: StateChange, _ error: String) throws
  {
    let rehearsal = try Rehearsal(change)
    let points = try rehearsal.trace(change.command).points(naming: change.swept).filter {
      FaultTests.failing.contains($0.call)
    }
    var tolerated: [Rehearsal.Point] = []
    for point in points {
      let failed = try rehearsal.play(change.command, .fail(error), at: point)
      let place = "\(error) at \(point): exit \(failed.exit), \(failed.errorText)"
      if failed.exit == 0 {
        // What only saves work later may fail; what was asked for has to be there.
        #expect(try rehearsal.isAcknowledged, "\(place)")
        tolerated.append(point)
      } else {
        #expect(failed.exit == 74, "\(place)")
        #expect(failed.errorText.contains(": error: ") && failed.errorText.contains("\n  hint: "), "\(place)")
      }
      let (judgement, said) = try rehearsal.judge()
      #expect(judgement == .sound, "\(place)\(said)")
    }
    #expect(tolerated.filter { FaultTests.lasting.contains($0.call) }.map(\.description) == [])
    #expect(points.count >= change.leastPoints / 2)
    print(
      "\(change.name), \(error): failed at \(points.count) points: \(points.counts); tolerated: \(tolerated.counts)"
    )
  }

  @Test(arguments: [StateChange.issueToFile, .keyGeneration, .publication])
  func `a file system without nameless files does as well`(_ change: StateChange) throws {
    let rehearsal = try Rehearsal(change)
    let points = try rehearsal.trace(change.command).points(naming: "O_TMPFILE")
    #expect(!points.isEmpty)
    for point in points {
      let outcome = try rehearsal.play(change.command, .fail("EOPNOTSUPP"), at: point)
      #expect(outcome.exit == 0, "\(point): \(outcome.errorText)")
      #expect(try rehearsal.isAcknowledged, "\(point)")
      let (judgement, said) = try rehearsal.judge()
      #expect(judgement == .sound, "\(point): \(said)")
    }
  }

  /// What our own programs make a change last with: none of it fails in silence. SQLite calls fdatasync, and may put
  /// off moving what is in its log to the ledger.
  private static let lasting: Set = [
    "rename", "renameat", "renameat2", "link", "linkat", "fsync", "mkdir", "mkdirat",
  ]

  /// What needs room or the disk. Removing a file is neither.
  private static let failing: Set = [
    "rename", "renameat", "renameat2", "link", "linkat", "fsync", "fdatasync", "pwrite64", "write",
    "ftruncate",
    "fallocate", "mkdir", "mkdirat", "openat",
  ]
}
