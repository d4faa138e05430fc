extension [UInt8] {
  /// Appends an integer little-endian, as wide as its type.
  package mutating func append<Integer: FixedWidthInteger & UnsignedInteger>(littleEndian value: Integer) {
    for shift in stride(from: 0, to: Integer.bitWidth, by: 8) {
      append(UInt8(truncatingIfNeeded: value >> Integer(shift)))
    }
  }
}
