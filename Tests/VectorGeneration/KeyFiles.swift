import PostPass
import PostPassIssuing
import TestSupport

/// What is under Keys: the demo authority as files, and its secret keys.
enum KeyFiles {
  static var all: [GeneratedFile] { secrets + publics + authority }

  private static var members: [(name: String, owner: KeyOwner)] {
    let records = Demo.records.enumerated().map { index, record -> (String, KeyOwner) in
      guard let account = Account(record.account.prefix(Int(record.accountLength))) else {
        return ("publisher-\(index + 1)", .publisher)
      }
      return ("issuer-\(index + 1)", .issuer(account))
    }
    return (1...4).map { ("root-\($0)", .root) } + (1...2).map { ("keyring-\($0)", .keyring) } + records
  }

  private static var secrets: [GeneratedFile] {
    members.map { member in
      var seed = TestKey(member.name).seed
      guard let key = SigningKey(wiping: &seed) else { preconditionFailure("a test key has a whole seed") }
      let text = SecretKeyFile.text(
        of: key, owner: member.owner, comment: "TEST ONLY: everybody knows this key. \(member.name)")
      return GeneratedFile("Keys/secret/\(member.name).key", text)
    }
  }

  private static var publics: [GeneratedFile] {
    members.map { member in
      let file = PublicKeyFile(publicKey: TestKey(member.name).publicKey, owner: member.owner)
      return GeneratedFile("Keys/public/\(member.name).pub", Array(file.text.utf8))
    }
  }

  private static var authority: [GeneratedFile] {
    let state = Demo.state
    let bodies = [state.keyring, state.list].map { file in
      GeneratedFile(
        "Keys/demo/mirror/bodies/\(Digest(bytes: file.head.bodyRoot)?.hex ?? "")", file.bodyFile)
    }
    return bodies + [
      GeneratedFile("Keys/demo/authority", Array("\(state.authority)\n".utf8)),
      GeneratedFile("Keys/demo/bundle", state.bundle),
      GeneratedFile("Keys/demo/mirror/head", state.mirrorHead),
      GeneratedFile("Keys/demo/mirror/roots/1", state.roots[0].encoded),
      GeneratedFile("Keys/demo/code", Array("\(Demo.codeText())\n".utf8)),
    ]
  }
}
