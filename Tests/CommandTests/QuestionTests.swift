import Glibc
import ProgramSupport
import TestSupport
import Testing

/// Questions that a person answers before anything is signed.
struct QuestionTests {
  private static let no = "[y/N] "

  /// A shell with an authority whose root key is behind a passphrase.
  private static func sealedRoot() throws -> Shell {
    let shell = try Shell()
    try shell.output(
      of: """
        postpass init --creator @nora --mirror mirror && umask 077 && echo one >p &&
        postpass key passphrase root --new-passphrase-file p &&
        postpass keygen --home stick --role root --out a.pub --passphrase-file p
        """)
    return shell
  }

  /// Who says no is asked for no passphrase, and who says yes is asked for it then.
  private func check(_ command: String, in shell: borrowing Shell) throws {
    let refused = try TerminalSession(command, in: shell)
    #expect(refused.terminal.wait(for: QuestionTests.no))
    refused.terminal.type("n\n")
    #expect(try refused.exit() == 64)
    #expect(!refused.terminal.shown.contains("passphrase of"))
    #expect(refused.terminal.shown.contains("not confirmed, so nothing was changed"))
    let agreed = try TerminalSession(command, in: shell)
    #expect(agreed.terminal.wait(for: QuestionTests.no))
    #expect(!agreed.terminal.shown.contains("passphrase of"))
    agreed.terminal.type("y\n")
    #expect(agreed.terminal.wait(for: ".key: "))
    agreed.terminal.type("one\n")
    #expect(try agreed.exit() == 0)
  }

  @Test func `the key of a stick signs once its holder has agreed`() throws {
    let shell = try QuestionTests.sealedRoot()
    try shell.output(of: "postpass root rotate --root-keys a.pub --threshold 1 --passphrase-file p")
    try check("postpass sign root-2.pending --home stick", in: shell)
  }

  @Test func `a key file signs once its holder has agreed`() throws {
    let shell = try QuestionTests.sealedRoot()
    try shell.output(of: "postpass root rotate --root-keys a.pub --threshold 1 --passphrase-file p")
    try check("postpass sign root-2.pending --home nowhere --key stick/keys/root-*.key", in: shell)
  }

  @Test func `a root key leaves the home once its owner has agreed`() throws {
    try check("postpass root export out.key", in: try QuestionTests.sealedRoot())
  }

  @Test func `a code that this home did not issue is revoked once its owner has agreed`() throws {
    let shell = try Shell()
    try shell.output(of: "postpass init --creator @nora --mirror mirror")
    let refused = try TerminalSession("postpass revoke 1-99", in: shell)
    #expect(refused.terminal.wait(for: QuestionTests.no))
    #expect(refused.terminal.shown.contains("this record did not issue 1-99; revoke it all the same? [y/N] "))
    refused.terminal.type("n\n")
    #expect(try refused.exit() == 64)
    #expect(try shell.run("postpass show 1-99").exit == 66)
    let agreed = try TerminalSession("postpass revoke 1-99", in: shell)
    #expect(agreed.terminal.wait(for: QuestionTests.no))
    agreed.terminal.type("y\n")
    #expect(try agreed.exit() == 0)
    #expect(try shell.run("postpass show 1-99").exit == 0)
  }

  @Test func `what was typed before the question is no answer to it`() throws {
    let shell = try QuestionTests.sealedRoot()
    let session = try TerminalSession("sleep 1; exec postpass root export out.key", in: shell)
    session.terminal.type("y\n")
    #expect(session.terminal.wait(for: QuestionTests.no))
    session.terminal.type("n\n")
    #expect(try session.exit() == 64)
  }

  @Test(arguments: ["keyring renew", "keyring add k.pub", "root rotate"])
  func `a clock that may be ahead signs once its owner has agreed`(_ command: String) throws {
    let shell = try QuestionTests.sealedRoot()
    try shell.output(of: "postpass keygen --home k --creator @kim --out k.pub")
    try check("faketime -f +730d postpass \(command)", in: shell)
  }

  @Test func `a pending root is ended once its owner has agreed`() throws {
    let shell = try QuestionTests.sealedRoot()
    try shell.output(of: "postpass root rotate --root-keys a.pub --threshold 1 --passphrase-file p")
    try check("postpass keyring renew", in: shell)
    #expect(try shell.run("postpass status | grep -c ^pending").outputText == "0\n")
  }

  @Test func `a mirror's keyring takes a key of this home once its owner has agreed`() throws {
    let shell = try Shell()
    try shell.output(
      of: """
        postpass init --creator @nora --mirror mirror && cp -r "$HOME/.local/share/postpass" thief &&
        postpass keyring remove 1 --home thief --yes && postpass publish --home thief &&
        umask 077 && echo one >p && postpass key passphrase 2 --new-passphrase-file p
        """)
    try check("postpass publish", in: shell)
  }

  @Test func `no input is no yes`() throws {
    let shell = try QuestionTests.sealedRoot()
    let session = try TerminalSession("postpass root export out.key", in: shell)
    #expect(session.terminal.wait(for: QuestionTests.no))
    session.terminal.type("\u{04}")
    #expect(try session.exit() == 64)
    #expect(session.terminal.shown.contains("[y/N] \r\npostpass: "))
  }
}
