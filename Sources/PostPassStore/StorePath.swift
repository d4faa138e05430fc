/// A path in the bytes that the system has for it, which need not be UTF-8.
package struct StorePath: Sendable, Hashable {
  package let bytes: [UInt8]

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  package init(_ text: String) { self.init(Array(text.utf8)) }

  /// The path of something below this directory.
  package func appending(_ name: String) -> StorePath {
    StorePath(bytes + (bytes.last == UInt8(ascii: "/") ? [] : [UInt8(ascii: "/")]) + name.utf8)
  }

  /// The bytes with the zero that ends a path in C; nil where C would take a part of the path for all of it.
  var terminated: [CChar]? {
    bytes.contains(0) ? nil : bytes.map { CChar(bitPattern: $0) } + [0]
  }
}
