import ProgramSupport
import Testing

/// Arguments as the system passes them.
struct ArgumentTests {
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
