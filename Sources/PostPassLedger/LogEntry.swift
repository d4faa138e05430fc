package import PostPass

/// One change: a row of the append-only log.
package struct LogEntry: Sendable, Equatable {
  /// 1 for the first row, without gaps.
  package let seq: UInt64
  package let at: UnixTime
  /// Who did it, as the caller says.
  package let by: String
  package let action: LogAction
  /// What was changed, for example a code ID.
  package let subject: String
  /// One `name value` a line; a note comes last, and may have several lines.
  package let details: String
  /// The chain up to and with this row.
  package let hash: Digest

  /// The first value of a name in `details`.
  package func detail(_ name: String) -> String? {
    for line in details.split(separator: "\n") where line.hasPrefix("\(name) ") {
      return String(line.dropFirst(name.count + 1))
    }
    return nil
  }
}

/// What a log row says was done. Rows of keyrings, roots and signatures are written before they take effect: the one
/// that did not is made once more, with a row of the same number.
package enum LogAction: String, Sendable, CaseIterable {
  case initialize = "init"
  case join
  case issue
  case revoke
  case noticeCreate = "notice-create"
  case noticeMerge = "notice-merge"
  case publish
  case keyringAdd = "keyring-add"
  case keyringSet = "keyring-set"
  case keyringRemove = "keyring-remove"
  case keyringRenew = "keyring-renew"
  case rootRotate = "root-rotate"
  case rootExport = "root-export"
  case sign
  case startWindow = "start-window"
  /// A list that was made elsewhere revokes a code or key of this ledger.
  case learnRevoked = "learn-revoked"
  /// A keyring no longer has a key with codes in this ledger.
  case learnRemoved = "learn-removed"
  /// A later list or keyring no longer says one of these two.
  case learnTakenBack = "learn-taken-back"
}

/// The last row of a log, which stands for all rows before it.
package struct LogHead: Sendable, Equatable {
  /// 0 for an empty log.
  package let seq: UInt64
  /// 32 zero bytes for an empty log.
  package let hash: Digest

  static let beforeFirst = LogHead(seq: 0, hash: Digest(Bytes32()))

  /// The head once a row is appended: the hash of the domain, the hash before, the row's numbers as 8 bytes
  /// little-endian, and its four texts, each after its length as 4 bytes little-endian.
  func appending(at seconds: UInt64, texts: [[UInt8]]) -> LogHead {
    let seq = seq + 1
    var row = hash.bytes
    row += littleEndian(seq) + littleEndian(seconds)
    for text in texts {
      // SQLite refuses texts of a gigabyte and more.
      row += littleEndian(UInt32(text.count)) + text
    }
    return LogHead(seq: seq, hash: Blake2b.hash(LogHead.domain, row))
  }

  private static let domain = Array("postpass/v1/log\n".utf8)
}

private func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
  (0..<value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}

/// What following the chain from the first row has shown.
package enum LogVerdict: Sendable, Equatable {
  /// Every row fits. Only a head that was kept elsewhere shows that no last rows are missing.
  case intact(LogHead)
  /// The first row that is missing, or that was not written after the row before it.
  case broken(seq: UInt64)
}
