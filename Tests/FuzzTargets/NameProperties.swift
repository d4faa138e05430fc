import PostPass

/// What people write on a command line (SPEC §2).
enum NameProperties {
  static func check(_ input: [UInt8]) {
    // Only text that is UTF-8 gets this far.
    guard let text = String(validating: input, as: UTF8.self) else { return }
    if let authority = AuthorityID(parsing: text) { expect(authority.description, input) }
    if let key = PublicKey(parsing: text) { expect(key.text, input) }
    if let id = CodeID(parsing: text) { expect("\(id)", input) }
    if let account = Account(parsing: text) {
      expect("\(account)", input)
      require((1...64).contains(input.count) && input.first != UInt8(ascii: "-"), "short, and no option")
    }
    if let identifier = try? Identifier(parsing: text) {
      expect("\(identifier)", input)
      require(input.count <= 64 && input.allSatisfy { (0x20...0x7E).contains($0) }, "printable, and short")
    }
  }

  private static func expect(_ spelling: String, _ input: [UInt8]) {
    require(spelling.utf8.elementsEqual(input), "one spelling: \(spelling)")
  }
}
