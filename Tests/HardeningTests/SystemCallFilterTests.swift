import Foundation
import ProgramSupport
import Testing

/// The filter that the released verifier installs on itself.
struct SystemCallFilterTests {
  @Test func `it refuses what a verifier does not need, and nothing else`() throws {
    let shell = try Shell()
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let sources = tests.appending(path: "../../Sources/CSystemCallFilter").path
    let compiler = try #require(CCompiler.path)
    try shell.output(
      of: """
        '\(compiler)' -Wall -Werror -O1 -I '\(sources)/include' -o probe '\(tests.path)/Shims/filter-probe.c' \
          '\(sources)/SystemCallFilter.c'
        """)
    #expect(try shell.output(of: "./probe") == "end\n")
    // The control: without the filter the same probe is refused nothing; its child ends at the first of the two.
    let free = try shell.output(of: "./probe free")
    #expect(free.split(separator: "\n").count { $0.hasPrefix("not refused: ") } > 3)
  }

  @Test func `it is on while the verifier reads`() throws {
    let scene = try Scene(programs: BuiltPrograms.releaseDirectory)
    let filters = try scene.shell.output(
      of: """
        mkfifo code pub; filters() { sed -n 's/^Seccomp_filters:[^0-9]*//p' /proc/$1/status; }
        # The shell itself may run under filters, as in containers.
        filters self
        \(SystemCallFilterTests.filtersOfWaiting("postpass-verify @code --any-post --any-brand", on: "code"))
        \(SystemCallFilterTests.filtersOfWaiting("postpass keyring add pub", on: "pub"))
        """
    ).split(separator: "\n").compactMap { Int($0) }
    try #require(filters.count == 3)
    #expect(filters[1] == filters[0] + 1 && filters[2] == filters[0], "\(filters)")
  }

  /// Has a program wait for a pipe, prints how many filters it has, and lets it end.
  private static func filtersOfWaiting(_ command: String, on pipe: String) -> String {
    // Opening the pipe returns when the program has opened it too.
    "{ \(command) >/dev/null 2>&1 & } ; program=$!; exec 9>\(pipe); filters $program; exec 9>&-; wait $program || true"
  }
}
