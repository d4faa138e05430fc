/// What somebody may have meant by a word that is not known.
package enum Suggestion {
  /// The candidate nearest to the word, for "did you mean"; nil where none is near. Near is one edit (a byte added,
  /// dropped, changed, or two swapped) for every three letters, and one for shorter words; among equals the one with
  /// the longer common beginning. Else, the only candidate that begins with the word.
  package static func nearest(to word: String, among candidates: [String]) -> String? {
    let word = lowercased(word)
    // Nobody's command or option is that long, and the comparison takes time proportional to the product.
    guard word.count <= 64 else { return nil }
    let letters = word.drop(while: { $0 == UInt8(ascii: "-") }).count
    guard letters > 0 else { return nil }
    var best: (candidate: String, edits: Int, beginning: Int)?
    for candidate in candidates {
      let bytes = lowercased(candidate)
      let edits = edits(from: word, to: bytes)
      let beginning = zip(word, bytes).prefix(while: ==).count
      guard edits <= max(1, letters / 3), edits < letters else { continue }
      if let best, (best.edits, -best.beginning) <= (edits, -beginning) { continue }
      best = (candidate, edits, beginning)
    }
    if let best { return best.candidate }
    let completions = candidates.filter { lowercased($0).starts(with: word) }
    return letters >= 2 && completions.count == 1 ? completions.first : nil
  }

  private static func lowercased(_ text: String) -> [UInt8] {
    text.utf8.map { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") ? $0 + 32 : $0 }
  }

  /// The Damerau-Levenshtein distance in which no byte is edited twice; three rows of the table are kept.
  private static func edits(from a: [UInt8], to b: [UInt8]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var least = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, beforeLast[j - 1] + 1) }
        row.append(least)
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}
