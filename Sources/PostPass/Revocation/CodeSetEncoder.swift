/// Writes the three sets of a `CodeSet` from its codes in increasing order (SPEC §6.3).
struct CodeSetEncoder {
  private var numbers: EliasFanoEncoder
  private var ends: EliasFanoEncoder
  private var positions: EliasFanoEncoder
  private var places = CodePlaces()

  init(_ set: CodeSet) {
    numbers = EliasFanoEncoder(set.issuerNumbers)
    ends = EliasFanoEncoder(set.issuerEnds)
    positions = EliasFanoEncoder(set.positions)
  }

  /// Writes the next code over zero words.
  mutating func append(_ code: CodeID, to words: inout BodyWriter) {
    if let last = places.last, last.issuer != code.issuer { appendIssuer(last.issuer, to: &words) }
    positions.append(places.position(of: code), to: &words)
  }

  /// Writes what follows the last code.
  mutating func finish(in words: inout BodyWriter) {
    guard let last = places.last else { return }
    appendIssuer(last.issuer, to: &words)
    numbers.finish(in: &words)
    ends.finish(in: &words)
    positions.finish(in: &words)
  }

  /// The last code of an issuer says where its place ends.
  private mutating func appendIssuer(_ issuer: KeyNumber, to words: inout BodyWriter) {
    numbers.append(UInt64(issuer.value), to: &words)
    ends.append(places.end, to: &words)
  }
}
