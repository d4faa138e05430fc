/// Which codes a list or a delta names, as three Elias-Fano sets: the issuers, where the place of each ends, and the
/// positions of the codes (SPEC §6.3).
package struct CodeSet: Sendable, Equatable {
  /// The numbers of the issuers with codes in the set.
  package let issuerNumbers: EliasFanoSet
  /// Where the places of these issuers end, in units of 2^16 positions.
  package let issuerEnds: EliasFanoSet
  package let positions: EliasFanoSet

  /// The sets that begin at a word. Nil where their counts and largest values break [L4].
  init?(_ size: CodeSetSize, start: Int) {
    let (codeCount, issuerCount) = (size.codeCount, UInt64(size.issuerCount))
    guard codeCount <= EliasFanoSet.maximalCount, issuerCount <= codeCount,
      (issuerCount == 0) == (codeCount == 0),
      size.maximalIssuer < UInt64(UInt32.max), size.maximalEnd <= 1 << 46,
      codeCount == 0 || size.maximalPosition < CodeSet.position(ofEnd: size.maximalEnd),
      size.maximalEnd >= issuerCount,
      let numbers = EliasFanoSet(count: issuerCount, maximum: size.maximalIssuer, start: start),
      let ends = EliasFanoSet(count: issuerCount, maximum: size.maximalEnd, start: numbers.end),
      let positions = EliasFanoSet(count: codeCount, maximum: size.maximalPosition, start: ends.end)
    else { return nil }
    (issuerNumbers, issuerEnds, self.positions) = (numbers, ends, positions)
  }

  /// How many codes.
  package var count: Int { positions.count }

  /// The index of the first word.
  package var start: Int { issuerNumbers.start }

  /// The index after the last word.
  package var end: Int { positions.end }

  /// The position where a place ends, from an issuer end of at most 2^46.
  static func position(ofEnd end: UInt64) -> UInt64 { end << 16 }

  /// How much an issuer adds to the issuer ends, from its largest serial in the set.
  static func placeWidth(largestSerial: Serial) -> UInt64 {
    1 << UInt64(max(UInt64(largestSerial).bitLength - 16, 0))
  }

  /// The number of smaller codes in the set, if the code is in it.
  package func rank<R: BodyReader>(of code: CodeID, in body: R) throws(R.Failure) -> Int? {
    guard let issuer = try issuerNumbers.rank(of: UInt64(code.issuer.value), in: body) else { return nil }
    let place = try place(ofIssuer: issuer, in: body)
    let position = place.begin + UInt64(code.serial)
    guard place.begin < place.end else { try body.inconsistent(.body) }
    guard position < place.end else { return nil }
    return try positions.rank(of: position, in: body)
  }

  /// The first position of an issuer and the one after its last.
  private func place<R: BodyReader>(
    ofIssuer issuer: Int, in body: R
  ) throws(R.Failure) -> (begin: UInt64, end: UInt64) {
    let ends: (UInt64, UInt64)
    if issuer == 0 {
      ends = (0, try issuerEnds.value(atRank: 0, in: body))
    } else {
      ends = try issuerEnds.values(atRankAndNext: issuer - 1, in: body)
    }
    return (CodeSet.position(ofEnd: ends.0), CodeSet.position(ofEnd: ends.1))
  }
}

/// The counts and largest values from which the three sets of codes have their places (SPEC §6.1).
struct CodeSetSize: Equatable {
  var codeCount: UInt64 = 0
  var issuerCount: UInt32 = 0
  var maximalIssuer: UInt64 = 0
  var maximalEnd: UInt64 = 0
  var maximalPosition: UInt64 = 0
}
