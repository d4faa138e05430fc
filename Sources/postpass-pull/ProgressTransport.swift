import Console
import PostPass
import PostPassSync

/// Another transport, whose bodies are shown on the way where they take longer than a second.
struct ProgressTransport: Transport {
  private let transport: any Transport

  init(_ transport: any Transport) { self.transport = transport }

  var name: Digest? { transport.name }

  func fetch(_ piece: MirrorPiece, into sink: (_ bytes: [UInt8]) throws(PullError) -> Void) throws(PullError)
  {
    try transport.fetch(piece, into: sink)
  }

  func fetchHead(unless validator: Validator?) throws(PullError) -> OfferedHead {
    try transport.fetchHead(unless: validator)
  }

  func resume(
    _ piece: MirrorPiece, at start: Int, into sink: (_ bytes: [UInt8], _ place: Int) throws(PullError) -> Void
  ) throws(PullError) {
    var line = ProgressLine(of: piece.limit, at: start)
    defer { line.clear() }
    try transport.resume(piece, at: start) { (bytes, place) throws(PullError) in
      try sink(bytes, place)
      line.show(place + bytes.count)
    }
  }
}

/// One line on the terminal, written over and over: `12% of 150.0 MB, 3.1 MB/s`.
private struct ProgressLine {
  private let length: Int
  private let start: Int
  private let begun = ContinuousClock.now
  private var next: ContinuousClock.Instant
  private var isShown = false

  init(of length: Int, at start: Int) {
    self.length = length
    self.start = start
    next = begun + .seconds(1)
  }

  mutating func show(_ count: Int) {
    let now = ContinuousClock.now
    guard now >= next else { return }
    next = now + .milliseconds(200)
    isShown = true
    let seconds =
      Double((now - begun).components.seconds) + Double((now - begun).components.attoseconds) / 1e18
    let rate = Double(max(0, count - start)) / max(seconds, 1)
    let percent = 100 * count / max(length, 1)
    // A terminal that cannot be written to is no reason to stop.
    _ = try? Output.error.write(
      "\r\(percent)% of \(ProgressLine.megabytes(Double(length))), \(ProgressLine.megabytes(rate))/s\u{1B}[K"
        as TerminalText)
  }

  mutating func clear() {
    guard isShown else { return }
    _ = try? Output.error.write("\r\u{1B}[K" as TerminalText)
    isShown = false
  }

  /// With one decimal, rounded to the nearest.
  private static func megabytes(_ bytes: Double) -> String {
    let tenths = Int((bytes / 100_000).rounded())
    return "\(tenths / 10).\(tenths % 10) MB"
  }
}
