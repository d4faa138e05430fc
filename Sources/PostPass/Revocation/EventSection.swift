/// Where a list or a delta has its events: rows of four words, strictly increasing (SPEC §6.2).
struct EventSection: Sendable, Equatable {
  /// The index of the first word.
  let start: Int
  let count: Int

  /// The index after the last word.
  var end: Int { start + count * Event.wordCount }

  /// The event with an index below `count`.
  func event<R: BodyReader>(_ index: Int, in body: R) throws(R.Failure) -> Event {
    let start = start + index * Event.wordCount
    let words = try (
      body.word(start), body.word(start + 1), body.word(start + 2), body.word(start + 3)
    )
    guard let event = Event(words: words) else { try body.inconsistent(.event(index)) }
    return event
  }

  /// Reports all events, and throws `MalformedList.event` where one is none or not after the one before.
  func scan<R: BodyReader>(
    in body: UnvalidatedBody<R>, _ report: (Event) -> Void
  ) throws(MalformedList) {
    var previous: Event?
    for index in 0..<count {
      let event = try event(index, in: body)
      if let previous, previous >= event { try body.inconsistent(.event(index)) }
      report(event)
      previous = event
    }
  }

  func write(_ events: [Event], to words: inout BodyWriter) {
    var index = start
    for event in events {
      (words[index], words[index + 1], words[index + 2], words[index + 3]) = event.words
      index += Event.wordCount
    }
  }
}
