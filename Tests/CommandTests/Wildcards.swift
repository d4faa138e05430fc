import Foundation

/// What differs from one run of a transcript to the next, written `<kind>`: times, keys and serials, and what follows
/// from them. `<id>`, `<authority>`, `<key>`, `<code>` and `<hex>` stand for one and the same text wherever a
/// transcript names them, also in its commands; `<id two>` is another one. `<work>` and `<home>` are directories, and
/// `<date+39d>` is a date seen from today.
struct Wildcards {
  private var values: [String: String]
  private let now: Date

  init(work: String, home: String, now: Date = Date()) {
    values = ["work": work, "home": home]
    self.now = now
  }

  private static let word = "[1-9A-HJ-NP-Za-km-z]+"

  private static let kept = [
    "id": "[0-9]+-[0-9]+", "authority": "ppa1_\(word)", "key": "ppk1_\(word)", "code": "pp1_\(word)",
    "hex": "[0-9a-f]{64}",
  ]

  private static let span = "(?:under 1 min|1 hour|1 day|[0-9]+ (?:min|hours|days|years))"

  private static let passing = [
    "time": "[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2} UTC",
    "instant": "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z",
    "age": "\(span) (?:old|ahead)", "ago": "(?:just now|\(span) ago)", "in": "in \(span)",
    "seconds": "-?[0-9]+", "short": "[1-9A-HJ-NP-Za-km-z]{8}", "some key": "ppk1_\(word)", "login": "[^ \"]+",
    "spaces": " *",
  ]

  /// A command with every wildcard replaced by what it stands for.
  func filled(_ command: String) -> String {
    var result = ""
    for piece in pieces(of: command) {
      switch piece {
      case .text(let text): result += text
      case .wildcard(let name): result += value(of: name) ?? "<\(name)>"
      }
    }
    return result
  }

  /// Whether the lines are the expected ones; learns what the wildcards of the lines stand for.
  mutating func match(_ lines: [String], _ expected: [String]) -> Bool {
    var attempt = self
    guard attempt.match(lines[...], expected[...]) else { return false }
    self = attempt
    return true
  }

  private mutating func match(_ lines: ArraySlice<String>, _ expected: ArraySlice<String>) -> Bool {
    guard let first = expected.first else { return lines.isEmpty }
    if first == "..." {
      for start in lines.startIndex...lines.endIndex {
        var attempt = self
        if attempt.match(lines[start...], expected.dropFirst()) {
          self = attempt
          return true
        }
      }
      return false
    }
    guard let line = lines.first, match(line, first) else { return false }
    return match(lines.dropFirst(), expected.dropFirst())
  }

  private mutating func match(_ line: String, _ expected: String) -> Bool {
    var pattern = ""
    var learned: [String] = []
    for piece in pieces(of: expected) {
      switch piece {
      case .text(let text): pattern += NSRegularExpression.escapedPattern(for: text)
      case .wildcard(let name):
        if let value = value(of: name) {
          pattern += NSRegularExpression.escapedPattern(for: value)
        } else if let group = learned.firstIndex(of: name) {
          pattern += "\\\(group + 1)"
        } else if let kind = Wildcards.kept[Wildcards.kind(of: name)] {
          pattern += "(\(kind))"
          learned.append(name)
        } else {
          pattern += Wildcards.passing[name] ?? ""
        }
      }
    }
    // Every piece is escaped or from the tables above.
    guard let regex = try? NSRegularExpression(pattern: "\\A\(pattern)\\z"),
      let found = regex.firstMatch(in: line, range: NSRange(line.startIndex..., in: line))
    else { return false }
    for (group, name) in learned.enumerated() {
      guard let range = Range(found.range(at: group + 1), in: line) else { return false }
      values[name] = String(line[range])
    }
    return true
  }

  private enum Piece {
    case text(String)
    case wildcard(String)
  }

  /// Splits at `<…>` with a known kind; other angle brackets are text.
  private func pieces(of line: String) -> [Piece] {
    var pieces: [Piece] = []
    var text = ""
    var rest = line[...]
    while let character = rest.first {
      if character == "<", let end = rest.firstIndex(of: ">") {
        let name = String(rest[rest.index(after: rest.startIndex)..<end])
        if isKnown(name) {
          pieces += [.text(text), .wildcard(name)]
          text = ""
          rest = rest[end...].dropFirst()
          continue
        }
      }
      text.append(character)
      rest = rest.dropFirst()
    }
    return pieces + [.text(text)]
  }

  private func isKnown(_ name: String) -> Bool {
    value(of: name) != nil || Wildcards.passing[name] != nil
      || Wildcards.kept[Wildcards.kind(of: name)] != nil
  }

  private static func kind(of name: String) -> String { String(name.prefix { $0 != " " }) }

  private func value(of name: String) -> String? {
    if let value = values[name] { return value }
    guard name.hasPrefix("date"), name.hasSuffix("d"), let days = Int(name.dropFirst(4).dropLast()) else {
      return nil
    }
    return now.addingTimeInterval(TimeInterval(days) * 86_400).formatted(.iso8601.year().month().day())
  }
}
