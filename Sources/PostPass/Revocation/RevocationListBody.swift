/// The body of a list, all of it verified and valid, to be gone through without decoding it.
package struct RevocationListBody: Sendable {
  let layout: RevocationListLayout
  let bytes: WholeBody

  init(layout: RevocationListLayout, bytes: WholeBody) {
    self.layout = layout
    self.bytes = bytes
  }

  /// A body file in memory or mapped, of a list issued at a time (SPEC [P1], [P2], [L4], [L7]).
  init(
    verifying storage: any BodyStorage, length: Int, root: Digest, issuedAt: UnixTime
  ) throws(DamagedBody) {
    bytes = try WholeBody(verifying: storage, length: length, root: root)
    do {
      layout = try RevocationListLayout(of: bytes, length: UInt64(length))
      try layout.validate(bytes, issuedAt: issuedAt)
    } catch {
      throw .list(error)
    }
  }

  /// The body file of an older list, whose root is known and whose head is not kept.
  package init(verifying storage: any BodyStorage, root: Digest) throws(DamagedBody) {
    guard let tree = unsafe PageTree(fileLength: storage.bytes.count) else { throw .length }
    try self.init(verifying: storage, length: tree.bodyLength, root: root, issuedAt: .lastDate)
  }

  /// A body that nobody signed, made in memory: what is encoded is valid.
  package init(building encoder: RevocationListEncoder<some Sequence<RevokedCode>>) {
    self.init(layout: encoder.layout, bytes: WholeBody(built: encoder.encodedBody()))
  }

  /// Strictly increasing.
  package var events: [Event] { (0..<layout.events.count).map { layout.events.event($0, in: bytes) } }

  /// Strictly increasing; events by their index.
  package var keys: [RevokedKey] {
    (0..<layout.keys.count).map { index in
      let key = layout.keys.key(index, in: bytes)
      guard let number = KeyNumber(key.number) else {
        // The number was looked at when the body was validated.
        preconditionFailure("a validated list has a key that cannot exist")
      }
      return RevokedKey(number: number, event: key.event)
    }
  }

  /// Strictly increasing; events by their index.
  package var codes: RevokedCodes<WholeBody> { RevokedCodes(layout.section, in: bytes) }

  /// The body that deltas lead to, one after the other (SPEC §8.3).
  /// - Parameter length: that of the body they have to lead to, as it was signed. What they lead to on the way has at
  ///   most twice that of the longer one of the two.
  /// - Returns: the body; nothing but its length is known to be the signed one.
  package func updated(by deltas: [[UInt8]], length: Int) throws(MalformedDelta) -> [UInt8] {
    var body = self
    for delta in deltas.dropLast() {
      let encoder = try RevocationDelta(parsing: delta).applied(to: body)
      guard encoder.bodyLength <= 2 * max(layout.wordCount * 8, length) else {
        throw .length(encoder.bodyLength)
      }
      body = RevocationListBody(building: encoder)
    }
    guard let last = deltas.last else { throw .header }
    let encoder = try RevocationDelta(parsing: last).applied(to: body)
    guard encoder.bodyLength == length else { throw .length(encoder.bodyLength) }
    return encoder.encodedBody()
  }
}
