import PostPass
package import TestSupport

extension TestKey {
  /// The bytes of a signature over a whole signing input.
  package func signature(over input: [UInt8]) -> [UInt8] { sign(input).bytes }
}
