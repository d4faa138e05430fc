import Foundation
import Glibc
import ProgramSupport
import TestSupport
import Testing

/// Programs that ask for a passphrase, and somebody who types it.
struct TerminalTests {
  private static let passphrase = "Tr0ub4dor&3 TEST ONLY"
  private static let initialize = "postpass init --creator @nora --mirror mirror"
  private static let offer = "passphrase of the new keys (empty for none): "
  private static let again = "the same again: "

  @Test func `what is typed opens the keys, and is shown nowhere`() throws {
    let shell = try Shell()
    let session = try TerminalSession("\(TerminalTests.initialize) >out", in: shell)
    #expect(session.terminal.wait(for: TerminalTests.offer))
    #expect(!session.terminal.isEchoing)
    session.terminal.type("\(TerminalTests.passphrase)\n")
    #expect(session.terminal.wait(for: TerminalTests.again))
    session.terminal.type("\(TerminalTests.passphrase)\n")
    #expect(try session.exit() == 0)
    #expect(session.terminal.isEchoing)
    #expect(
      try shell.run("grep -c '^kdf argon2id 3 262144 ' \"$HOME\"/.local/share/postpass/keys/*.key | wc -l")
        .outputText == "3\n")

    let issue = try TerminalSession("postpass issue --post 1 --brand 2 --for 1d >code", in: shell)
    let question = "passphrase of \(shell.home)/.local/share/postpass/keys/issuer-1.key: "
    #expect(issue.terminal.wait(for: question))
    issue.terminal.type("not it\n")
    #expect(issue.terminal.wait(for: question))
    issue.terminal.type("\(TerminalTests.passphrase)\n")
    #expect(try issue.exit() == 0)
    #expect(try shell.run("postpass inspect @code").exit == 0)
    for shown in [session.terminal.shown, issue.terminal.shown, try shell.run("cat out code").outputText] {
      #expect(!shown.contains(TerminalTests.passphrase) && !shown.contains("not it"))
    }
    #expect(try !shell.run("cat out code").outputText.contains("passphrase"))
  }

  @Test func `nothing typed is no passphrase, and twice different is asked again`() throws {
    let shell = try Shell()
    let none = try TerminalSession("postpass keygen --creator @kim", in: shell)
    #expect(none.terminal.wait(for: TerminalTests.offer))
    none.terminal.type("\n")
    #expect(try none.exit() == 0)
    #expect(
      try shell.run("grep -h ^kdf \"$HOME\"/.local/share/postpass/keys/*.key").outputText == "kdf none\n")

    let different = try TerminalSession("postpass keygen --creator @lea", in: shell)
    for attempt in 0..<3 {
      #expect(different.terminal.wait(for: TerminalTests.offer))
      different.terminal.type("one\n")
      #expect(different.terminal.wait(for: TerminalTests.again))
      different.terminal.type(attempt == 1 ? "\n" : "other\n")
    }
    #expect(try different.exit() == 64)
    #expect(try shell.run("ls \"$HOME\"/.local/share/postpass/keys | grep -c lea").outputText == "0\n")
  }

  @Test func `who does not know it is asked three times`() throws {
    let shell = try Shell()
    try #require(try shell.run(TerminalTests.initialize).exit == 0)
    try #require(
      try shell.run("umask 077; echo one >p; postpass key passphrase 1 --new-passphrase-file p").exit == 0)
    let session = try TerminalSession("postpass issue --post 1 --brand 2 --for 1d", in: shell)
    for _ in 0..<3 {
      #expect(session.terminal.wait(for: "issuer-1.key: "))
      session.terminal.type("two\n")
    }
    #expect(try session.exit() == 65)
    #expect(session.terminal.shown.contains("is wrong, or the file is damaged"))
    #expect(session.terminal.isEchoing)
  }

  @Test(arguments: [("publish", "publisher-2"), ("root rotate", "root")])
  func `nothing is locked while it asks`(command: String, key: String) throws {
    let shell = try Shell()
    try #require(try shell.run(TerminalTests.initialize).exit == 0)
    try #require(
      try shell.run("umask 077; echo one >p; postpass key passphrase --new-passphrase-file p").exit == 0)
    let session = try TerminalSession("postpass \(command)", in: shell)
    #expect(session.terminal.wait(for: "\(key).key: "))
    for lock in ["\"$HOME\"/.local/share/postpass/lock", "mirror/lock"] {
      #expect(try shell.run("flock --nonblock \(lock) true").exit == 0)
    }
    session.terminal.type("one\n")
    #expect(try session.exit() == 0)
  }

  @Test func `--no-input asks for nothing`() throws {
    let shell = try Shell()
    let session = try TerminalSession("\(TerminalTests.initialize) --no-input", in: shell)
    #expect(try session.exit() == 0)
    #expect(!session.terminal.shown.contains("passphrase"))
  }

  @Test(arguments: ["\u{03}", "\u{1C}"]) func `interrupted from the keyboard, it leaves the echo on`(
    key: String
  ) throws {
    let shell = try Shell()
    let session = try TerminalSession("exec \(TerminalTests.initialize)", in: shell)
    #expect(session.terminal.wait(for: TerminalTests.offer))
    session.terminal.type("half a pass\(key)")
    // 128 and SIGINT or SIGQUIT.
    #expect([130, 131].contains(try session.exit()))
    #expect(session.terminal.isEchoing)
    #expect(!session.terminal.shown.contains("half"))
    #expect(try shell.run("test ! -e \"$HOME\"/.local/share/postpass").exit == 0)
  }

  @Test(arguments: ["TERM", "HUP", "INT", "ALRM", "USR1", "USR2", "XCPU", "IO", "RTMIN", "ABRT", "SEGV"])
  func `ended from outside, it leaves the echo on`(signal: String)
    throws
  {
    let shell = try Shell()
    let session = try TerminalSession("echo $$ >pid; exec \(TerminalTests.initialize)", in: shell)
    #expect(session.terminal.wait(for: TerminalTests.offer))
    #expect(!session.terminal.isEchoing)
    try #require(try shell.run("kill -\(signal) $(cat pid)").exit == 0)
    #expect(try session.exit() > 128)
    #expect(session.terminal.isEchoing)
  }

  @Test func `stopped, it gives the terminal back, and asks again when it goes on`() throws {
    let shell = try Shell()
    let session = try TerminalSession(
      "exec bash -c 'set -m; \(TerminalTests.initialize); stty -a | grep -o \"[-]*echo \"; fg'", in: shell)
    #expect(session.terminal.wait(for: TerminalTests.offer))
    session.terminal.type("half a pass\u{1A}")
    #expect(session.terminal.wait(for: TerminalTests.offer))
    #expect(session.terminal.shown.contains("\necho "))
    #expect(!session.terminal.shown.contains("-echo "))
    #expect(!session.terminal.isEchoing)
    session.terminal.type("\n")
    #expect(try session.exit() == 0)
    #expect(!session.terminal.shown.contains("half"))
  }

  /// A shell with an issuer key that takes a second to open, whatever is typed.
  private static func sealedIssuer() throws -> Shell {
    let shell = try Shell()
    try shell.output(
      of: "\(initialize) && umask 077 && echo one >p && postpass key passphrase 1 --new-passphrase-file p")
    return shell
  }

  private static let issue = "postpass issue --post 1 --brand 2 --for 1d"

  @Test func `what is typed while a key is derived is not shown, and is no answer`() throws {
    let shell = try TerminalTests.sealedIssuer()
    let session = try TerminalSession(TerminalTests.issue, in: shell)
    #expect(session.terminal.wait(for: "issuer-1.key: "))
    session.terminal.type("two\n")
    // By now the line is read, and the key is derived for some time yet.
    usleep(100_000)
    #expect(!session.terminal.isEchoing)
    session.terminal.type("typed ahead\n")
    #expect(session.terminal.wait(for: "issuer-1.key: "))
    #expect(!session.terminal.isEchoing)
    session.terminal.type("one\n")
    usleep(100_000)
    session.terminal.type("typed after")
    #expect(try session.exit() == 0)
    #expect(session.terminal.isEchoing)
    #expect(!session.terminal.shown.contains("typed"))
    // What was typed before the second question is not an answer to it.
    #expect(session.terminal.shown.components(separatedBy: "issuer-1.key: ").count == 3)
  }

  @Test func `over several keys the terminal is silenced once, and shows again once`() throws {
    let shell = try TerminalTests.sealedIssuer()
    // A salt of its own, and one more derivation without a question.
    try shell.output(of: "postpass key passphrase root --new-passphrase-file p")
    let session = try TerminalSession(
      "strace -qq -o trace -e trace=ioctl postpass key passphrase", in: shell)
    #expect(session.terminal.wait(for: "issuer-1.key: "))
    session.terminal.type("one\n")
    #expect(session.terminal.wait(for: "new passphrase: "))
    session.terminal.type("two\n")
    #expect(session.terminal.wait(for: TerminalTests.again))
    session.terminal.type("two\n")
    #expect(try session.exit() == 0)
    #expect(try shell.run("grep -c TCSETSF trace").outputText == "2\n")
  }

  @Test func `from the old passphrase to the new one it never shows what is typed`() throws {
    let shell = try TerminalTests.sealedIssuer()
    let session = try TerminalSession("postpass key passphrase", in: shell)
    #expect(session.terminal.wait(for: "issuer-1.key: "))
    session.terminal.type("one\n")
    for _ in 0..<20 {
      #expect(!session.terminal.isEchoing)
      usleep(10_000)
    }
    #expect(session.terminal.wait(for: "new passphrase: "))
    session.terminal.type("two\n")
    #expect(session.terminal.wait(for: TerminalTests.again))
    session.terminal.type("two\n")
    usleep(100_000)
    #expect(!session.terminal.isEchoing)
    #expect(try session.exit() == 0)
    #expect(session.terminal.isEchoing)
  }

  @Test(arguments: ["\u{03}", "\u{1C}"]) func `interrupted while a key is derived, it leaves the echo on`(
    key: String
  ) throws {
    let shell = try TerminalTests.sealedIssuer()
    let session = try TerminalSession("exec \(TerminalTests.issue)", in: shell)
    #expect(session.terminal.wait(for: "issuer-1.key: "))
    session.terminal.type("one\n")
    usleep(100_000)
    session.terminal.type(key)
    #expect([130, 131].contains(try session.exit()))
    #expect(session.terminal.isEchoing)
    #expect(!session.terminal.shown.contains("pp1_"))
  }

  @Test func `stopped while a key is derived, it gives the terminal back, and goes on`() throws {
    let shell = try TerminalTests.sealedIssuer()
    let session = try TerminalSession(
      "exec bash -c 'set -m; \(TerminalTests.issue) >code; stty -a | grep -o \"[-]*echo \"; fg'", in: shell)
    #expect(session.terminal.wait(for: "issuer-1.key: "))
    session.terminal.type("one\n")
    usleep(100_000)
    session.terminal.type("\u{1A}")
    #expect(try session.exit() == 0)
    #expect(session.terminal.shown.contains("\necho "))
    #expect(try shell.run("postpass inspect @code").exit == 0)
  }

  @Test(arguments: [TerminalTests.issue, "postpass key passphrase 2", "postpass keygen --creator @kim"])
  func `no answer is told apart from an empty one`(_ command: String) throws {
    let shell = try TerminalTests.sealedIssuer()
    let session = try TerminalSession(command, in: shell)
    #expect(session.terminal.wait(for: ": "))
    session.terminal.type("\u{04}")
    #expect(try session.exit() == 64)
    #expect(session.terminal.shown.contains(": \r\npostpass: "))
    #expect(session.terminal.shown.contains("no passphrase was given\r\n  hint: "))
    #expect(session.terminal.isEchoing)
  }
}

/// A command of `sh` that somebody runs at a terminal.
final class TerminalSession {
  let terminal: PseudoTerminal
  private let process: ChildProcess

  /// For at most two minutes.
  init(_ command: String, in shell: borrowing Shell) throws {
    let terminal = try PseudoTerminal()
    process = try ChildProcess(
      [
        "/usr/bin/timeout", "--foreground", "120", "/bin/sh", "-c", "cd '\(shell.work)' && eval \"$COMMAND\"",
      ],
      environment: shell.environment + ["COMMAND=\(command)"], terminal: terminal.path)
    self.terminal = terminal
  }

  /// Waits for the end.
  /// - Returns: the exit code; 128 and the number of the signal that ended it.
  func exit() throws -> Int32 {
    terminal.waitForEnd()
    return try process.exit()
  }
}
