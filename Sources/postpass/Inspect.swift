import ArgumentParser
import Console
import PostPass

struct Inspect: PostPassCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what a code says; nothing is checked.",
    discussion: """
      Example:
        postpass inspect @acme.code
      """)

  @Argument(help: "The code, @FILE, or - for standard input.")
  var code: String = "-"

  @OptionGroup var output: OutputOptions

  func execute(_ terminal: Terminal) throws(Failure) {
    let input = InputSource(code)
    let bytes = try input.read()
    let unverified: UnverifiedCode
    do { unverified = try UnverifiedCode(parsing: bytes) } catch { throw Failure(error, in: input) }
    let claims = unverified.unverifiedClaims
    let subject = claims.brands.isEmpty ? "any brand" : claims.brands.phrase
    let start: TerminalText =
      claims.notBefore > terminal.now ? "from \(claims.notBefore.text) " : ""
    let brand: TerminalText = claims.brands.first.map { "--brand \(word: $0.description)" } ?? "--any-brand"
    let indent = String(repeating: " ", count: claims.id.description.count + 2)
    // A whole code is never printed: only a file is named again.
    let source: TerminalText = code.hasPrefix("@") ? "\(word: code)" : "CODE"
    try terminal.result(
      """
      \(claims.id)  issuer \(claims.id.issuer.value) lets \(subject) advertise post \(word: claims.post.description) \(start)until \
      \(claims.notAfter.text) (\(RelativeTime(claims.notAfter, from: terminal.now).text))
      \(indent)not checked: signature, revocation. to check: postpass-verify \(source) --post \(word: claims.post.description) \(brand)
      """
    ) { object in
      object.add("id", claims.id.description)
      object.add("issuer", claims.id.issuer.value)
      object.add("post", claims.post.description)
      object.add("brands", claims.brands.map(\.description))
      object.add("not_before", claims.notBefore.iso8601)
      object.add("not_after", claims.notAfter.iso8601)
      object.add("on_end", claims.onEnd.name)
      object.add("checked", ["format"])
    }
  }
}
