import PostPass
package import PostPassIssuing
import TestSupport

/// What is under Keys: the demo authority as files, and its secret keys.
package enum KeyFiles {
  static var all: [GeneratedFile] { secrets + [sealed] + publics + authority }

  /// Opens the sealed test key: TEST ONLY.
  package static var sealedPassphrase: Passphrase {
    let text = Array("correct horse battery staple".utf8)
    let passphrase = try? unsafe Passphrase { buffer in
      unsafe buffer.copyBytes(from: text)
      return text.count
    }
    guard let passphrase else { preconditionFailure("a passphrase has 1 to 1024 bytes and no line end") }
    return passphrase
  }

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

  /// The key `issuer-1` behind a passphrase. Salt and nonce are no random ones, so that the file is always the same, and
  /// the derivation is the cheapest that there is.
  private static var sealed: GeneratedFile {
    var seed = TestKey("issuer-1").seed
    guard let key = SigningKey(wiping: &seed), let cost = KeyDerivation.Cost(passes: 1, kibibytes: 8),
      let creator = Account("@nora".utf8),
      let sealingKey = try? SealingKey(
        of: sealedPassphrase, by: KeyDerivation(cost: cost, salt: Array("TEST ONLY a salt".utf8)))
    else { preconditionFailure("a test key has a whole seed, and 8 KiB are free") }
    let text = SecretKeyFile.text(
      of: key, owner: .issuer(creator), comment: "TEST ONLY: everybody knows this key. issuer-1",
      sealedWith: sealingKey, nonce: Array("TEST ONLY 24 byte nonce!".utf8))
    return GeneratedFile("Keys/secret/sealed-issuer-1.key", text)
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
