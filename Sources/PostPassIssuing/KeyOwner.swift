package import PostPass

/// Whom a key is made for: what its files say, and what is asked for when it is enrolled.
package enum KeyOwner: Sendable, Hashable {
  case issuer(Account)
  case publisher
  case root
  case keyring

  /// `issuer @nora`, `publisher -`, …: the two words of key files.
  var words: String {
    switch self {
    case .issuer(let account): "issuer \(account)"
    case .publisher: "publisher -"
    case .root: "root -"
    case .keyring: "keyring -"
    }
  }

  init?(words: some StringProtocol) {
    let parts = words.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    switch (parts[0], parts[1]) {
    case ("issuer", let account):
      guard let account = Account(parsing: String(account)) else { return nil }
      self = .issuer(account)
    case ("publisher", "-"): self = .publisher
    case ("root", "-"): self = .root
    case ("keyring", "-"): self = .keyring
    default: return nil
    }
  }
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
    guard line.allSatisfy({ (0x20...0x7E).contains($0) }) else { return nil }
    let parts = String(decoding: line, as: UTF8.self).split(
      separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let publicKey = PublicKey(parsing: String(parts[0])),
      let owner = KeyOwner(words: parts[1])
    else { return nil }
    self.publicKey = publicKey
    self.owner = owner
  }

  package var text: String { "\(publicKey.text) \(owner.words)\n" }
}
