/// The body of a keyring, all of it verified: what a delta is made from and applied to. Its records are looked at when
/// the keyring is opened.
package struct KeyringBody: Sendable {
  private let bytes: WholeBody

  init(_ bytes: WholeBody) { self.bytes = bytes }

  /// The body file of an older keyring, whose root is known and whose head is not kept (SPEC [P1], [P2]).
  package init(verifying storage: any BodyStorage, root: Digest) throws(DamagedBody) {
    guard let tree = unsafe PageTree(fileLength: storage.bytes.count),
      tree.bodyLength % KeyRecord.length == 0
    else { throw .length }
    bytes = try WholeBody(verifying: storage, length: tree.bodyLength, root: root)
  }

  /// How many records, that of number 0 included.
  var recordCount: Int { bytes.wordCount / KeyRecord.words }

  /// The 128 bytes of a record below `recordCount`.
  func record(_ index: Int) -> [UInt8] { Keyring.recordBytes(index, in: bytes) }

  /// Whether two keyrings, which both have it, have the same record at an index.
  func hasRecord(_ index: Int, as other: KeyringBody) -> Bool {
    let start = index * KeyRecord.words
    return (start..<start + KeyRecord.words).allSatisfy { bytes.word($0) == other.bytes.word($0) }
  }

  /// The indices below both counts whose records differ, increasing. Pages whose stored hashes are equal are not read.
  func indices(differingFrom other: KeyringBody) -> [Int] {
    let perPage = PageTree.pageSize / KeyRecord.length
    let end = min(recordCount, other.recordCount)
    var indices: [Int] = []
    for start in stride(from: 0, to: end, by: perPage)
    where !bytes.hasSamePage(start / perPage, as: other.bytes) {
      indices += (start..<min(start + perPage, end)).filter { !hasRecord($0, as: other) }
    }
    return indices
  }

  /// How many records say that their key was removed.
  package var removedCount: Int {
    (1..<recordCount).count { bytes.word($0 * KeyRecord.words) >> 8 & 0xFF == UInt64(KeyRecord.removedState) }
  }

  /// The body that deltas lead to, one after the other (SPEC §8.3).
  /// - Parameter length: that of the body they have to lead to, as it was signed. No delta leads to a shorter
  ///   keyring, so that none on the way is longer.
  /// - Returns: the body; nothing but its length is known to be the signed one.
  package func updated(by deltas: [[UInt8]], length: Int) throws(MalformedDelta) -> [UInt8] {
    var body = self
    for delta in deltas.dropLast() {
      let delta = try KeyringDelta(parsing: delta)
      guard delta.bodyLength <= length else { throw .length(delta.bodyLength) }
      body = KeyringBody(WholeBody(built: try delta.applied(to: body)))
    }
    guard let last = deltas.last else { throw .header }
    let delta = try KeyringDelta(parsing: last)
    guard delta.bodyLength == length else { throw .length(delta.bodyLength) }
    return try delta.applied(to: body)
  }
}
