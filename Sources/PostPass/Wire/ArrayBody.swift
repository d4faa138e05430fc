/// The words of bytes in an array, which nobody has verified: for what is not signed, and read through
/// `UnvalidatedBody`.
package struct ArrayBody: BodyReader, Sendable {
  package let bytes: [UInt8]

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  package var wordCount: Int { bytes.count / 8 }

  package func word(_ index: Int) -> UInt64 {
    // Layouts are compared with the number of words before they are used.
    precondition(index >= 0 && index < wordCount, "a word outside of the array")
    return unsafe bytes.withUnsafeBytes {
      unsafe UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: index &* 8, as: UInt64.self))
    }
  }

  package func inconsistent(_ broken: MalformedList) -> Never {
    preconditionFailure("bytes that were not validated are read as if they were: \(broken)")
  }
}
