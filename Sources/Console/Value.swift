package import PostPass

/// Reads the values of options and arguments, and says what is wrong with those that are none.
package enum Value {
  /// The ID of a post or a brand.
  package static func identifier(_ text: String, of option: TerminalText) throws(Failure) -> Identifier {
    do { return try Identifier(parsing: text) } catch {
      let problem: TerminalText
      switch error {
      case .empty: problem = "is empty"
      case .tooLong(let count): problem = "has \(count) bytes, and at most 64 are allowed"
      case .character(let position):
        problem = "has a character that is not printable ASCII, at byte \(position + 1)"
      case .outerSpace: problem = "begins or ends with a space"
      }
      throw Failure(
        code: "malformed-id", message: "the ID \(quoting: text) of \(option) \(problem)",
        hint: "copy the ID from the platform: digits, or up to 64 plain characters", exit: .usage)
    }
  }

  /// A creator account.
  package static func account(_ text: String, of option: TerminalText) throws(Failure) -> Account {
    guard let account = Account(parsing: text) else {
      throw Failure(
        code: "malformed-account", message: "\(quoting: text) of \(option) is no account",
        hint: "use 1 to 64 letters, digits and @ . _ : -, for example @nora", exit: .usage)
    }
    return account
  }

  /// A time; a bare date means one end of that day.
  package static func time(
    _ text: String, of option: TerminalText, bareDateMeans edge: DayEdge
  ) throws(Failure) -> UnixTime {
    do { return try UnixTime(parsing: text, bareDateMeans: edge) } catch {
      let problem: TerminalText = error == .noSuchDay ? "is no day of the calendar" : "is no date"
      throw Failure(
        code: "malformed-time", message: "\(quoting: "\(option.text) \(text)") \(problem)",
        hint: "write 2027-01-21, or 2027-01-21T07:30Z for a time in UTC", exit: .usage)
    }
  }

  /// A duration with its unit.
  package static func span(_ text: String, of option: TerminalText, now: UnixTime) throws(Failure) -> TimeSpan
  {
    do { return try TimeSpan(parsing: text) } catch {
      switch error {
      case .withoutUnit(let count):
        let orDate: TerminalText =
          option.text == "--for" ? ", or use --until \(now.adding(.days(60)).dateText)" : ""
        throw Failure(
          code: "duration-without-unit", message: "\(quoting: "\(option.text) \(text)") has no unit",
          hint: "write \(count)d, \(max(1, count / 7))w or 12h\(orDate)", exit: .usage)
      case .notASpan:
        throw Failure(
          code: "malformed-duration", message: "\(quoting: "\(option.text) \(text)") is no duration",
          hint: "write 12h, 30d or 8w", exit: .usage)
      case .tooLong:
        throw Failure(
          code: "duration-too-long",
          message: "\(quoting: "\(option.text) \(text)") is longer than the calendar",
          hint: "write 12h, 30d or 8w", exit: .usage)
      }
    }
  }

  /// The number of a key in the keyring.
  package static func keyNumber(_ text: String, of option: TerminalText) throws(Failure) -> KeyNumber {
    guard let value = Decimal.value(of: text.utf8, below: 1 << 32), let number = KeyNumber(UInt32(value))
    else {
      throw Failure(
        code: "malformed-key-number", message: "\(quoting: text) of \(option) is no key number",
        hint: "see the numbers with: postpass keyring show", exit: .usage)
    }
    return number
  }

  /// An authority ID.
  package static func authority(_ text: String, of option: TerminalText) throws(Failure) -> AuthorityID {
    guard let authority = AuthorityID(parsing: text) else {
      throw Failure(
        code: "malformed-authority",
        message: "\(quoting: text) of \(option) is no authority ID, or was mistyped",
        hint: "copy it again; it is one unbroken word that starts with ppa1_", exit: .usage)
    }
    return authority
  }
}
