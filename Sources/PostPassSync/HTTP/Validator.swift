/// What a mirror calls a state of its `head`, so that it can be asked for another. The mirror's own words, but bounded
/// and printable: they are stored, and sent back as they are.
package enum Validator: Sendable, Hashable {
  case entityTag(String)
  case lastModified(String)

  /// Bytes; a longer one is not remembered.
  private static let maximalLength = 128

  /// `"…"` or `W/"…"`; nil for anything else.
  static func entityTag(parsing text: String) -> Validator? {
    let opaque = text.hasPrefix("W/") ? text.dropFirst(2) : text[...]
    guard isPrintable(text), opaque.count >= 2, opaque.first == "\"", opaque.last == "\"",
      !opaque.dropFirst().dropLast().contains("\"")
    else { return nil }
    return .entityTag(text)
  }

  /// The date in the words of the mirror; nil for what cannot be one.
  static func lastModified(parsing text: String) -> Validator? {
    isPrintable(text) ? .lastModified(text) : nil
  }

  private static func isPrintable(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= maximalLength && text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
  }

  /// What `name` and `text` were.
  init?(name: String, text: String) {
    let parsed: Validator? =
      switch name {
      case "etag": .entityTag(parsing: text)
      case "last-modified": .lastModified(parsing: text)
      default: nil
      }
    guard let parsed else { return nil }
    self = parsed
  }

  /// The kind, for a file that remembers it.
  var name: String {
    switch self {
    case .entityTag: "etag"
    case .lastModified: "last-modified"
    }
  }

  /// In the words of the mirror.
  var text: String {
    switch self {
    case .entityTag(let text), .lastModified(let text): text
    }
  }

  /// The header that asks for another state than this one.
  var header: String {
    switch self {
    case .entityTag(let tag): "If-None-Match: \(tag)"
    case .lastModified(let date): "If-Modified-Since: \(date)"
    }
  }
}
