/// What this machine takes to get a word from memory that it does not know the place of until it has the one before:
/// the measure of every lookup in a list that is larger than the caches.
struct MemoryBenchmark {
  let nanosecondsPerLoad: Double

  private static let lineWords = 8
  private static let loads = 1_000_000

  /// - Parameter bytes: over how many the loads are spread, one in each of a million places or fewer.
  init(bytes: Int) {
    var random = SeededRandom()
    let lines = max(2, bytes / 64)
    let places = (0..<lines).shuffled(using: &random).prefix(MemoryBenchmark.loads)
    var words = [Int](repeating: 0, count: lines * MemoryBenchmark.lineWords)
    for (place, next) in zip(places, places.dropFirst() + places.prefix(1)) {
      words[place * MemoryBenchmark.lineWords] = next
    }
    let watch = Stopwatch(.ofThread)
    var place = places[0]
    for _ in 0..<MemoryBenchmark.loads { place = words[place * MemoryBenchmark.lineWords] }
    nanosecondsPerLoad = Double(watch.nanoseconds) / Double(MemoryBenchmark.loads)
    precondition(place < lines, "the way through memory left it")
  }
}
