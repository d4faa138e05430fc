import Console

/// The words of a command line, told apart: options with their values, and the rest.
struct ScannedArguments {
  private var values: [OptionName: [UInt8]] = [:]
  private(set) var operands: [[UInt8]] = []

  /// Reads `--name value`, `--name=value` and flags; after `--`, everything is an operand. Help and version end the
  /// reading.
  /// - Throws: `Failure` for an unknown or repeated option, one without its value, and a flag with one.
  init(_ arguments: [[UInt8]]) throws(Failure) {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument.elementsEqual("--".utf8) {
        operands += rest
        return
      }
      guard argument.first == UInt8(ascii: "-"), argument.count > 1 else {
        operands.append(argument)
        continue
      }
      let (option, inlineValue) = try ScannedArguments.option(in: argument)
      guard values[option] == nil else { throw .repeated(option) }
      guard option.valueName != nil else {
        guard inlineValue == nil else { throw .flagWithValue(option) }
        values[option] = []
        if option == .help || option == .version { return }
        continue
      }
      if let inlineValue {
        values[option] = inlineValue
      } else {
        // A following option is far more likely than a value of that name; --name=value takes any.
        guard let value = rest.popFirst(), !value.starts(with: "--".utf8) else { throw .withoutValue(option) }
        values[option] = value
      }
    }
  }

  func has(_ option: OptionName) -> Bool { values[option] != nil }

  /// The bytes after an option that takes a value; nil where it was not given.
  subscript(option: OptionName) -> [UInt8]? { values[option] }

  private static func option(in argument: [UInt8]) throws(Failure) -> (OptionName, value: [UInt8]?) {
    let parts = argument.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(decoding: parts[0], as: UTF8.self)
    if name == "-h" { return (.help, nil) }
    guard let option = OptionName(rawValue: name) else { throw .unknownOption(name) }
    return (option, parts.count > 1 ? Array(parts[1]) : nil)
  }
}

extension Failure {
  fileprivate static func unknownOption(_ name: String) -> Failure {
    let nearest = Suggestion.nearest(to: name, among: OptionName.allCases.map(\.rawValue))
    return usage(
      "unknown-option",
      "\(quoting: name.withoutCodes) is not an option",
      hint: nearest.map { "did you mean \($0)?" } ?? "postpass-verify --help lists the options")
  }

  fileprivate static func repeated(_ option: OptionName) -> Failure {
    usage(
      "repeated-option", "\(option.rawValue) is given more than once",
      hint: "give it once; a code is checked for one use")
  }

  fileprivate static func flagWithValue(_ option: OptionName) -> Failure {
    usage("unexpected-value", "\(option.rawValue) takes no value", hint: "write \(option.rawValue) alone")
  }

  fileprivate static func withoutValue(_ option: OptionName) -> Failure {
    usage(
      "missing-value", "\(option.rawValue) has no value",
      hint:
        "write \(option.rawValue) \(option.valueName ?? ""), or \(option.rawValue)=VALUE for one that begins with --"
    )
  }
}
