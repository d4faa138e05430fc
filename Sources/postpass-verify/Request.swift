import Console
import PostPass
import PostPassStore

/// What a command line asks for.
enum Request {
  case help
  case version
  case status(TrustSource, Presentation)
  case check(CodeSource, Question, TrustSource, Presentation)
}

/// Where the code is.
enum CodeSource: Equatable {
  case named(InputSource)
  /// No operand: standard input, unless somebody would have to type it.
  case unnamed
}

/// Where the signed files are.
enum TrustSource: Equatable {
  /// A store, by default that of the user; the authority is checked where it is given.
  case store(StorePath?, AuthorityID?)
  case mirror(StorePath, AuthorityID)
}

/// How the answer is given.
struct Presentation: Equatable {
  enum Form { case text, json, quiet }

  var form = Form.text
  var noColor = false
}

extension Request {
  /// Reads the arguments; `now` tells dates in the future.
  /// - Throws: `Failure` with exit 64.
  init(parsing arguments: [[UInt8]], at now: UnixTime) throws(Failure) {
    let scanned = try ScannedArguments(arguments)
    if scanned.has(.help) {
      self = .help
    } else if scanned.has(.version) {
      self = .version
    } else {
      try scanned.refuseContradictions()
      let presentation = Presentation(
        form: scanned.has(.json) ? .json : scanned.has(.quiet) ? .quiet : .text,
        noColor: scanned.has(.noColor))
      if scanned.has(.status) {
        try scanned.refuseQuestionBesideStatus()
        self = .status(try TrustSource(scanned), presentation)
      } else {
        self = .check(
          try CodeSource(scanned), try Question(scanned, at: now), try TrustSource(scanned), presentation)
      }
    }
  }
}

extension ScannedArguments {
  fileprivate func refuseContradictions() throws(Failure) {
    for group in OptionName.exclusive where group.allSatisfy(has) {
      let names = group.map(\.rawValue)
      throw .usage(
        "contradicting-options", "\(names[0]) and \(names[1]) are given together", hint: "give one of the two"
      )
    }
  }

  fileprivate func refuseQuestionBesideStatus() throws(Failure) {
    if let option = OptionName.ofQuestion.first(where: has) {
      throw .usage(
        "contradicting-options", "--status takes no \(option.rawValue)",
        hint: "leave out --status to check a code, or \(option.rawValue) to see the state")
    }
    guard operands.isEmpty else {
      throw .usage(
        "contradicting-options", "--status takes no code", hint: "leave out --status to check the code")
    }
  }
}

extension CodeSource {
  fileprivate init(_ scanned: ScannedArguments) throws(Failure) {
    guard scanned.operands.count <= 1 else {
      throw .usage(
        "too-many-arguments", "there are \(scanned.operands.count) arguments where one code is expected",
        hint: "a code is one unbroken word; put values with spaces in quotes")
    }
    self = scanned.operands.first.map { .named(InputSource($0)) } ?? .unnamed
  }

  /// What to say where the operand is no code but the name of a file.
  var fileHint: TerminalText? {
    if case .named(let source) = self { source.fileHint } else { nil }
  }

  /// The text of the code without the white space around it.
  func read() throws(Failure) -> [UInt8] {
    switch self {
    case .named(let source): return try source.read()
    case .unnamed:
      guard !InputSource.standardInputIsTerminal else {
        throw .usage(
          "missing-code", "no code is given", hint: "pass it as CODE, @FILE or - for standard input")
      }
      return try InputSource.standardInput.read()
    }
  }
}

extension TrustSource {
  fileprivate init(_ scanned: ScannedArguments) throws(Failure) {
    let authority = try scanned.authority()
    guard let mirror = try scanned.directory(.mirror) else {
      self = .store(try scanned.directory(.store), authority)
      return
    }
    guard let authority else {
      throw .usage(
        "missing-option", "--mirror is given without --authority",
        hint: "add --authority ppa1_..., the string that your authority told you to pin")
    }
    self = .mirror(mirror, authority)
  }

  /// True for files that are read in place, without memory.
  var isMirror: Bool {
    if case .mirror = self { true } else { false }
  }
}

extension ScannedArguments {
  fileprivate func directory(_ option: OptionName) throws(Failure) -> StorePath? {
    guard let path = self[option] else { return nil }
    guard !path.isEmpty else {
      throw .usage(
        "empty-value", "\(option.rawValue) names no directory", hint: "write \(option.rawValue) DIR")
    }
    return StorePath(path)
  }

  fileprivate func authority() throws(Failure) -> AuthorityID? {
    try text(of: .authority).map { (text) throws(Failure) in try Value.authority(text) }
  }
}
