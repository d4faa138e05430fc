import PostPass

/// A million revocations of a million issuers, of which the k-th has a share in proportion to 1/k; 218,000 have any.
/// Serials are drawn from windows as issuing draws them, for a hundred codes issued to one revoked.
struct ZipfRevocations {
  static let count = 1_000_000

  /// Strictly increasing; events by their index.
  let codes: [RevokedCode]

  init() {
    var random = SeededRandom()
    var weights: [Double] = []
    weights.reserveCapacity(ZipfRevocations.count)
    for rank in 1...ZipfRevocations.count { weights.append((weights.last ?? 0) + 1 / Double(rank)) }
    var revoked = [Int](repeating: 0, count: ZipfRevocations.count)
    for _ in 0..<ZipfRevocations.count {
      let drawn = Double.random(in: 0..<weights[weights.count - 1], using: &random)
      revoked[ZipfRevocations.firstIndex(in: weights, above: drawn)] += 1
    }
    // Numbers are given in the order of enrolment, which knows nothing of what an issuer will do.
    revoked.shuffle(using: &random)
    codes = revoked.enumerated().flatMap { index, count in
      random.distinct(count, below: ZipfRevocations.window(issued: count * 100)).map { serial in
        RevokedCode(
          id: CodeID(issuer: Scenario.issuerNumber(index), serial: serial),
          event: serial % SequentialRevocations.eventCount)
      }
    }
  }

  func encodedBody(events: [Event]) -> [UInt8] {
    guard let encoder = RevocationListEncoder(events: events, keys: [], codes: codes) else {
      preconditionFailure("a million codes are no more than a list can have")
    }
    return encoder.encodedBody()
  }

  private static func firstIndex(in weights: [Double], above value: Double) -> Int {
    var (first, end) = (0, weights.count - 1)
    while first < end {
      let middle = (first + end) / 2
      if weights[middle] > value { end = middle } else { first = middle + 1 }
    }
    return first
  }

  /// The smallest power of two that is at least 2^17 and four times what was issued.
  private static func window(issued: Int) -> UInt32 {
    var window: UInt32 = 1 << 17
    while window < issued * 4 { window *= 2 }
    return window
  }
}
