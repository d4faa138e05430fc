import Testing

@testable import PostPass

@Suite struct RevocationListEncoderTests {
  @Test(arguments: RevocationListTests.contents)
  func `a list that is gone through and written again has the same bytes`(
    name: String, content: RevocationListContent
  ) throws {
    let body = try content.opened()
    #expect(body.events == content.events)
    #expect(body.keys == content.keyEntries)
    #expect(Array(body.codes) == content.codeEntries)
    let encoder = try #require(
      RevocationListEncoder(events: body.events, keys: body.keys, codes: body.codes))
    let bytes = content.encodedBody()
    #expect(encoder.bodyLength == bytes.count)
    #expect(encoder.encodedBody() == bytes)
  }

  @Test func `events may come in any order, more than once, and for nothing`() throws {
    let events = [Event.list(3), .list(1), .list(9), .list(3), .list(2)]
    let codes = [(1, 0), (2, 3), (3, 1), (4, 4)].map { RevokedCode(id: .code(1, $0.0), event: $0.1) }
    let keys = [RevokedKey(number: .number(7), event: 3)]
    let encoder = try #require(RevocationListEncoder(events: events, keys: keys, codes: codes))
    let content = RevocationListContent(
      codes: codes.map { ($0.id, events[Int($0.event)]) }, keys: [(.number(7), .list(3))])
    #expect(encoder.encodedBody() == content.encodedBody())
  }
}

extension RevocationListContent {
  /// The body as whoever opened the list whole has it.
  func opened() throws -> RevocationListBody {
    RevocationListBody(
      building: try #require(RevocationListEncoder(events: events, keys: keyEntries, codes: codeEntries)))
  }
}
