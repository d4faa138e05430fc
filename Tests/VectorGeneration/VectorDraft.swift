import PostPass

/// A file that the generator writes.
package struct GeneratedFile: Sendable, Hashable {
  /// Below the root of the repository.
  package let path: String
  package let bytes: [UInt8]

  init(_ path: String, _ bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }
}

/// One vector before it is written: Vectors/README.md describes the file.
struct VectorDraft {
  enum Payload {
    case text(String)
    case hex([UInt8])
  }

  let path: String
  private let header: [(String, String)]
  private let payload: Payload

  /// - Parameters:
  ///   - path: folder and name, without ending.
  ///   - header: what the kind needs beside kind, expect, must and comment.
  init(
    _ path: String, kind: String, expect: String, must: String, _ comment: String,
    _ header: [(String, String)] = [], _ payload: Payload
  ) {
    self.path = path
    self.header = [("kind", kind), ("expect", expect), ("must", must), ("comment", comment)] + header
    self.payload = payload
  }

  var file: GeneratedFile {
    let form =
      switch payload {
      case .text: "text"
      case .hex: "hex"
      }
    var text = (header + [("payload", form)]).reduce("") { $0 + "\($1.0): \($1.1)\n" } + "\n"
    switch payload {
    case .text(let payload): text += payload + "\n"
    case .hex(let bytes): text += VectorDraft.lines(ofHex: bytes)
    }
    return GeneratedFile("Vectors/\(path).txt", Array(text.utf8))
  }

  private static func lines(ofHex bytes: [UInt8]) -> String {
    let digits = bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }
    return stride(from: 0, to: digits.count, by: 32).reduce("") { text, first in
      text + digits[first..<min(first + 32, digits.count)].joined() + "\n"
    }
  }
}
