/// Looks codes and keys up in a list's body without decoding it (SPEC §6.3). A lookup allocates nothing and reads a
/// bounded number of words.
package struct RevocationLookup<Body: BodyReader> {
  private let body: Body
  private let layout: RevocationListLayout

  /// The layout is the one that was read from this body.
  package init(_ body: Body, layout: RevocationListLayout) {
    self.body = body
    self.layout = layout
  }

  /// The event of a revoked code; nil for a code that is not revoked.
  package func revocation(of code: CodeID) throws(Body.Failure) -> Event? {
    guard let rank = try layout.codes.rank(of: code, in: body) else { return nil }
    return try event(Int(layout.section.eventIndices.value(at: rank, in: body)))
  }

  /// The event of a revoked key; nil for a key that is not revoked.
  package func revocation(ofKey key: KeyNumber) throws(Body.Failure) -> Event? {
    var (first, end) = (0, layout.keys.count)
    while first < end {
      let middle = first + (end - first) / 2
      let entry = try layout.keys.key(middle, in: body)
      if entry.number == key.value { return try event(Int(entry.event)) }
      if entry.number < key.value { first = middle + 1 } else { end = middle }
    }
    return nil
  }

  private func event(_ index: Int) throws(Body.Failure) -> Event {
    guard index < layout.events.count else { try body.inconsistent(.eventIndex) }
    return try layout.events.event(index, in: body)
  }
}
