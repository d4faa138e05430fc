/// One line of what is printed: a value beside its target.
struct Figure {
  enum Target {
    case atMost(Double)
    case atLeast(Double)

    func isMet(by value: Double) -> Bool {
      switch self {
      case .atMost(let limit): value <= limit
      case .atLeast(let limit): value >= limit
      }
    }
  }

  private let name: String
  private let value: Double
  private let text: String
  private let unit: String
  private let target: Target?

  init(_ name: String, _ value: Double, _ unit: String = "", target: Target? = nil) {
    self.init(name, value, text: Figure.text(value), unit, target)
  }

  init(_ name: String, _ count: Int, _ unit: String = "", target: Target? = nil) {
    self.init(name, Double(count), text: "\(count)", unit, target)
  }

  private init(_ name: String, _ value: Double, text: String, _ unit: String, _ target: Target?) {
    self.name = name
    self.value = value
    self.text = text
    self.unit = unit
    self.target = target
  }

  func print() {
    let padding = String(repeating: " ", count: max(1, 38 - name.utf8.count))
    let separator = unit.isEmpty || unit == "/s" ? "" : " "
    Swift.print("  \(name)\(padding)\(text)\(separator)\(unit)\(targetText)")
  }

  private var targetText: String {
    guard let target else { return "" }
    let outcome = target.isMet(by: value) ? "met" : "MISSED"
    return switch target {
    case .atMost(let limit): "  (target: at most \(limit), \(outcome))"
    case .atLeast(let limit): "  (target: at least \(limit), \(outcome))"
    }
  }

  /// Three digits after the point.
  private static func text(_ value: Double) -> String {
    let thousandths = Int((value.magnitude * 1000).rounded())
    let digits = "\(thousandths % 1000)"
    let zeros = String(repeating: "0", count: 3 - digits.utf8.count)
    return "\(value < 0 ? "-" : "")\(thousandths / 1000).\(zeros)\(digits)"
  }
}
