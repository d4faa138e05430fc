import Foundation

/// An authority with one issued code, pulled into the default store.
package struct Scene: ~Copyable {
  /// Where it is.
  package let shell: Shell

  /// What the code is for.
  package static let post = "7412345678901234567"
  package static let brand = "7198765432109876543"

  /// - Parameters:
  ///   - creators: the first one's is the home; the code is hers.
  ///   - programs: the directory of our programs.
  package init(
    creators: [String] = ["@nora"], programs: String = BuiltPrograms.directory
  ) throws {
    let shell = try Shell(programs: programs)
    try shell.output(of: "postpass init --creator \(creators[0]) --mirror mirror")
    for creator in creators.dropFirst() {
      try shell.output(
        of:
          "postpass keygen --creator \(creator) --out new.pub && postpass keyring add new.pub && rm new.pub")
    }
    try shell.output(of: "postpass publish")
    let authority = try shell.output(of: "postpass status | sed -n 's/^authority *//p'").dropLast()
    try shell.output(of: "postpass-pull --from mirror --authority \(authority)")
    try shell.output(
      of:
        "postpass issue --key 1 --post \(Scene.post) --brand \(Scene.brand) --for 60d --out acme.code")
    self.shell = shell
  }

  /// The text of the code.
  package var code: String {
    get throws {
      try String(contentsOfFile: "\(shell.work)/acme.code", encoding: .utf8).trimmingCharacters(in: .newlines)
    }
  }
}
