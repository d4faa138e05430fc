/// What leads from one keyring's body to another's: the records that are new or changed (SPEC §8.3). It is not signed:
/// the result counts only where its body root is the signed one.
package struct KeyringDelta: Sendable {
  /// The bytes of the file.
  package let encoded: [UInt8]
  /// How many records the keyring has that it leads to, that of number 0 included.
  private let recordCount: Int

  static let firstLine = Array("postpass/1/kdlt\n".utf8)
  private static let headerLength = firstLine.count + 8
  private static let pairLength = 4 + KeyRecord.length

  /// The delta between two keyrings.
  /// - Parameter limit: the most bytes that it is worth.
  /// - Returns: nil for a delta that is larger, or that does not exist because a record is gone.
  package init?(from old: KeyringBody, to new: KeyringBody, limit: Int = .max) {
    guard new.recordCount >= old.recordCount else { return nil }
    recordCount = new.recordCount
    var (pairs, count): ([UInt8], UInt32) = ([], 0)
    for index in 0..<recordCount where index >= old.recordCount || !new.hasRecord(index, as: old) {
      guard KeyringDelta.headerLength + pairs.count + KeyringDelta.pairLength <= limit else { return nil }
      pairs.append(littleEndian: UInt32(index))
      pairs += new.record(index)
      count += 1
    }
    var bytes = KeyringDelta.firstLine
    bytes.append(littleEndian: UInt32(recordCount))
    bytes.append(littleEndian: count)
    encoded = bytes + pairs
  }

  /// Reads a delta, and refuses what no keyring could make right ([X1], [X2], [X9]). Takes no more memory than the
  /// bytes.
  package init(parsing bytes: [UInt8]) throws(MalformedDelta) {
    guard bytes.starts(with: KeyringDelta.firstLine) else { throw .line }
    var fields = ByteReader(bytes, in: KeyringDelta.firstLine.count..<bytes.count)
    guard let records = try? fields.u32(), let pairs = try? fields.u32(), records > 0,
      fields.remaining == Int(pairs) * KeyringDelta.pairLength
    else { throw .header }
    recordCount = Int(records)
    encoded = bytes
    var next: UInt32 = 0
    for number in numbers {
      guard number >= next, number < records else { throw .records }
      next = number + 1
    }
  }

  /// The length in bytes of the body that it leads to.
  var bodyLength: Int { recordCount * KeyRecord.length }

  /// The body that it leads to, where it fits the old one ([X9]); `bodyLength` long.
  func applied(to old: KeyringBody) throws(MalformedDelta) -> [UInt8] {
    guard recordCount >= old.recordCount else { throw .records }
    let isComplete = numbers.suffix(recordCount - old.recordCount).elementsEqual(
      UInt32(old.recordCount)..<UInt32(recordCount))
    guard isComplete else { throw .records }
    var body: [UInt8] = []
    body.reserveCapacity(bodyLength)
    var pairs = numbers.enumerated().makeIterator()
    var pair = pairs.next()
    for index in 0..<recordCount {
      guard let (offset, number) = pair, number == index else {
        body += old.record(index)
        continue
      }
      let record = self.record(offset)
      guard index >= old.recordCount || record != old.record(index)[...] else { throw .records }
      body += record
      pair = pairs.next()
    }
    return body
  }

  /// The number of each pair.
  private var numbers: some RandomAccessCollection<UInt32> {
    let start = KeyringDelta.headerLength
    return (0..<(encoded.count - start) / KeyringDelta.pairLength).lazy.map { pair in
      let at = start + pair * KeyringDelta.pairLength
      return encoded[at..<at + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
  }

  private func record(_ pair: Int) -> ArraySlice<UInt8> {
    let at = KeyringDelta.headerLength + pair * KeyringDelta.pairLength + 4
    return encoded[at..<at + KeyRecord.length]
  }
}
