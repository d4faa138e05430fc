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
    guard let bytes = self[option] else { return nil }
    do {
      return try Identifier(parsing: String(decoding: bytes, as: UTF8.self))
    } catch {
      let what: TerminalText =
        switch error {
        case .empty: "is empty"
        case .tooLong(let count): "is \(count) bytes long, and no ID has more than 64"
        case .character(let position): "has a character outside printable ASCII at byte \(position + 1)"
        case .outerSpace: "begins or ends with a space"
        }
      throw .usage(
        "malformed-id", "the ID given with \(option.rawValue) \(what)",
        hint: "write it as the platform does, for example \(option.rawValue) 7412345678901234567")
    }
  }

  fileprivate func creator() throws(Failure) -> Question.AskedCreator {
    guard let bytes = self[.creator] else { return has(.anyCreator) ? .any : .sole }
    guard let account = Account(bytes) else {
      throw .usage(
        "malformed-creator", "\(description(of: .creator)) is not a creator account",
        hint: "an account is 1 to 64 letters, digits and @ . _ : -, for example --creator @nora")
    }
    return .exactly(account)
  }

  fileprivate func moment(notAfter now: UnixTime) throws(Failure) -> Question.Moment {
    for option in [OptionName.at, .runningSince] {
      guard let time = try time(option, bareDateMeans: .start) else { continue }
      guard time <= now else {
        throw .usage(
          "future-date", "\(description(of: option)) is in the future",
          hint: "leave out \(option.rawValue) to ask about now, or use --until to ask whether the code lasts")
      }
      return option == .at ? .at(time) : .runningSince(time)
    }
    return .now
  }

  fileprivate func time(_ option: OptionName, bareDateMeans edge: DayEdge) throws(Failure) -> UnixTime? {
    guard let bytes = self[option] else { return nil }
    do {
      return try UnixTime(parsing: String(decoding: bytes, as: UTF8.self), bareDateMeans: edge)
    } catch .noSuchDay {
      throw .usage(
        "no-such-day", "\(description(of: option)) is no day of the calendar",
        hint: "write year, month and day from 1970 to 9999, as in 2027-01-21")
    } catch {
      throw .usage(
        "malformed-date", "\(description(of: option)) is not a date",
        hint: "write 2027-01-21, or 2027-01-21T07:30Z with a time; times are UTC")
    }
  }

  fileprivate func maximalListAge() throws(Failure) -> TimeSpan? {
    guard let bytes = self[.maximalListAge] else { return nil }
    let span: TimeSpan
    do {
      span = try TimeSpan(parsing: String(decoding: bytes, as: UTF8.self))
    } catch .withoutUnit(let count) {
      throw .usage(
        "duration-without-unit", "\(description(of: .maximalListAge)) has no unit",
        hint: "write \(count)h or \(count)d")
    } catch .tooLong {
      throw .usage(
        "duration-too-long", "\(description(of: .maximalListAge)) is too long",
        hint: "leave it out; no list is believed for more than 92 days")
    } catch {
      throw .usage(
        "malformed-duration", "\(description(of: .maximalListAge)) is not a duration",
        hint: "write 48h, 2d or 1w")
    }
    guard span.seconds > 0 else {
      throw .usage(
        "empty-duration", "\(description(of: .maximalListAge)) accepts no list at all",
        hint: "write 48h, 2d or 1w")
    }
    return span
  }

  /// An option with its value in quotes; without the value where that may be a code.
  private func description(of option: OptionName) -> TerminalText {
    let value = String(decoding: self[option] ?? [], as: UTF8.self)
    guard value.showingNoCode != nil else { return "the value of \(option.rawValue)" }
    return "\(quoting: "\(option.rawValue) \(value)")"
  }
}
