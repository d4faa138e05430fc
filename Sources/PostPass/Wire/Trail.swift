/// The bodies of a kind that came before one, the nearest first: a hint that nobody signed, for whoever holds one of
/// them and wants to go on by deltas (SPEC §8.3).
package struct Trail: Sendable, Hashable {
  /// 1 to 64 bodies back.
  package let roots: [Digest]
  /// The body that it leads to.
  package let end: Digest

  package static let maximalCount = 64
  /// The longest file.
  package static let maximalLength = firstLine.count + 32 * maximalCount

  static let firstLine = Array("postpass/1/past\n".utf8)

  /// - Parameter earlier: the nearest first. Of a body that recurs only the nearest place counts; what is further than
  ///   64 back is left out.
  package init(to end: Digest, earlier: some Sequence<Digest>) {
    var (seen, roots): (Set<Digest>, [Digest]) = ([end], [])
    for root in earlier where roots.count < Trail.maximalCount && seen.insert(root).inserted {
      roots.append(root)
    }
    self.roots = roots
    self.end = end
  }

  /// - Throws: `MalformedDelta.line` ([X1]), `.trail` ([X11]).
  package init(parsing bytes: [UInt8], to end: Digest) throws(MalformedDelta) {
    guard bytes.starts(with: Trail.firstLine) else { throw .line }
    var fields = ByteReader(bytes, in: Trail.firstLine.count..<bytes.count)
    guard bytes.count <= Trail.maximalLength, fields.remaining % 32 == 0 else { throw .trail }
    var roots: [Digest] = []
    while let root = try? fields.bytes32() { roots.append(Digest(root)) }
    guard Set(roots + [end]).count == roots.count + 1 else { throw .trail }
    self.roots = roots
    self.end = end
  }

  /// The bytes of the file.
  package var encoded: [UInt8] { roots.reduce(into: Trail.firstLine) { $0 += $1.bytes } }

  /// The deltas that lead from a body to the end, the largest steps first; nil where the trail does not have it. Deltas
  /// are published from 1, 2, 4, … 64 bodies back.
  package func steps(from start: Digest) -> [(from: Digest, to: Digest)]? {
    guard let index = roots.firstIndex(of: start) else { return nil }
    var (steps, from, distance): ([(Digest, Digest)], Digest, Int) = ([], start, index + 1)
    while distance > 0 {
      // The largest power of two that fits.
      distance -= 1 << (Int.bitWidth - 1 - distance.leadingZeroBitCount)
      let to = distance == 0 ? end : roots[distance - 1]
      steps.append((from, to))
      from = to
    }
    return steps
  }
}
