import ProgramSupport
import Testing

/// What a store remembers outlives the programs, whatever the clock says (SPEC §8.2).
struct ClockTests {
  /// A store with list 3, the mirror of list 2 beside that of list 4, and list 3 once more with another content.
  private func scene() throws -> Scene {
    let scene = try Scene()
    try scene.shell.output(
      of: """
        postpass status | sed -n 's/^authority *//p' >authority && cp -r mirror first && cp -r "$HOME/.local" kept &&
        postpass revoke 1-1 --yes --publish && postpass-pull --from mirror && cp -r "$HOME/.local" newer &&
        rm -r "$HOME/.local/share" && cp -r kept/share "$HOME/.local" && cp -r first other &&
        postpass revoke 1-2 --yes && postpass publish "$PWD/other" &&
        rm -r "$HOME/.local/share" && cp -r newer/share "$HOME/.local" && postpass publish
        """)
    return scene
  }

  private static let state = "sha256sum \"$HOME/.local/state/postpass/state\""

  @Test func `a copy that is no longer fresh still anchors against rollback`() throws {
    let scene = try scene()
    let before = try scene.shell.output(of: ClockTests.state)
    for (mirror, what) in [("first", "older than list #3"), ("other", "another list #3")] {
      // 30 days later neither list is fresh any more.
      let pull = try scene.shell.run("faketime -f +30d postpass-pull --from \(mirror)")
      #expect(pull.exit == 76 && pull.errorText.contains(what), "\(pull.exit): \(pull.errorText)")
      #expect(try scene.shell.output(of: ClockTests.state) == before)
      let verified = try scene.shell.run(
        "faketime -f +30d postpass-verify @acme.code --post \(Scene.post) --brand \(Scene.brand)")
      #expect(verified.exit == 20 && verified.outputText.contains("list #3"), "\(verified.outputText)")
    }
    // The control: the same store, the same moment, a newer list.
    let newer = try scene.shell.run("postpass-pull --from mirror")
    #expect(newer.exit == 0 && newer.outputText.contains("#3 → #4"), "\(newer.errorText)")
  }

  @Test(arguments: [
    ("-4m", 0, "ALLOWED"), ("-6m", 20, "clock of this machine is behind"), ("-2d", 20, "clock of this"),
  ])
  func `a clock that is behind what was signed cannot tell, and one that is a little behind can`(
    _ offset: String, _ exit: Int32, _ words: String
  ) throws {
    let shell = try Shell()
    // An authority and a code of long ago, and a list of now.
    try shell.output(
      of: """
        faketime -f -5d postpass init --creator @nora --mirror mirror >init &&
        faketime -f -5d postpass issue --post 1 --brand 2 --for 60d --out acme.code && postpass publish &&
        postpass-pull --from mirror --authority $(sed -n 's/^created authority \\([^ ]*\\).*/\\1/p' init)
        """)
    let check = "postpass-verify @acme.code --post 1 --brand 2"
    let behind = try shell.run("faketime -f \(offset) \(check)")
    #expect(behind.exit == exit && behind.outputText.contains(words), "\(behind.outputText)")
    let pull = try shell.run("faketime -f \(offset) postpass-pull --from mirror")
    #expect(pull.exit == (exit == 0 ? 0 : 76), "\(pull.errorText)")
    #expect(try shell.run(check).exit == 0)
  }
}
