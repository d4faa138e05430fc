/// The body of a list, all of it verified and valid, to be gone through without decoding it.
package struct RevocationListBody: Sendable {
  let layout: RevocationListLayout
  let bytes: WholeBody

  init(layout: RevocationListLayout, bytes: WholeBody) {
    self.layout = layout
    self.bytes = bytes
  }

  /// A body that nobody signed, made in memory: what is encoded is valid.
  package init(building encoder: RevocationListEncoder<some Sequence<RevokedCode>>) {
    self.init(layout: encoder.layout, bytes: WholeBody(built: encoder.encodedBody()))
  }

  /// Strictly increasing.
  package var events: [Event] { (0..<layout.eventCount).map { layout.event($0, in: bytes) } }

  /// Strictly increasing; events by their index.
  package var keys: [RevokedKey] {
    (0..<layout.keyCount).map { index in
      let key = layout.key(index, in: bytes)
      guard let number = KeyNumber(key.number) else {
        // The number was looked at when the body was validated.
        preconditionFailure("a validated list has a key that cannot exist")
      }
      return RevokedKey(number: number, event: key.event)
    }
  }

  /// Strictly increasing; events by their index.
  package var codes: RevokedCodes { RevokedCodes(layout: layout, body: UnvalidatedBody(bytes)) }
}
