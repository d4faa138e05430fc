import PostPassSync
import Testing

struct `The address of a mirror` {
  @Test(
    arguments: [
      ("https://mirror.example", "https://mirror.example", 443 as UInt16),
      ("HTTPS://Mirror.Example/Nora//", "https://mirror.example/Nora", 443),
      ("http://mirror.example:80/a/b", "http://mirror.example/a/b", 80),
      ("https://mirror.example:8443/", "https://mirror.example:8443", 8443),
      ("http://[::1]:8080/x", "http://[::1]:8080/x", 8080), ("http://127.0.0.1", "http://127.0.0.1", 80),
      ("https://h/a%20b;c=1", "https://h/a%20b;c=1", 443),
    ])
  func `has one spelling`(text: String, spelling: String, port: UInt16) throws {
    let address = try WebAddress(ofMirror: text)
    #expect(address.text == spelling && address.port == port)
  }

  @Test(
    arguments: [
      ("ftp://h/", .scheme), ("h", .scheme), ("https:/h", .scheme), ("//h", .scheme), ("", .scheme),
      ("https://me@h/", .credentials), ("https://me:secret@h/", .credentials), ("http://@h", .credentials),
      ("http://a b/", .character), ("http://h/\u{7F}", .character), ("http://h/\r\nHost: x", .character),
      ("http://hé/", .character), ("http://h/\\x", .character), ("http://", .host), ("http:///x", .host),
      ("http://[h]/", .host), ("http://[::1", .host), ("http://a:b:1/", .port), ("http://h*/", .host),
      ("http://h:/", .port), ("http://h:0/", .port), ("http://h:65536/", .port), ("http://h:+1/", .port),
      ("http://h:80x/", .port), ("http://h/?a", .query), ("http://h/#a", .query), ("http://h?a", .query),
    ] as [(String, MalformedAddress)])
  func `is refused where it is none`(text: String, reason: MalformedAddress) {
    #expect(throws: reason) { try WebAddress(ofMirror: text) }
  }

  @Test(
    arguments: [
      ("http://h/a", "http://h/b", true), ("http://h/a", "http://H:80/b?c", true),
      ("http://h:8080/a", "https://h/a", true), ("https://h/a", "https://h:443/b", true),
      ("https://h/a", "http://h/a", false), ("https://h/a", "http://h:443/a", false),
      ("http://h/a", "http://h:81/a", false), ("https://h/a", "https://h:444/a", false),
      ("http://h/a", "http://h.example/a", false), ("http://h/a", "http://[::1]/a", false),
    ])
  func `may move to the same host only, and never to where others can listen`(
    from: String, to: String, isAllowed: Bool
  ) throws {
    let former = try WebAddress(ofMirror: from)
    #expect(try WebAddress(parsing: to).isAllowed(after: former) == isAllowed)
  }
}
