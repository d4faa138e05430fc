import PostPassIssuing

/// Key files.
enum KeyFileProperties {
  static func check(publicKey input: [UInt8]) {
    guard let file = PublicKeyFile(parsing: input) else { return }
    let spelling = Array(file.text.utf8)
    require(input == spelling || input == spelling.dropLast(), "one spelling, and perhaps its line end")
  }
}
