import Foundation
import Testing

/// An authority with one issued code, pulled into the default store.
struct Scene: ~Copyable {
  let shell: Shell

  static let post = "7412345678901234567"
  static let brand = "7198765432109876543"

  /// - Parameter creators: the first one's is the home; the code is hers.
  init(creators: [String] = ["@nora"]) throws {
    let shell = try Shell()
    _ = try Scene.run("postpass init --creator \(creators[0]) --mirror mirror", in: shell)
    for creator in creators.dropFirst() {
      _ = try Scene.run(
        "postpass keygen --creator \(creator) --out new.pub && postpass keyring add new.pub && rm new.pub",
        in: shell)
    }
    _ = try Scene.run("postpass publish", in: shell)
    let authority = try Scene.run("postpass status | sed -n 's/^authority *//p'", in: shell).dropLast()
    _ = try Scene.run("postpass-pull --from mirror --authority \(authority)", in: shell)
    _ = try Scene.run(
      "postpass issue --key 1 --post \(Scene.post) --brand \(Scene.brand) --for 60d --out acme.code",
      in: shell)
    self.shell = shell
  }

  private static func run(_ command: String, in shell: borrowing Shell) throws -> String {
    let outcome = try shell.run(command)
    try #require(outcome.exit == 0, "\(command): \(outcome.errorText)")
    return outcome.outputText
  }

  /// The text of the code.
  var code: String {
    get throws {
      try String(contentsOfFile: "\(shell.work)/acme.code", encoding: .utf8).trimmingCharacters(in: .newlines)
    }
  }
}
