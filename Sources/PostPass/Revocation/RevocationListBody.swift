extension RevocationListContent {
  /// The most codes that a list can have.
  package static let maximalCodeCount = Int(EliasFanoSet.maximalCount)

  /// The body of a list with this content, and no other has these bytes (SPEC §6). At most `maximalCodeCount` codes.
  package func encodedBody() -> [UInt8] {
    let header = header()
    guard let layout = RevocationListLayout(header) else {
      // Sorted and united content keeps every rule of [L4] but the count, which the caller is told to keep.
      preconditionFailure("more than 2^30 revoked codes")
    }
    var words = [UInt64](repeating: 0, count: layout.wordCount)
    words.replaceSubrange(0..<RevocationListLayout.headerWords, with: header.words)
    writeEventsAndKeys(to: &words)
    writeCodes(to: &words, layout: layout)
    for index in words.indices { words[index] = words[index].littleEndian }
    return unsafe words.withUnsafeBytes { unsafe [UInt8]($0) }
  }

  private func header() -> RevocationListHeader {
    var header = RevocationListHeader()
    header.codeCount = UInt64(codeEntries.count)
    header.eventCount = UInt32(events.count)
    header.keyCount = UInt32(keyEntries.count)
    forEachIssuer { codes, begin, end in
      let last = codeEntries[codes.upperBound - 1].id
      header.issuerCount += 1
      header.maximalIssuer = UInt64(last.issuer.value)
      header.maximalEnd = end
      header.maximalPosition = RevocationListLayout.position(ofEnd: begin) + UInt64(last.serial)
    }
    return header
  }

  private func writeEventsAndKeys(to words: inout [UInt64]) {
    var index = RevocationListLayout.headerWords
    for event in events {
      (words[index], words[index + 1], words[index + 2], words[index + 3]) = event.words
      index += Event.wordCount
    }
    for key in keyEntries {
      words[index] = UInt64(key.number.value) | UInt64(key.event) << 32
      index += 1
    }
  }

  private func writeCodes(to words: inout [UInt64], layout: RevocationListLayout) {
    if codeEntries.isEmpty { return }
    var numbers = EliasFanoEncoder(layout.issuerNumbers)
    var ends = EliasFanoEncoder(layout.issuerEnds)
    var positions = EliasFanoEncoder(layout.codes)
    forEachIssuer { codes, begin, end in
      numbers.append(UInt64(codeEntries[codes.lowerBound].id.issuer.value), to: &words)
      ends.append(end, to: &words)
      let first = RevocationListLayout.position(ofEnd: begin)
      for index in codes {
        positions.append(first + UInt64(codeEntries[index].id.serial), to: &words)
        layout.eventIndices.write(UInt64(codeEntries[index].event), at: index, in: &words)
      }
    }
    numbers.finish(in: &words)
    ends.finish(in: &words)
    positions.finish(in: &words)
  }

  /// Each issuer's codes, the issuer end before its own, and its own.
  private func forEachIssuer(_ report: (_ codes: Range<Int>, _ begin: UInt64, _ end: UInt64) -> Void) {
    var (first, begin) = (0, UInt64(0))
    while first < codeEntries.count {
      let issuer = codeEntries[first].id.issuer
      let next = codeEntries[first...].firstIndex { $0.id.issuer != issuer } ?? codeEntries.endIndex
      let end = begin + RevocationListLayout.placeWidth(largestSerial: codeEntries[next - 1].id.serial)
      report(first..<next, begin, end)
      (first, begin) = (next, end)
    }
  }
}
