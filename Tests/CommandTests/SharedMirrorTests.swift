import Foundation
import ProgramSupport
import Testing

/// Two homes with the publisher's key and one mirror.
struct SharedMirrorTests {
  @Test func `two that publish at the same time lose nothing`() throws {
    let shell = try Shell()
    let setUp = try shell.run(
      """
      postpass init --home a --creator @nora --mirror mirror && cp -a a b
      """)
    #expect(setUp.exit == 0, "\(setUp.errorText)")
    for turn in 1...6 {
      let outcome = try shell.run(
        """
        for home in a b; do
          { postpass revoke --home $home 1-\(turn)$([ $home = a ] && echo 1 || echo 2) --yes &&
            postpass publish --home $home; } >$home.out 2>&1 &
        done
        wait; cat a.out b.out
        """, merged: true)
      let status = try shell.run("postpass publish --home a --dry-run --json; postpass publish --home a")
      #expect(
        status.outputText.contains("\"added\":0") && status.outputText.contains("\"revoked\":\(2 * turn),"),
        "\(outcome.outputText)\(status.outputText)\(status.errorText)")
    }
  }
}
