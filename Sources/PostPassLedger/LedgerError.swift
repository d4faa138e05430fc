import GRDB
package import PostPass

/// Why the ledger could not do what was asked. No case carries what is stored in it.
package enum LedgerError: Error, Equatable, Sendable {
  /// No file has this path.
  case missing(String)
  /// A file has this path, or is left over from a ledger that had it.
  case exists(String)
  /// The file is not a ledger: another program's database, a text, nothing at all.
  case notALedger(String)
  /// A later version of the program has changed the tables.
  case newerVersion(String)
  /// Another process kept the ledger for longer than this one waits.
  case locked
  /// A row or a page is not as this program writes it.
  case damaged(LedgerTable?)
  /// The system failed to make or open the file.
  case file(String, errno: Int32)
  /// The disk has no room for the record.
  case noRoom
  /// The record may be read and not written: its directory, its file, or the whole disk.
  case readOnly
  /// SQLite failed otherwise, as on input or output errors; its extended result code.
  case storage(code: Int32)
  /// The issuer key has no serial left below 2^32; it needs a new number in the keyring.
  case serialsExhausted(KeyNumber)
  /// The generator keeps giving serials that are taken.
  case repeatingRandomness(KeyNumber)
  /// A time after the year 9999.
  case timeOutOfRange(UnixTime)
  /// A text with a NUL, which SQLite would cut there.
  case nulInText
  /// A revocation that is to take effect later than now (SPEC §6.2).
  case effectInFuture(UnixTime)
  /// An earlier effect for a reason that does not allow it (SPEC §6.2).
  case earlierEffectNotAllowed(RevocationReason)
}

/// The tables of a ledger.
package enum LedgerTable: String, Sendable {
  case authority
  case codes
  case revocations
  case keyRevocations = "key_revocations"
  case publications
  case listedCodes = "listed_codes"
  case listedKeys = "listed_keys"
  case removedKeys = "removed_keys"
  case learnedFiles = "learned_files"
  case serialWindows = "serial_windows"
  case log
}

extension LedgerError {
  /// What a failure of the database means here. SQLite's message and the arguments of the statement are left behind.
  init(_ error: DatabaseError) {
    switch error.resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .locked
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .damaged(nil)
    case .SQLITE_FULL: self = .noRoom
    case .SQLITE_READONLY, .SQLITE_CANTOPEN: self = .readOnly
    default: self = .storage(code: error.extendedResultCode.rawValue)
    }
  }

  /// True for what stands only in the way of writing.
  package var leavesReading: Bool {
    switch self {
    case .noRoom, .readOnly, .storage: true
    default: false
    }
  }

  /// The error as one of the ledger's own; for calls in which nothing else can be thrown.
  init(closing error: any Error) {
    switch error {
    case let error as LedgerError: self = error
    case let error as DatabaseError: self = LedgerError(error)
    default: self = .storage(code: ResultCode.SQLITE_ERROR.rawValue)
    }
  }
}
