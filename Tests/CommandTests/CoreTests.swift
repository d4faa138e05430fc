import Foundation
import ProgramSupport
import TestSupport
import Testing

/// What is to be had of a running `postpass`, and of what it leaves: no core file, nothing for other processes of the
/// same user, no passphrase in arguments, environment, output or record.
struct CoreTests {
  private static let passphrase = "Tr0ub4dor&3 TEST ONLY"

  /// A core file is written here only where the system names it by a plain name.
  private static var systemWritesCores: Bool {
    let pattern = (try? String(contentsOfFile: "/proc/sys/kernel/core_pattern", encoding: .utf8)) ?? "|"
    return !pattern.contains("|") && !pattern.contains("/")
  }

  /// A program waits, holding the first of two passphrases, for somebody to type the second one.
  private func waiting(in shell: borrowing Shell, before: String = "true") throws -> TerminalSession {
    let session = try TerminalSession(
      "\(before); echo $$ >pid; exec postpass init --creator @nora --mirror mirror", in: shell)
    #expect(session.terminal.wait(for: "passphrase of the new keys (empty for none): "))
    session.terminal.type("\(CoreTests.passphrase)\n")
    #expect(session.terminal.wait(for: "the same again: "))
    return session
  }

  @Test(.enabled(if: systemWritesCores)) func `a crash leaves no core file`() throws {
    let shell = try Shell()
    let session = try waiting(in: shell, before: "ulimit -c unlimited")
    try #require(try shell.run("kill -SEGV $(cat pid)").exit == 0)
    #expect(try session.exit() > 128)
    #expect(try shell.run("ls | grep core").outputText == "")
    // The control: another program leaves one, with all that it knew.
    let control = try shell.run(
      "ulimit -c unlimited; SECRET='\(CoreTests.passphrase)' sh -c 'kill -SEGV $$'; ls | grep core; cat core* | grep -c -a -F '\(CoreTests.passphrase)'"
    )
    #expect(control.outputText.hasPrefix("core"))
  }

  @Test func `its limit of core files is zero`() throws {
    let shell = try Shell()
    let session = try waiting(in: shell, before: "ulimit -c unlimited")
    let limits = try shell.run("grep '^Max core file size' /proc/$(cat pid)/limits").outputText
    #expect(limits.split(separator: " ").dropFirst(4).prefix(2) == ["0", "0"])
    session.terminal.type("\u{03}")
    #expect(try session.exit() > 128)
  }

  @Test(.enabled(if: getuid() == 0)) func `another process of the same user cannot read its memory`() throws {
    let shell = try Shell()
    try #require(try shell.run("chmod 777 . && mkfifo -m 600 pipe && chown 65534 pipe").exit == 0)
    // It waits for somebody to write a passphrase into the pipe.
    let look = """
      as="setpriv --reuid=65534 --clear-groups"
      ulimit -c unlimited
      $as postpass keygen --home "$PWD/home" --creator @kim --passphrase-file pipe & process=$!
      $as sleep 100 & control=$!
      # The limit is the last thing that it sets.
      until grep -q '^Max core file size *0 *0 ' /proc/$process/limits; do sleep 0.1; done
      until [ "$(cat /proc/$control/comm)" = sleep ]; do sleep 0.1; done
      for pid in $process $control; do $as head -c 1 /proc/$pid/environ >/dev/null 2>&1; echo $?; $as head -c 1 /proc/$pid/maps >/dev/null 2>&1; echo $?; done
      kill $process $control
      """
    #expect(try shell.run(look).outputText == "1\n1\n0\n0\n")
  }

  @Test func `a passphrase is in no argument, variable, output, record or published file`() throws {
    let shell = try Shell()
    let session = try waiting(in: shell)
    let process = "tr '\\0' '\\n' </proc/$(cat pid)/cmdline; tr '\\0' '\\n' </proc/$(cat pid)/environ"
    let seen = try shell.run(process).outputText
    #expect(seen.contains("--creator") && !seen.contains(CoreTests.passphrase))
    // Nobody else may look at the variables of a process that leaves no core file.
    if getuid() == 0 { #expect(seen.contains("PATH=")) }
    session.terminal.type("\(CoreTests.passphrase)\n")
    #expect(try session.exit() == 0)
    #expect(!session.terminal.shown.contains(CoreTests.passphrase))

    try #require(try shell.run("(umask 077; echo '\(CoreTests.passphrase)' >p; echo wrong >w)").exit == 0)
    for command in [
      "issue --post 1 --brand 2 --for 1d --json --passphrase-file p", "publish --passphrase-fd 3 3<p",
      "publish --json --passphrase-file w", "publish --passphrase-fd 987 --json",
      "key passphrase 1 --passphrase-file w --new-passphrase-file p --json",
      "key passphrase 1 --passphrase-file p --new-passphrase-file p --json", "status --json",
    ] {
      let outcome = try shell.run("postpass \(command)")
      #expect(!outcome.outputText.contains(CoreTests.passphrase), "\(command)")
      #expect(!outcome.errorText.contains(CoreTests.passphrase), "\(command)")
    }
    let files = "grep -r -l -a -F '\(CoreTests.passphrase)' \"$HOME\" ."
    // The control: the file that it is in.
    #expect(try shell.run(files).outputText == "./p\n")
  }
}
