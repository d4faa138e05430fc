import Console
import PostPass

extension Question {
  /// Reads what is asked. Nothing that is missing is ever taken for a waiver.
  init(_ scanned: ScannedArguments, at now: UnixTime) throws(Failure) {
    try scanned.requireUse()
    self.init(
      post: try scanned.identifier(.post).map { .exactly($0) } ?? .any,
      brand: try scanned.identifier(.brand).map { .exactly($0) } ?? .any,
      creator: try scanned.creator(), moment: try scanned.moment(notAfter: now),
      until: try scanned.time(.until, bareDateMeans: .end), maximalListAge: try scanned.maximalListAge())
  }
}

extension ScannedArguments {
  /// Post and brand are named or waived by name.
  fileprivate func requireUse() throws(Failure) {
    let missing = [(OptionName.post, OptionName.anyPost), (.brand, .anyBrand)].filter {
      !has($0.0) && !has($0.1)
    }
    guard let first = missing.first else { return }
    let names = missing.map { "\($0.0.rawValue)" }.joined(separator: " and ")
    let ways = missing.map { "\($0.0.rawValue) \($0.0.valueName ?? "") or \($0.1.rawValue)" }
    throw .usage(
      missing.count == 1 ? "missing-\(first.0.rawValue.dropFirst(2))" : "missing-options",
      "\(names) \(missing.count == 1 ? "is" : "are") missing", hint: "add \(ways.joined(separator: ", and "))"
    )
  }

  fileprivate func identifier(_ option: OptionName) throws(Failure) -> Identifier? {
    try text(of: option).map { (text) throws(Failure) in try Value.identifier(text, of: option.rawValue) }
  }

  fileprivate func creator() throws(Failure) -> Question.AskedCreator {
    guard let text = text(of: .creator) else { return has(.anyCreator) ? .any : .sole }
    return .exactly(try Value.account(text, of: OptionName.creator.rawValue))
  }

  fileprivate func moment(notAfter now: UnixTime) throws(Failure) -> Question.Moment {
    for option in [OptionName.at, .runningSince] {
      guard let text = text(of: option) else { continue }
      let time = try Value.time(text, of: option.rawValue, bareDateMeans: .start)
      guard time <= now else {
        throw .usage(
          "future-date", "\(Value.given(text, with: option.rawValue)) is in the future",
          hint: "leave out \(option.rawValue) to ask about now, or use --until to ask whether the code lasts")
      }
      return option == .at ? .at(time) : .runningSince(time)
    }
    return .now
  }

  fileprivate func time(_ option: OptionName, bareDateMeans edge: DayEdge) throws(Failure) -> UnixTime? {
    try text(of: option).map { (text) throws(Failure) in
      try Value.time(text, of: option.rawValue, bareDateMeans: edge)
    }
  }

  fileprivate func maximalListAge() throws(Failure) -> TimeSpan? {
    let option = OptionName.maximalListAge
    guard let text = text(of: option) else { return nil }
    let span = try Value.span(text, of: option.rawValue, examples: "48h, 2d or 1w")
    guard span.seconds > 0 else {
      throw .usage(
        "empty-duration", "\(Value.given(text, with: option.rawValue)) accepts no list at all",
        hint: "write 48h, 2d or 1w")
    }
    return span
  }

  /// The value of an option; bytes that are not UTF-8 become U+FFFD, which no value has.
  func text(of option: OptionName) -> String? { self[option].map { String(decoding: $0, as: UTF8.self) } }
}
