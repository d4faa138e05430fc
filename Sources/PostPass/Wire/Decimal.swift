/// Unsigned decimal numbers without sign, spaces or leading zeros; the standard library's parsers take `+5`.
package enum Decimal {
  /// The value of `0` or `[1-9][0-9]*`; nil for any other text and for 2^64 and more.
  package static func value(of digits: some Collection<UInt8>) -> UInt64? {
    guard let first = digits.first, digits.count <= 20 else { return nil }
    if first == UInt8(ascii: "0") { return digits.count == 1 ? 0 : nil }
    var value: UInt64 = 0
    for digit in digits {
      guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
      let (product, overflowed) = value.multipliedReportingOverflow(by: 10)
      let (sum, carried) = product.addingReportingOverflow(UInt64(digit - UInt8(ascii: "0")))
      if overflowed || carried { return nil }
      value = sum
    }
    return value
  }

  /// The value where it is below a limit.
  package static func value(of digits: some Collection<UInt8>, below limit: UInt64) -> UInt64? {
    guard let value = value(of: digits), value < limit else { return nil }
    return value
  }
}
