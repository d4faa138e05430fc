import ProgramSupport
import Testing

/// What a command leaves that is killed at any of its changes: the old state or the new one, all that it acknowledged,
/// and nothing that a rerun does not finish.
struct KillTests {
  @Test(arguments: StateChange.all)
  func `killed anywhere, a command is finished by the next`(_ change: StateChange) throws {
    let rehearsal = try Rehearsal(change)
    let points = try rehearsal.trace(change.command).points(naming: change.swept)
    #expect(points.count >= change.leastPoints)
    for point in points {
      let killed = try rehearsal.play(change.command, .kill, at: point)
      #expect(killed.exit == 137, "\(point): \(killed.errorText)")
      let (judgement, said) = try rehearsal.judge()
      #expect(judgement == .sound, "killed at \(point): \(said)")
    }
    print("\(change.name): killed at \(points.count) points: \(points.counts)")
  }

  @Test(arguments: StateChange.all)
  func `the same checks tell a command that answers first and copies its files`(_ change: StateChange) throws
  {
    let rehearsal = try Rehearsal(change)
    for point in try rehearsal.trace(Rehearsal.careless).points(naming: "") {
      _ = try rehearsal.play(Rehearsal.careless, .kill, at: point)
      if try rehearsal.judge().judgement != .sound { return }
    }
    Issue.record("nothing was found")
  }
}
