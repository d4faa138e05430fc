import ProgramSupport
import Testing

/// Arguments as the system passes them.
struct ArgumentTests {
  private static let programs = ["postpass", "postpass-pull", "postpass-verify"]

  @Test(arguments: programs) func `they are there where nothing is mounted on /proc`(program: String) throws {
    let shell = try Shell()
    let hidden = "unshare --map-root-user --mount sh -c 'mount -t tmpfs none /proc && \"$@\"' sh"
    try #require(try shell.run("\(hidden) test -e /proc/self").exit == 1)
    let outcome = try shell.run("\(hidden) \(program) --version")
    #expect(outcome.exit == 0)
    #expect(outcome.outputText.hasPrefix(program))
    #expect(outcome.errors.isEmpty)
  }

  /// The runtime would put another letter in the place of the byte: the name of another file.
  @Test(arguments: ["postpass", "postpass-pull"])
  func `what is not UTF-8 is refused, and nothing is written`(program: String) throws {
    let shell = try Shell()
    for option in ["--bundle", "--home", "--store", "--from"] {
      let outcome = try shell.run("\(program) \(option) \"$(printf 'a\\377')\"")
      #expect(outcome.exit == 64)
      let words =
        "the argument 'a\\xFF' is not UTF-8\n  hint: write it in UTF-8; a file needs another name first\n"
      #expect(outcome.errorText == "\(program): error: \(words)")
    }
    #expect(try shell.output(of: "ls -A") == "")
  }
}
