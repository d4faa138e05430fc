/// A revoked code, and its event by the index that this has in a table.
package struct RevokedCode: Sendable, Equatable {
  package let id: CodeID
  package var event: UInt32

  package init(id: CodeID, event: UInt32) {
    self.id = id
    self.event = event
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

/// Reads the codes of a list's body in increasing order, and refuses what breaks SPEC §6.3 and [L6].
struct RevokedCodeCursor {
  private var codes: CodeSetCursor
  private let layout: RevocationListLayout

  init(_ layout: RevocationListLayout) {
    codes = CodeSetCursor(layout.codes)
    self.layout = layout
  }

  /// The next code. At the end nil, if sets and indices were as they must be.
  mutating func next<R: BodyReader>(in body: UnvalidatedBody<R>) throws(MalformedList) -> RevokedCode? {
    guard let id = try codes.next(in: body) else {
      guard try layout.eventIndices.isPadded(in: body) else { try body.inconsistent(.body) }
      return nil
    }
    let event = try layout.eventIndices.value(at: codes.count - 1, in: body)
    guard event < layout.eventCount else { try body.inconsistent(.eventIndex) }
    return RevokedCode(id: id, event: UInt32(event))
  }
}

/// All codes of a list opened whole, in increasing order and as often as one likes. They are read where they lie, one
/// at a time: a list may be larger than what its reader wants to hold.
package struct RevokedCodes: Sequence, Sendable {
  let layout: RevocationListLayout
  let body: UnvalidatedBody<WholeBody>

  package struct Iterator: IteratorProtocol {
    private var cursor: RevokedCodeCursor
    private let body: UnvalidatedBody<WholeBody>

    fileprivate init(_ codes: RevokedCodes) {
      cursor = RevokedCodeCursor(codes.layout)
      body = codes.body
    }

    package mutating func next() -> RevokedCode? {
      do { return try cursor.next(in: body) } catch {
        // Lists are validated when they are opened whole.
        preconditionFailure("a validated list breaks a rule: \(error)")
      }
    }
  }

  package func makeIterator() -> Iterator { Iterator(self) }
}
