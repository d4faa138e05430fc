import Foundation
import ProgramSupport
import Testing

/// Disks and outputs that are full.
struct FullDiskTests {
  private static let prepare = """
    postpass init --home home --creator @nora --mirror mirror >init &&
    authority=$(sed -n 's/^created authority \\([^ ]*\\).*/\\1/p' init) &&
    postpass issue --home home --post 1 --brand 2 --for 60d --out acme.code &&
    postpass-pull --from mirror --store store --authority $authority && postpass keygen --home kim --creator @kim --out kim.pub
    """

  /// Every command that has a result.
  private static let answering = [
    "postpass init --home two --creator @nora", "postpass issue --home home --post 1 --brand 2 --for 60d",
    "postpass issue --home home --post 1 --brand 2 --for 60d --json", "postpass inspect @acme.code",
    "postpass show --home home @acme.code", "postpass show --home home --code @acme.code",
    "postpass list --home home", "postpass list --home home --json", "postpass revoke --home home @acme.code",
    "postpass publish --home home", "postpass publish --home home --dry-run", "postpass status --home home",
    "postpass status --home home --json", "postpass keygen --home new --creator @lea",
    "postpass keyring add --home home kim.pub", "postpass keyring show --home home",
    "postpass keyring remove --home home 2 --yes", "postpass help exit-codes", "postpass --help",
    "postpass --version",
    "postpass-pull --from mirror --store store", "postpass-pull --from mirror --store store --json",
    "postpass-pull --help", "postpass-verify @acme.code --post 1 --brand 2 --store store",
    "postpass-verify @acme.code --post 1 --brand 2 --store store --json",
    "postpass-verify --status --store store",
    "postpass-verify --help",
  ]

  @Test(arguments: answering, [">/dev/full", ">&-"])
  func `an answer that cannot be given is a failure`(_ command: String, _ output: String) throws {
    let shell = try Shell(programs: BuiltPrograms.releaseDirectory)
    try shell.output(of: FullDiskTests.prepare)
    let outcome = try shell.run("\(command) \(output)")
    #expect(outcome.exit == 74, "\(outcome.errorText)")
    #expect(outcome.errorText.contains(": error: ") && outcome.errorText.contains("\n  hint: "))
  }

  /// Runs a story where there is no room at first: on a small disk of its own, where the system lets one be mounted;
  /// otherwise under a limit on the size of every file, which is met like a full disk.
  /// - Returns: what came of it, and which of the two it was.
  private func run(
    _ story: String, withoutRoomIn shell: borrowing Shell
  ) throws -> (outcome: Shell.Outcome, way: String) {
    let mount = "mkdir -p small && mount -t tmpfs -o size=1m none small && cd small"
    let hasMounts = try shell.run("unshare --map-root-user --mount sh -c '\(mount)'").exit == 0
    let (begin, end) =
      hasMounts
      ? ("dd if=/dev/zero of=filler bs=4k status=none 2>/dev/null", "rm filler")
      : ("trap '' XFSZ; prlimit --pid $$ --fsize=0:unlimited", "prlimit --pid $$ --fsize=unlimited")
    let script = """
      \(hasMounts ? mount : "true") && \(FullDiskTests.prepare) || exit
      \(begin)
      \(story)
      \(end)
      \(FullDiskTests.mended)
      """
    try Data(script.utf8).write(to: URL(fileURLWithPath: "\(shell.work)/story"))
    let outcome = try shell.run("\(hasMounts ? "unshare --map-root-user --mount " : "")sh story")
    return (outcome, hasMounts ? "a small disk" : "a limit on files")
  }

  private static let mended = """
    postpass list --home home --all >list && [ $(grep -c "^1-" list) = 1 ] || { echo lost; cat list; }
    postpass issue --home home --post 1 --brand 2 --for 60d >second.code || echo not issued
    postpass revoke --home home @acme.code --publish || echo not revoked
    postpass-pull --from mirror --store store || echo not pulled
    postpass-verify @acme.code --post 1 --brand 2 --store store; [ $? = 13 ] || echo not denied
    postpass keygen --home kim --creator @max --quiet || echo no key
    echo end
    """

  @Test func `a full home can be read, and refuses every change until there is room`() throws {
    let shell = try Shell(programs: BuiltPrograms.releaseDirectory)
    let story = """
      for command in "list --home home" "status --home home" "show --home home @acme.code"; do
        postpass $command >/dev/null || echo "not read: $command"
      done
      for command in "issue --home home --post 1 --brand 2 --for 1d" "revoke --home home @acme.code" \\
        "publish --home home" "keygen --home home --creator @lea" "keyring add --home home kim.pub" \\
        "init --home two --creator @nora"; do
        answer=$(postpass $command --quiet); [ $? = 74 ] && [ -z "$answer" ] || echo "not refused: $command"
      done
      postpass-verify @acme.code --post 1 --brand 2 --store store | grep -q ALLOWED || echo not verified
      """
    let (outcome, way) = try run(story, withoutRoomIn: shell)
    #expect(outcome.exit == 0, "\(outcome.errorText)")
    let lines = outcome.outputText.split(separator: "\n")
    #expect(lines.last == "end")
    #expect(
      !lines.contains { $0.hasPrefix("not ") || $0 == "lost" || $0 == "no key" },
      "\(lines) \(outcome.errorText)")
    #expect(outcome.errorText.split(separator: "\n").count { $0.contains(": error: ") } == 6)
    // The last one is that of the denied code.
    #expect(outcome.errorText.split(separator: "\n").count { $0.hasPrefix("  hint: ") } == 6 + 1)
    print("a full disk: shown on \(way)")
  }
}
