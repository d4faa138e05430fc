/// Codes and keys are looked up in a list's body without decoding it (SPEC §6.3). A lookup allocates nothing and reads
/// a bounded number of words.
extension RevocationListLayout {
  /// The event of a revoked code; nil for a code that is not revoked.
  // Inlined like all of this, because the layout would be copied for the call.
  @inline(__always)
  package func revocation<R: BodyReader>(of code: CodeID, in body: R) throws(R.Failure) -> Event? {
    guard let rank = try codes.rank(of: code, in: body) else { return nil }
    return try referredEvent(Int(section.eventIndices.value(at: rank, in: body)), in: body)
  }

  /// The event of a revoked key; nil for a key that is not revoked.
  @inline(__always)
  package func revocation<R: BodyReader>(ofKey key: KeyNumber, in body: R) throws(R.Failure) -> Event? {
    var (first, end) = (0, keys.count)
    while first < end {
      let middle = first + (end - first) / 2
      let entry = try keys.key(middle, in: body)
      if entry.number == key.value { return try referredEvent(Int(entry.event), in: body) }
      if entry.number < key.value { first = middle + 1 } else { end = middle }
    }
    return nil
  }

  /// The event with an index that a code or key has.
  @inline(__always)
  private func referredEvent<R: BodyReader>(_ index: Int, in body: R) throws(R.Failure) -> Event {
    guard index < events.count else { try body.inconsistent(.eventIndex) }
    return try events.event(index, in: body)
  }
}
