import PostPass

/// What mirrors called the head that a store holds, so that they can be asked for another one. Of no weight: a store
/// without it fetches `head` again.
///
///     postpass/1/seen
///     <name of the mirror> <digest of its head> etag "6a014d2b-2cb"
struct MirrorMemory: Sendable, Equatable {
  private struct Entry: Equatable {
    let mirror: Digest
    /// Of the file `head`.
    let head: Digest
    let validator: Validator
  }

  private var entries: [Entry] = []

  private static let firstLine = "postpass/1/seen"

  /// Only mirrors that offer what is held are remembered, and of those the last ones.
  private static let maximalCount = 32

  static let maximalLength = 16_384

  /// Nothing is remembered where anything is not as it was written.
  init(parsing bytes: [UInt8]) {
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    guard lines.first.map(String.init) == MirrorMemory.firstLine, lines.count <= MirrorMemory.maximalCount + 1
    else { return }
    let parsed = lines.dropFirst().map(MirrorMemory.entry)
    let entries = parsed.compactMap { $0 }
    if entries.count == parsed.count { self.entries = entries }
  }

  private static func entry(_ line: Substring) -> Entry? {
    let words = line.split(separator: " ", maxSplits: 3).map(String.init)
    guard words.count == 4, let mirror = Digest(hex: words[0]), let head = Digest(hex: words[1]),
      let validator = Validator(name: words[2], text: words[3])
    else { return nil }
    return Entry(mirror: mirror, head: head, validator: validator)
  }

  var encoded: [UInt8] {
    let lines = entries.map { entry in
      "\(entry.mirror.hex) \(entry.head.hex) \(entry.validator.name) \(entry.validator.text)"
    }
    return Array((([MirrorMemory.firstLine] + lines).joined(separator: "\n") + "\n").utf8)
  }

  /// What the mirror called this head; nil where it is not known to offer it.
  func validator(of mirror: Digest, for head: Digest) -> Validator? {
    entries.first { $0.mirror == mirror && $0.head == head }?.validator
  }

  /// Remembers what a mirror calls the head that is held now, and forgets all other heads.
  mutating func remember(_ validator: Validator?, of mirror: Digest, for head: Digest) {
    entries.removeAll { $0.mirror == mirror || $0.head != head }
    if let validator { entries.append(Entry(mirror: mirror, head: head, validator: validator)) }
    entries = entries.suffix(MirrorMemory.maximalCount)
  }
}
