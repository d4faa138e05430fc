package import PostPass
package import TestSupport

/// The fields of a code as they stand on the wire, right or wrong (SPEC §2.1).
package struct RawCode: Sendable {
  package enum ID: Sendable {
    case number(UInt64)
    case text([UInt8])

    package static func text(_ text: String) -> ID { .text(Array(text.utf8)) }

    fileprivate var bytes: [UInt8] {
      var bytes: [UInt8] = []
      switch self {
      case .number(let number): bytes.append(littleEndian: number)
      case .text(let text): bytes = [UInt8(text.count)] + text
      }
      return bytes
    }

    fileprivate var isText: Bool {
      if case .text = self { true } else { false }
    }
  }

  package var issuer: UInt32 = 1
  package var serial: UInt32 = 1
  package var notBefore = UInt32(Demo.start - 5 * Demo.day)
  package var notAfter = UInt32(Demo.start + 60 * Demo.day)
  package var post = ID.number(Demo.post)
  package var brands = [ID.number(Demo.brand)]
  package var stop = false
  /// Replaces the shape that follows from the fields.
  package var shape: UInt8?
  /// Bytes between the brands and the signature, where none belong.
  package var trailing: [UInt8] = []

  package init() {}

  package var fields: [UInt8] {
    let textBrands = brands.first?.isText ?? false
    let flags: UInt8 = (post.isText ? 0x10 : 0) | (textBrands ? 0x20 : 0) | (stop ? 0x40 : 0)
    var bytes = [shape ?? UInt8(brands.count) | flags]
    for field in [issuer, serial, notBefore, notAfter] { bytes.append(littleEndian: field) }
    return bytes + post.bytes + brands.flatMap(\.bytes) + trailing
  }

  /// The code, signed for an authority.
  package func text(by key: TestKey, in authority: AuthorityID) -> String {
    RawCode.text(of: fields, by: key, in: authority)
  }

  /// A code of any fields, with a genuine signature and checksum.
  package static func text(of fields: [UInt8], by key: TestKey, in authority: AuthorityID) -> String {
    let input = Array("postpass/v1/code\n".utf8) + authority.bytes + fields
    return text(ofBytes: fields + key.signature(over: input))
  }

  /// A text with a matching checksum, whatever its bytes are.
  package static func text(ofBytes bytes: [UInt8]) -> String { CheckedText.encode(bytes, prefix: "pp1_") }
}
