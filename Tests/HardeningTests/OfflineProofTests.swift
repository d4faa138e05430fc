import ProgramSupport
import Testing

/// The released verifier opens no socket, starts no program, writes nothing but its answer, and opens nothing but its
/// store and what it is told to read.
struct OfflineProofTests {
  private static let question = "--post \(Scene.post) --brand \(Scene.brand)"

  /// What is asked, and the exit code.
  private static let checks: [(arguments: String, exit: Int32)] = [
    ("@acme.code \(question)", 0), ("@acme.code \(question) --json", 0),
    ("@acme.code \(question) --quiet", 0),
    ("@acme.code \(question) --until 2099-01-01", 15), ("@acme.code --post 1 --brand 2", 14),
    ("@acme.code --post 1 --brand 2 --json", 14), ("- \(question) <acme.code", 0),
    ("\(question) <acme.code", 0),
    ("\"$(cat acme.code)\" \(question)", 0),
    ("@acme.code \(question) --mirror mirror --authority $(cat authority)", 0),
    ("--status", 0), ("--status --json", 0), ("--status --mirror mirror --authority $(cat authority)", 0),
    ("@revoked.code --any-post --any-brand", 13), ("@revoked.code --any-post --any-brand --json", 13),
    ("@nothing.code \(question)", 66), ("pp1_nonsense \(question)", 65), ("@acme.code --post 1", 64),
    ("@acme.code \(question) --store nowhere", 66), ("@acme.code \(question) --store damaged", 65),
    ("acme.code \(question)", 65), ("--help", 0), ("--version", 0), ("--nonsense", 64),
  ]

  private func scene() throws -> Scene {
    let scene = try Scene(programs: BuiltPrograms.releaseDirectory)
    try scene.shell.output(
      of: """
        postpass status | sed -n 's/^authority *//p' >authority &&
        postpass issue --post 7 --brand 8 --for 1d --out revoked.code && postpass revoke @revoked.code --publish &&
        postpass-pull --from mirror && cp -r "$HOME/.local/state/postpass" damaged && echo x >damaged/state
        """)
    return scene
  }

  /// All system calls of a command.
  private func trace(_ command: String, in shell: borrowing Shell, exit: Int32) throws -> OfflineProof {
    let outcome = try shell.run("strace -f -qq -y -e signal=none -o trace \(command)")
    #expect(outcome.exit == exit, "\(command): \(outcome.errorText)")
    let text = try shell.output(of: "cat trace")
    return OfflineProof(
      SystemCallTrace(text),
      mayOpen: [
        "\(shell.home)/.local/state/postpass/", "mirror/", "damaged/", "nowhere/", "acme.code",
        "revoked.code", "pp1_nonsense", "nothing.code",
      ])
  }

  @Test func `every way through the verifier reads, computes and answers`() throws {
    let scene = try scene()
    var opened = 0
    for (arguments, exit) in OfflineProofTests.checks {
      let proof = try trace("postpass-verify \(arguments)", in: scene.shell, exit: exit)
      #expect(proof.violations == [], "\(arguments)")
      opened += proof.opened
    }
    // The proof saw the files that it allowed.
    #expect(opened > 3 * OfflineProofTests.checks.count)
    print("offline: \(OfflineProofTests.checks.count) ways through the verifier, \(opened) files opened")
  }

  @Test func `the same proof finds what postpass-pull does`() throws {
    let scene = try scene()
    try scene.shell.output(of: "postpass revoke 1-7 --yes --publish")
    let writing = try trace("postpass-pull --from mirror", in: scene.shell, exit: 0)
    for call in ["openat(", "rename(", "fsync(", "writes: "] {
      #expect(writing.violations.contains { $0.hasPrefix(call) }, "\(call)")
    }
    let talking = try trace("postpass-pull --from http://127.0.0.1:9/", in: scene.shell, exit: 69)
    for call in ["socket(", "connect("] {
      #expect(talking.violations.contains { $0.hasPrefix(call) }, "\(call)")
    }
  }

  @Test(arguments: [
    ("sh -c '/bin/true'", "execve("), ("sh -c 'echo a >file'", "openat("), ("cat /etc/hostname", "openat("),
    ("cat mirror/../authority", "openat("), ("sh -c 'echo a >&5' 5>file", "dup2("),
    ("rm -f file", "unlink"),
  ])
  func `the same proof finds what other programs do`(_ command: String, _ finding: String) throws {
    let scene = try scene()
    let outcome = try scene.shell.run("strace -f -qq -y -e signal=none -o trace \(command)")
    #expect(outcome.exit == 0, "\(outcome.errorText)")
    let proof = OfflineProof(
      SystemCallTrace(try scene.shell.output(of: "cat trace")), mayOpen: ["mirror/", "/lib", "/etc/ld.so"])
    #expect(proof.violations.contains { $0.hasPrefix(finding) }, "\(proof.violations)")
  }
}
