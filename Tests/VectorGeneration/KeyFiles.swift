import PostPass
import PostPassIssuing

/// What is under Keys: the demo authority as files, and its secret keys.
enum KeyFiles {
  static var all: [GeneratedFile] { secrets + publics + authority }

  private static var members: [(key: TestKey, owner: KeyOwner)] {
    let records = zip(Demo.memberKeys.dropFirst(), Demo.records).map { key, record -> (TestKey, KeyOwner) in
      let account = Account(record.account.prefix(Int(record.accountLength)))
      return (key, account.map { .issuer($0) } ?? .publisher)
    }
    return (Demo.rootKeys + [TestKey("root-4")]).map { ($0, .root) } + Demo.keyringKeys.map { ($0, .keyring) }
      + records
  }

  private static var secrets: [GeneratedFile] {
    members.map { member in
      let text = member.key.withSigningKey { key in
        SecretKeyFile.text(
          of: key, owner: member.owner, comment: "TEST ONLY: everybody knows this key. \(member.key.label)")
      }
      return GeneratedFile("Keys/secret/\(member.key.label).key", text)
    }
  }

  private static var publics: [GeneratedFile] {
    members.map { member in
      let file = PublicKeyFile(publicKey: member.key.publicKey, owner: member.owner)
      return GeneratedFile("Keys/public/\(member.key.label).pub", Array(file.text.utf8))
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
