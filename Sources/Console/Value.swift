package import PostPass

/// Reads the values of options and arguments, and says what is wrong with those that are none.
package enum Value {
  /// The ID of a post or a brand.
  /// - Throws: `Failure` with exit 64, as all of these.
  package static func identifier(_ text: String, of option: String) throws(Failure) -> Identifier {
    do { return try Identifier(parsing: text) } catch {
      let problem: TerminalText =
        switch error {
        case .empty: "is empty"
        case .tooLong(let count): "is \(count) bytes long, and no ID has more than 64"
        case .character(let position): "has a character outside printable ASCII at byte \(position + 1)"
        case .outerSpace: "begins or ends with a space"
        }
      throw .usage(
        "malformed-id", "the ID \(quoting: text.withoutCodes) given with \(option) \(problem)",
        hint: "write it as the platform does, for example \(option) 7412345678901234567")
    }
  }

  /// A creator account.
  package static func account(_ text: String, of option: String) throws(Failure) -> Account {
    guard let account = Account(parsing: text) else {
      throw .usage(
        "malformed-creator", "\(given(text, with: option)) is not a creator account",
        hint: "an account is 1 to 64 letters, digits and @ . _ : -, for example \(option) @nora")
    }
    return account
  }

  /// A time; a bare date means one end of that day.
  package static func time(
    _ text: String, of option: String, bareDateMeans edge: DayEdge
  ) throws(Failure) -> UnixTime {
    do {
      return try UnixTime(parsing: text, bareDateMeans: edge)
    } catch .noSuchDay {
      throw .usage(
        "no-such-day", "\(given(text, with: option)) is no day of the calendar",
        hint: "write year, month and day from 1970 to 9999, as in 2027-01-21")
    } catch {
      throw .usage(
        "malformed-date", "\(given(text, with: option)) is not a date",
        hint: "write 2027-01-21, or 2027-01-21T07:30Z with a time; times are UTC")
    }
  }

  /// A duration with its unit.
  /// - Parameters:
  ///   - examples: what is often meant, e.g. `48h, 2d or 1w`.
  ///   - withUnit: the hint for a bare number.
  package static func span(
    _ text: String, of option: String, examples: TerminalText,
    withUnit: (UInt64) -> TerminalText = { "write \($0)h or \($0)d" }
  ) throws(Failure) -> TimeSpan {
    do {
      return try TimeSpan(parsing: text)
    } catch .withoutUnit(let count) {
      throw .usage(
        "duration-without-unit", "\(given(text, with: option)) has no unit", hint: withUnit(count))
    } catch .tooLong {
      throw .usage(
        "duration-too-long", "\(given(text, with: option)) is longer than the calendar",
        hint: "write \(examples)")
    } catch {
      throw .usage(
        "malformed-duration", "\(given(text, with: option)) is not a duration", hint: "write \(examples)")
    }
  }

  /// The number of a key in the keyring.
  package static func keyNumber(_ text: String, of option: String) throws(Failure) -> KeyNumber {
    guard let value = Decimal.value(of: text.utf8, below: 1 << 32), let number = KeyNumber(UInt32(value))
    else {
      throw .usage(
        "malformed-key-number", "\(given(text, with: option)) is not the number of a key",
        hint: "see the numbers with: postpass keyring show")
    }
    return number
  }

  /// An authority ID.
  package static func authority(_ text: String) throws(Failure) -> AuthorityID {
    guard let authority = AuthorityID(parsing: text) else {
      throw .usage(
        "malformed-authority", "the authority ID was mistyped or cut short",
        hint: "copy it again; it is one word of 54 characters that starts with ppa1_")
    }
    return authority
  }

  /// The option with its value as it could be typed, in apostrophes; of an argument without a name, the value.
  package static func given(_ text: String, with option: String) -> TerminalText {
    let words = option.isEmpty ? text : "\(option) \(text)"
    return "\(quoting: words.withoutCodes)"
  }
}
