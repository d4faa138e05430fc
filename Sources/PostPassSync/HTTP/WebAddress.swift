import PostPass

/// The address of a mirror, or where one redirects to: `http` or `https`, a host, perhaps a port and a path.
package struct WebAddress: Sendable, Hashable {
  package let isSecure: Bool
  /// In lower case; an IPv6 address with its brackets.
  package let host: String
  package let port: UInt16
  /// What follows host and port: nothing, or from `/` or `?` on.
  private var target: String

  /// - Throws: `MalformedAddress`, of which the user's credentials come first: a text that may have some is not to be
  ///   shown.
  package init(parsing text: String) throws(MalformedAddress) {
    let (isSecure, rest) = try WebAddress.scheme(of: text)
    let end = rest.firstIndex { "/?#".utf8.contains($0) } ?? rest.endIndex
    let authority = rest[..<end]
    guard !authority.contains(UInt8(ascii: "@")) else { throw .credentials }
    guard rest.allSatisfy(WebAddress.isAllowed) else { throw .character }
    (host, port) = try WebAddress.hostAndPort(authority, isSecure: isSecure)
    self.isSecure = isSecure
    // What follows `#` is never sent.
    target = String(decoding: rest[end...].prefix { $0 != UInt8(ascii: "#") }, as: UTF8.self)
  }

  /// The address of a mirror, to which the names of its pieces are appended; a slash at its end makes no difference.
  /// - Throws: also `MalformedAddress.query`.
  package init(ofMirror text: String) throws(MalformedAddress) {
    try self.init(parsing: text)
    guard !text.utf8.contains(where: { "?#".utf8.contains($0) }) else { throw .query }
    while target.hasSuffix("/") { target.removeLast() }
  }

  /// In one spelling: scheme and host in lower case, the port only where it is not that of the scheme.
  package var text: String {
    let port = port == WebAddress.standardPort(isSecure) ? "" : ":\(port)"
    return "\(isSecure ? "https" : "http")://\(host)\(port)\(target)"
  }

  /// Where a piece of the mirror at this address is.
  func appending(_ path: String) -> String { "\(text)/\(path)" }

  /// True where a redirect may lead to this address: to the same host and port, or from `http` to `https` on the same
  /// host.
  package func isAllowed(after former: WebAddress) -> Bool {
    guard host == former.host else { return false }
    return isSecure == former.isSecure ? port == former.port : isSecure
  }

  private static func scheme(of text: String) throws(MalformedAddress) -> (isSecure: Bool, Substring.UTF8View)
  {
    for (scheme, isSecure) in [("https://", true), ("http://", false)] {
      let start = text.prefix(scheme.count)
      if start.lowercased() == scheme { return (isSecure, text[start.endIndex...].utf8) }
    }
    throw .scheme
  }

  private static func hostAndPort(
    _ authority: Substring.UTF8View, isSecure: Bool
  ) throws(MalformedAddress) -> (String, UInt16) {
    // The colons of an IPv6 address are inside brackets.
    let bracket = authority.lastIndex(of: UInt8(ascii: "]")) ?? authority.startIndex
    let colon = authority[bracket...].firstIndex(of: UInt8(ascii: ":"))
    let host = Array(authority[..<(colon ?? authority.endIndex)])
    let isBracketed = host.first == UInt8(ascii: "[") && host.last == UInt8(ascii: "]")
    let name = isBracketed ? host.dropFirst().dropLast() : host[...]
    guard !name.isEmpty, name.allSatisfy({ WebAddress.isPartOfHost($0, isBracketed: isBracketed) }) else {
      throw .host
    }
    let text = String(decoding: host, as: UTF8.self).lowercased()
    guard let colon else { return (text, standardPort(isSecure)) }
    let digits = authority[authority.index(after: colon)...]
    guard let port = Decimal.value(of: digits, below: 1 << 16), port > 0 else { throw .port }
    return (text, UInt16(port))
  }

  private static func standardPort(_ isSecure: Bool) -> UInt16 { isSecure ? 443 : 80 }

  private static func isPartOfHost(_ byte: UInt8, isBracketed: Bool) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
      UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: "."):
      true
    case UInt8(ascii: ":"): isBracketed
    case UInt8(ascii: "g")...UInt8(ascii: "z"), UInt8(ascii: "G")...UInt8(ascii: "Z"), UInt8(ascii: "-"),
      UInt8(ascii: "_"):
      !isBracketed
    default: false
    }
  }

  /// Printable ASCII that may stand in an address as it is.
  private static func isAllowed(_ byte: UInt8) -> Bool {
    byte > 0x20 && byte < 0x7F && !"\"<>\\^`{|}".utf8.contains(byte)
  }
}

/// Why a text is not the address of a mirror.
package enum MalformedAddress: Error, Equatable, Sendable {
  /// Neither `http://` nor `https://`.
  case scheme
  /// A user name or a password before the host.
  case credentials
  /// A character that an address cannot have.
  case character
  /// No host, or a character that none has.
  case host
  case port
  /// A `?` or `#`: the names of the pieces could not follow.
  case query
}
