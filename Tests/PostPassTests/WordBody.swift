import PostPass

/// A body in memory that cannot fail: it stands for one that was verified whole. Reading outside it ends the test.
struct WordBody: BodyReader {
  var words: [UInt64]

  init(_ words: [UInt64]) { self.words = words }

  init(_ bytes: [UInt8]) {
    words = stride(from: 0, to: bytes.count - 7, by: 8).map { start in
      bytes[start..<start + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
  }

  var wordCount: Int { words.count }
  func word(_ index: Int) -> UInt64 { words[index] }
  func inconsistent(_ broken: MalformedList) -> Never { fatalError("\(broken)") }

  var bytes: [UInt8] { words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) } } }
}

/// A body whose content is not validated, as under a lazy reader. It counts what is read.
final class SuspectBody: BodyReader {
  let words: [UInt64]
  private(set) var reads = 0

  init(_ words: [UInt64]) { self.words = words }

  var wordCount: Int { words.count }

  func word(_ index: Int) throws(DamagedBody) -> UInt64 {
    reads += 1
    return words[index]
  }

  func inconsistent(_ broken: MalformedList) throws(DamagedBody) -> Never { throw .list(broken) }
}

/// The same numbers in every run.
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }
}
