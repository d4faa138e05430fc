import PostPass
import PostPassIssuing

/// Key files (Keys/README.md).
enum KeyFileProperties {
  static func check(publicKey input: [UInt8]) {
    guard let file = PublicKeyFile(parsing: input) else { return }
    let spelling = Array(file.text.utf8)
    require(input == spelling || input == spelling.dropLast(), "one spelling, and perhaps its line end")
  }

  /// Nothing is derived here: what a file may ask for is bounded before anybody does.
  static func check(secretKey input: [UInt8]) {
    guard let file = try? SecretKeyFile(parsing: input) else { return }
    let (owner, comment) = (file.owner, file.comment)
    require(comment.utf8.allSatisfy { (0x20...0x7E).contains($0) }, "a comment that can be shown")
    switch file.secret {
    case .plain(let key):
      require(SecretKeyFile.text(of: key, owner: owner, comment: comment) == input, "one spelling")
    case .sealed(let derivation, let box, let header):
      require((1...4).contains(derivation.cost.passes), "at most 4 passes")
      require((8...1_048_576).contains(derivation.cost.kibibytes), "at most 1 GiB")
      require(derivation.salt.count == 16, "16 bytes of salt")
      require(box.count == 24 + 32 + 16, "nonce, seed and tag")
      let lines = [
        "# \(comment)", "postpass-secret-key/1", "owner \(owner.words)", "kdf \(derivation.text)", "",
      ]
      require(header == Array(lines.joined(separator: "\n").utf8), "one spelling, and all of it sealed")
      require(
        header + Array("\(CheckedText.encode(box, prefix: "ppe1_"))\n".utf8) == input,
        "one spelling of the box")
    }
  }
}
