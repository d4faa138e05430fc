/// Gives codes their positions, in increasing order of the codes, and counts them (SPEC §6.3).
struct CodePlaces {
  /// The code that came last.
  private(set) var last: CodeID?
  /// The issuer end before that of its issuer.
  private var begin: UInt64 = 0
  private var codeCount: UInt64 = 0
  private var issuerCount: UInt32 = 0

  /// The issuer end of the issuer that came last, if no code of it follows.
  var end: UInt64 { last.map { begin + CodeSet.placeWidth(largestSerial: $0.serial) } ?? 0 }

  /// The position of the next code.
  mutating func position(of code: CodeID) -> UInt64 {
    if last?.issuer != code.issuer {
      begin = end
      issuerCount += 1
    }
    // Who gives codes in another order, or one twice, has a bug.
    precondition(last.map { $0 < code } ?? true, "codes that do not increase")
    last = code
    codeCount += 1
    return lastPosition
  }

  private var lastPosition: UInt64 {
    // At most 2^32 issuers have places of at most 2^32 positions each.
    last.map { CodeSet.position(ofEnd: begin) + UInt64($0.serial) } ?? 0
  }

  /// What the set of all codes so far needs.
  var size: CodeSetSize {
    CodeSetSize(
      codeCount: codeCount, issuerCount: issuerCount, maximalIssuer: UInt64(last?.issuer.value ?? 0),
      maximalEnd: end, maximalPosition: lastPosition)
  }
}
