import ProgramSupport
import Testing

/// Who may only read still learns what there is to know, and who may not even read is told so.
struct ReadOnlyTests {
  /// An authority with a code and a store, and programs that another user can run.
  private func scene() throws -> Shell {
    let shell = try Shell(programs: BuiltPrograms.releaseDirectory)
    try shell.output(
      of: """
        postpass init --home home --creator @nora --mirror mirror >init &&
        authority=$(sed -n 's/^created authority \\([^ ]*\\).*/\\1/p' init) &&
        postpass issue --home home --post 1 --brand 2 --for 60d --out acme.code &&
        postpass-pull --from mirror --store store --authority $authority && mkdir bin &&
        for program in \(BuiltPrograms.names.joined(separator: " ")); do cp "$(command -v $program)" bin; done
        if [ $(id -u) = 0 ]; then chown -R 65534:65534 home store mirror acme.code; fi
        """)
    return shell
  }

  /// The superuser may read and write everything, so that what is tried here is tried as nobody.
  private static let asNobody = """
    PATH=$PWD/bin:$PATH
    nobody() { if [ $(id -u) = 0 ]; then setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; else "$@"; fi; }
    verify() { nobody postpass-verify @acme.code --post 1 --brand 2 --store store "$@"; }
    """

  @Test func `a store that may only be read verifies`() throws {
    let shell = try scene()
    let verified = try shell.output(
      of:
        "\(ReadOnlyTests.asNobody)\nchmod -R a-w store && verify && nobody postpass-verify --status --store store"
    )
    #expect(verified.hasPrefix("ALLOWED") && verified.contains("\nlist       #1"))
    let pulled = try shell.run(
      "\(ReadOnlyTests.asNobody)\nnobody postpass-pull --from mirror --store store")
    #expect(pulled.exit == 74 && pulled.errorText.contains("\n  hint: ") && pulled.output == [])
  }

  @Test(arguments: [
    // Nothing there, nothing to open: not a store; what it names is gone: cannot tell.
    ("rm -r store", 66), ("rm store/state", 66), ("rm store/bodies/*", 20), ("rm -r store/bodies", 20),
    ("chmod 000 store", 74), ("chmod 000 store/state", 74), ("chmod 000 store/bodies", 74),
    ("chmod 000 store/bodies/*", 74), (": >store/state", 65),
    ("for body in store/bodies/*; do : >$body; done", 65),
    ("rm store/state && mkdir store/state", 65), ("chmod 000 acme.code", 66),
  ])
  func `a store that is missing or may not be read is never a yes`(_ fault: String, _ exit: Int32) throws {
    let shell = try scene()
    let outcome = try shell.run("\(ReadOnlyTests.asNobody)\n\(fault); verify")
    #expect(outcome.exit == exit, "\(outcome.outputText)\(outcome.errorText)")
    #expect(!outcome.outputText.contains("ALLOWED") && outcome.errorText.contains("hint: "))
  }

  @Test func `a home that may only be read shows what is in it`() throws {
    let shell = try scene()
    let shown = """
      nobody postpass list --home home | grep -c '^1-' && nobody postpass status --home home | head -1 &&
      nobody postpass show --home home @acme.code && nobody postpass keyring show --home home
      """
    let before = try shell.output(of: "\(ReadOnlyTests.asNobody)\n\(shown)")
    let after = try shell.output(of: "\(ReadOnlyTests.asNobody)\nchmod -R a-w home && \(shown)")
    #expect(before == after && after.hasPrefix("1\nauthority"))
    for command in ReadOnlyTests.changes {
      let refused = try shell.run("\(ReadOnlyTests.asNobody)\nnobody postpass \(command)")
      #expect(refused.exit == 74 && refused.output == [], "\(command): \(refused.exit)")
      #expect(
        refused.errorText.contains(": error: ") && refused.errorText.contains("\n  hint: "), "\(command)")
    }
    let intact =
      "\(ReadOnlyTests.asNobody)\nchmod -R u+w home && nobody postpass list --home home --all | grep -c '^1-'"
    #expect(try shell.output(of: intact) == "1\n")
  }

  @Test(arguments: ["true", "rm home/ledger.db-shm"])
  func `what is in the write-ahead log alone counts, or nothing is shown`(_ fault: String) throws {
    let shell = try scene()
    // Killed behind the commit: the newest code is in the log, and not in the ledger yet.
    let killed = try shell.run(
      """
      \(ReadOnlyTests.asNobody)
      nobody strace -f -qq -o /dev/null -e trace=fdatasync -e inject=fdatasync:signal=SIGKILL:when=4 \
        postpass issue --home home --post 3 --brand 2 --for 60d
      """)
    #expect(killed.exit == 137 && killed.outputText.hasPrefix("pp1_"))
    let shown = try shell.run(
      "\(ReadOnlyTests.asNobody)\n\(fault); chmod -R a-w home; nobody postpass list --home home")
    #expect(
      shown.exit == (fault == "true" ? 0 : 74), "\(shown.outputText)\(shown.errorText)")
    #expect(shown.outputText.split(separator: "\n").count == (fault == "true" ? 3 : 0), "\(shown.outputText)")
  }

  private static let changes = [
    "issue --home home --post 1 --brand 2 --for 1d", "revoke --home home @acme.code",
    "publish --home home mirror",
    "keygen --home home --creator @kim", "keyring remove --home home 1 --yes",
  ]
}
