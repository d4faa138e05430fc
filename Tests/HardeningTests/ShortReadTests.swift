import ProgramSupport
import Testing

/// Reads that give less than was asked for, and calls that are interrupted.
struct ShortReadTests {
  private static let story = """
    postpass init --home home --creator @nora --mirror mirror >init &&
    authority=$(sed -n 's/^created authority \\([^ ]*\\).*/\\1/p' init) &&
    postpass keygen --home home --creator @kim --out kim.pub && postpass keyring add --home home kim.pub &&
    postpass issue --home home --creator @nora --post 1 --brand 2 --for 60d >acme.code &&
    postpass publish --home home --bundle bundle && postpass-pull --from mirror --store store --authority $authority &&
    postpass-pull --from bundle --store other --authority $authority &&
    postpass-verify @acme.code --post 1 --brand 2 --any-creator --store store &&
    postpass-verify @acme.code --post 1 --brand 2 --any-creator --mirror mirror --authority $authority &&
    postpass revoke --home home @acme.code --publish && postpass-pull --from mirror --store store &&
    postpass list --home home --all && postpass show --home home @acme.code && postpass status --home home &&
    { postpass-verify @acme.code --post 1 --brand 2 --any-creator --store store; [ $? = 13 ]; } &&
    { postpass-verify - --post 1 --brand 2 --any-creator --store store <acme.code; [ $? = 13 ]; }
    """

  @Test func `every program reads on until it has all`() throws {
    let shell = try Shell()
    let shim = try SystemCallShim("short-reads", in: shell)
    // Only our programs run under the shim, and not the shell that calls them.
    for name in BuiltPrograms.names {
      try shell.output(
        of: """
          mkdir -p wrapped && cat >wrapped/\(name) <<'END' && chmod 755 wrapped/\(name)
          #!/bin/sh
          exec \(shim.prefix) '\(BuiltPrograms.directory)/\(name)' "$@"
          END
          """)
    }
    try shell.output(of: "PATH=$PWD/wrapped:$PATH; \(ShortReadTests.story)")
  }

  @Test func `the shim gives one byte to who asks once`() throws {
    let shell = try Shell()
    let shim = try SystemCallShim("short-reads", in: shell)
    try shell.output(of: "printf abcdef >six")
    #expect(try shell.output(of: "\(shim.prefix) dd if=six bs=6 count=1 status=none") == "a")
    #expect(try shell.output(of: "dd if=six bs=6 count=1 status=none") == "abcdef")
  }

  @Test func `what comes through a pipe byte by byte is read to its end`() throws {
    let scene = try Scene()
    let slowly = "dd bs=1 status=none"
    let question = "--post \(Scene.post) --brand \(Scene.brand)"
    let story = """
      \(slowly) <acme.code | postpass-verify - \(question) &&
      mkfifo pipe && { \(slowly) <acme.code >pipe & } && postpass-verify @pipe \(question) &&
      { \(slowly) <acme.code >pipe & } && postpass inspect @pipe && \(slowly) <acme.code | postpass inspect - &&
      postpass keygen --creator @kim --out kim.pub && { \(slowly) <kim.pub >pipe & } && postpass keyring add pipe &&
      { \(slowly) <acme.code >pipe & } && postpass revoke @pipe
      """
    let outcome = try scene.shell.run(story)
    #expect(outcome.exit == 0, "\(outcome.errorText)")
    #expect(outcome.outputText.split(separator: "\n").count { $0.hasPrefix("ALLOWED") } == 2)
  }
}
