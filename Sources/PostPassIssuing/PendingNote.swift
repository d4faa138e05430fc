import DurableFile
import PostPass

/// Where a home made a pending file, and what that begins from: so that it is missed where it was carried away.
struct PendingNote: Hashable {
  let path: String
  /// The numbers of the root and keyring that it begins from.
  let root: UInt64
  let keyring: UInt64

  /// Whether the home has the root and keyring that the file begins from, or an older one: any newer one ends it.
  func isOpen(in trust: TrustSet) -> Bool {
    (trust.root.number, trust.keyring.head.number) <= (root, keyring)
  }
}

extension PendingNote {
  init(_ proposal: Proposal, at path: String) {
    self.init(
      path: path, root: proposal.chain.last.signed.head.number, keyring: proposal.keyring.head.number)
  }

  /// `1 4 /home/nora/keyring-5.pending`; nil for other bytes.
  fileprivate init?(parsing bytes: some Collection<UInt8>) {
    let words = bytes.split(separator: UInt8(ascii: " "), maxSplits: 2)
    guard words.count == 3, let path = String(validating: words[2], as: UTF8.self),
      let root = Decimal.value(of: words[0]), let keyring = Decimal.value(of: words[1])
    else { return nil }
    self.init(path: path, root: root, keyring: keyring)
  }

  fileprivate var encoded: [UInt8] { Array("\(root) \(keyring) \(path)".utf8) + [0] }
}

extension Home {
  private var pendingPath: String { "\(path)/pending" }

  /// Where pending files were made; each note ends with a zero byte.
  /// - Throws: `UnreadableNotes`: nothing rests on them.
  func pendingNotes() throws(UnreadableNotes) -> [PendingNote] {
    let bytes: [UInt8]
    do { bytes = try DurableFile.read(pendingPath, limit: 1 << 20) } catch {
      if case .missing = error { return [] }
      throw UnreadableNotes(path: pendingPath)
    }
    var notes: [PendingNote] = []
    for part in bytes.split(separator: 0) {
      guard let note = PendingNote(parsing: part) else { throw UnreadableNotes(path: pendingPath) }
      notes.append(note)
    }
    return notes
  }

  func keep(_ notes: [PendingNote]) throws(FileError) {
    try DurableFile.write(notes.flatMap(\.encoded), to: pendingPath, permissions: 0o600)
  }
}

/// The file of a home that says where pending files are, where it cannot be read.
struct UnreadableNotes: Error {
  let path: String
}
