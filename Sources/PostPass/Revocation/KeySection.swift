/// Where a list or a delta has its revoked keys: a word each, strictly increasing (SPEC §6.3).
struct KeySection: Sendable, Equatable {
  /// The index of the first word.
  let start: Int
  let count: Int

  /// The index after the last word.
  var end: Int { start + count }

  /// The revoked key with an index below `count`, and the index of its event.
  func key<R: BodyReader>(
    _ index: Int, in body: R
  ) throws(R.Failure) -> (number: UInt32, event: UInt32) {
    let word = try body.word(start + index)
    return (UInt32(truncatingIfNeeded: word), UInt32(word >> 32))
  }

  /// Reports all keys, and throws `MalformedList.body` where one is none or not after the one before, `.eventIndex`
  /// where its event is beyond the limit.
  func scan<R: BodyReader>(
    in body: UnvalidatedBody<R>, eventsBelow limit: Int, _ report: (RevokedKey) -> Void
  ) throws(MalformedList) {
    var previous: UInt32 = 0
    for index in 0..<count {
      let (value, event) = try key(index, in: body)
      guard value > previous, let number = KeyNumber(value) else { try body.inconsistent(.body) }
      guard event < limit else { try body.inconsistent(.eventIndex) }
      report(RevokedKey(number: number, event: event))
      previous = value
    }
  }

  func write(_ keys: [RevokedKey], to words: inout BodyWriter) {
    for (index, key) in keys.enumerated() {
      words[start + index] = UInt64(key.number.value) | UInt64(key.event) << 32
    }
  }
}

/// A revoked key, and its event by the index that this has in a table.
package struct RevokedKey: Sendable, Equatable {
  package let number: KeyNumber
  package var event: UInt32

  package init(number: KeyNumber, event: UInt32) {
    self.number = number
    self.event = event
  }
}

extension RevokedKey {
  /// The same with its event in a table that has so many new events before the old ones.
  func behind(newEvents: Int) -> RevokedKey {
    RevokedKey(number: number, event: event + UInt32(newEvents))
  }
}
