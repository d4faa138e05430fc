package import PostPass

/// Whom a key is made for: what its files say, and what is asked for when it is enrolled.
package enum KeyOwner: Sendable, Hashable {
  case issuer(Account)
  case publisher
  case root
  case keyring

  /// `issuer @nora`, `publisher -`, …: the two words of key files.
  package var words: String {
    switch self {
    case .issuer(let account): "issuer \(account)"
    case .publisher: "publisher -"
    case .root: "root -"
    case .keyring: "keyring -"
    }
  }

  /// Reads the two words by their bytes; nil for any other spelling.
  init?(words: some Collection<UInt8>) {
    let issuer = Array("issuer ".utf8)
    if words.starts(with: issuer) {
      guard let account = Account(words.dropFirst(issuer.count)) else { return nil }
      self = .issuer(account)
      return
    }
    guard
      let owner = [KeyOwner.publisher, .root, .keyring].first(where: { words.elementsEqual($0.words.utf8) })
    else { return nil }
    self = owner
  }
}

extension KeyRecord {
  /// Whom the keyring names.
  var owner: KeyOwner { account.map(KeyOwner.issuer) ?? .publisher }
}

/// One line for whoever enrols the key: `ppk1_… issuer @kim`.
package struct PublicKeyFile: Sendable, Hashable {
  package let publicKey: PublicKey
  package let owner: KeyOwner

  package static let maximalLength = 256

  package init(publicKey: PublicKey, owner: KeyOwner) {
    self.publicKey = publicKey
    self.owner = owner
  }

  /// Nil for any other text; one line end may follow.
  package init?(parsing bytes: [UInt8]) {
    var line = bytes[...]
    if line.last == UInt8(ascii: "\n") { line = line.dropLast() }
    guard let space = line.firstIndex(of: UInt8(ascii: " ")),
      let publicKey = PublicKey(parsing: String(decoding: line[..<space], as: UTF8.self)),
      let owner = KeyOwner(words: line[(space + 1)...])
    else { return nil }
    self.publicKey = publicKey
    self.owner = owner
  }

  package var text: String { "\(publicKey.text) \(owner.words)\n" }
}
