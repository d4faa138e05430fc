import Foundation
import ProgramSupport
import Testing

/// Codes and seeds are credentials: they are shown where somebody asks for them by name, and nowhere else.
struct SecrecyTests {
  @Test func `no output but that of issue and show --code has a code or a seed`() throws {
    let scene = try Scene(creators: ["@nora", "@kim"])
    let secrets = try secrets(of: scene)
    #expect(secrets.count == 1 + 4)
    let code = try scene.code
    let commands = [
      "postpass inspect @acme.code", "postpass inspect \(code)", "postpass inspect \(code)x",
      "postpass inspect --json \(code)", "postpass show \(code)", "postpass show --json @acme.code",
      "postpass list --all", "postpass list --all --json", "postpass list \(code)", "postpass \(code)",
      "postpass issue --post \(code)x --brand 1 --for \(code)", "postpass issue --creator \(code)",
      "postpass show --\(code)", "postpass revoke \(code) --reason \(code)", "postpass status",
      "postpass status --json", "postpass keyring show", "postpass keyring show --json",
      "postpass keygen --creator @lea", "postpass keygen --creator @lea", "postpass keygen --creator \(code)",
      "postpass join \(code) --from mirror",
      "postpass join $(postpass status | awk 'NR==1{print $2}') --from mirror",
      "postpass keyring add acme.code", "postpass keyring add \(code)", "postpass issue --out \(code)/x",
      "postpass join $(postpass status | awk 'NR==1{print $2}') --from \(code)",
      "postpass list --home \(code)",
      "postpass publish \(code)", "postpass-verify --status --store \(code)",
      "postpass keyring add \"$HOME/.local/share/postpass/keys/root.key\"",
      "postpass inspect @\"$HOME/.local/share/postpass/keys/root.key\"",
      "postpass root show", "postpass root show --json", "postpass root rotate --dry-run",
      "postpass root rotate --root-keys \(code)", "postpass root rotate --out \(code)",
      "postpass root export \(code)/x --yes", "postpass root export x --key \(code)",
      "postpass sign acme.code", "postpass sign \(code)", "postpass sign x --key \(code)",
      "postpass sign \"$HOME/.local/share/postpass/keys/root.key\" --authority \(code)",
      "postpass sign \"$HOME/.local/share/postpass/keys/root.key\" --yes",
      "postpass issue --post 1 --brand 2 --for 1d --key 1 --dry-run",
      "postpass issue --post 1 --brand 2 --for 1d --key 1 --dry-run --json",
      "postpass issue --post 1 --brand 2 --for 1d --key 1 --out other.code",
      "postpass issue --post 1 --brand 2 --for 1d --key 1 --out third.code --json",
      "postpass-verify \(code) --any-post --any-brand --any-creator",
      "postpass-verify \(code) --any-post --any-brand --any-creator --json",
      "postpass-verify \(code)x --any-post --any-brand", "postpass-verify \(code) \(code)",
      "postpass-verify --\(code)", "postpass-verify --post \(code) --brand 1",
      "postpass-verify --until \(code)",
      "postpass-verify \(code) --post 1 --brand 2 --creator \(code)x", "postpass-verify --store \(code)",
      "postpass-verify --status", "postpass-pull --from \(code)", "postpass-pull --authority \(code)",
      "postpass-pull --\(code)", "postpass-pull --from mirror",
      "postpass revoke \(code) --dry-run", "postpass revoke \(code)", "postpass revoke \(code)",
      "postpass publish", "postpass show \(code) --json",
    ]
    for command in commands {
      let outcome = try scene.shell.run(command)
      for secret in try secrets.union(self.secrets(of: scene)) {
        #expect(!outcome.outputText.contains(secret), "\(command)")
        #expect(!outcome.errorText.contains(secret), "\(command)")
      }
    }
    // The control: the two that do show it.
    let id = try scene.shell.run(
      "postpass inspect --json @acme.code | sed -n '1s/.*\"id\":\"\\([^\"]*\\)\".*/\\1/p'"
    )
    .outputText
    #expect(try scene.shell.run("postpass show --code \(id)").outputText == "\(code)\n")
  }

  @Test func `no published file has a code or a seed, and the record has no seed`() throws {
    let scene = try Scene()
    let secrets = try secrets(of: scene)
    for directory in ["\(scene.shell.work)/mirror", "\(scene.shell.home)/.local"] {
      let files = try #require(FileManager.default.enumerator(atPath: directory))
      for case let file as String in files where !file.hasSuffix(".key") {
        guard let bytes = FileManager.default.contents(atPath: "\(directory)/\(file)") else { continue }
        for secret in secrets { #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(file)") }
      }
    }
  }

  /// The issued code, and the seed of every key file, without their prefixes.
  private func secrets(of scene: borrowing Scene) throws -> Set<String> {
    let seeds = try scene.shell.run("grep -h '^pps1_' \"$HOME\"/.local/share/postpass/keys/*.key").outputText
    let texts = seeds.split(separator: "\n").map(String.init) + [try scene.code]
    return Set(texts.map { String($0.drop { $0 != "_" }.dropFirst()) })
  }
}
