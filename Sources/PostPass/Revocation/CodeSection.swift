/// A revoked code, and its event by the index that this has in a table.
package struct RevokedCode: Sendable, Equatable {
  package let id: CodeID
  package var event: UInt32

  package init(id: CodeID, event: UInt32) {
    self.id = id
    self.event = event
  }
}

/// Where a list or a delta has its codes, and for each, in the order of their positions, its event (SPEC §6.3).
package struct CodeSection: Sendable, Equatable {
  package let codes: CodeSet
  package let eventIndices: PackedIntegers
  /// Event indices are below this.
  let eventCount: Int

  /// Nil where counts and largest values break [L4].
  init?(_ size: CodeSetSize, start: Int, eventCount: Int) {
    guard let codes = CodeSet(size, start: start) else { return nil }
    self.codes = codes
    self.eventCount = eventCount
    let width = eventCount == 0 ? 0 : UInt64(eventCount - 1).bitLength
    eventIndices = PackedIntegers(start: codes.end, count: codes.count, width: width)
  }

  /// The index after the last word.
  var end: Int { eventIndices.end }
}

/// Reads the codes of a section in increasing order, and refuses what breaks SPEC §6.3 and [L6].
struct CodeSectionCursor {
  private var codes: CodeSetCursor
  private let section: CodeSection

  init(_ section: CodeSection) {
    codes = CodeSetCursor(section.codes)
    self.section = section
  }

  /// The next code. At the end nil, if sets and indices were as they must be.
  mutating func next<R: BodyReader>(in body: UnvalidatedBody<R>) throws(MalformedList) -> RevokedCode? {
    guard let id = try codes.next(in: body) else {
      guard try section.eventIndices.isPadded(in: body) else { try body.inconsistent(.body) }
      return nil
    }
    let event = try section.eventIndices.value(at: codes.count - 1, in: body)
    guard event < section.eventCount else { try body.inconsistent(.eventIndex) }
    return RevokedCode(id: id, event: UInt32(event))
  }
}

/// Writes the codes of a section in increasing order.
struct CodeSectionEncoder {
  private var codes: CodeSetEncoder
  private let eventIndices: PackedIntegers
  private var count = 0

  init(_ section: CodeSection) {
    codes = CodeSetEncoder(section.codes)
    eventIndices = section.eventIndices
  }

  /// Writes the next code over zero words.
  mutating func append(_ code: RevokedCode, to words: inout BodyWriter) {
    codes.append(code.id, to: &words)
    eventIndices.write(UInt64(code.event), at: count, in: &words)
    count += 1
  }

  /// Writes what follows the last code.
  mutating func finish(in words: inout BodyWriter) { codes.finish(in: &words) }
}

/// All codes of a section that was validated, in increasing order and as often as one likes. They are read where they
/// lie, one at a time: a list may be larger than what its reader wants to hold.
package struct RevokedCodes<Body: BodyReader>: Sequence where Body.Failure == Never {
  private let section: CodeSection
  private let body: UnvalidatedBody<Body>

  init(_ section: CodeSection, in body: Body) {
    self.section = section
    self.body = UnvalidatedBody(body)
  }

  // A reference, because the cursors of three sets are sixty words long, and would be copied for every code.
  package final class Iterator: IteratorProtocol {
    private var cursor: CodeSectionCursor
    private let body: UnvalidatedBody<Body>

    fileprivate init(_ codes: RevokedCodes) {
      cursor = CodeSectionCursor(codes.section)
      body = codes.body
    }

    package func next() -> RevokedCode? {
      do { return try cursor.next(in: body) } catch {
        // Nobody makes this of a section that was not validated.
        preconditionFailure("validated codes break a rule: \(error)")
      }
    }
  }

  package func makeIterator() -> Iterator { Iterator(self) }
}
