import Foundation
import GRDB
import PostPass

/// One row as SQLite gives it. Reading a column of another type than the tables have is an error here, not a trap.
struct StoredRow {
  private let row: Row
  private let table: LedgerTable

  init(_ row: Row, of table: LedgerTable) {
    self.row = row
    self.table = table
  }

  /// For what a row says that no row should.
  var damage: LedgerError { .damaged(table) }

  func isNull(_ column: Int) -> Bool { (row[column] as DatabaseValue).isNull }

  func integer(_ column: Int) throws(LedgerError) -> Int64 {
    guard case .int64(let value) = (row[column] as DatabaseValue).storage else { throw damage }
    return value
  }

  func number(_ column: Int) throws(LedgerError) -> UInt32 {
    guard let value = UInt32(exactly: try integer(column)) else { throw damage }
    return value
  }

  func key(_ column: Int) throws(LedgerError) -> KeyNumber {
    guard let key = KeyNumber(try number(column)) else { throw damage }
    return key
  }

  func time(_ column: Int) throws(LedgerError) -> UnixTime {
    guard let seconds = UInt64(exactly: try integer(column)) else { throw damage }
    return UnixTime(seconds: seconds)
  }

  func optionalTime(_ column: Int) throws(LedgerError) -> UnixTime? {
    isNull(column) ? nil : try time(column)
  }

  func text(_ column: Int) throws(LedgerError) -> String {
    guard case .string(let value) = (row[column] as DatabaseValue).storage else { throw damage }
    return value
  }

  func bytes(_ column: Int) throws(LedgerError) -> [UInt8] {
    guard case .blob(let value) = (row[column] as DatabaseValue).storage else { throw damage }
    return [UInt8](value)
  }
}

/// Bytes as a column value.
func stored(_ bytes: [UInt8]) -> Data { Data(bytes) }

/// A time as a column value.
func stored(_ time: UnixTime) throws(LedgerError) -> Int64 {
  guard time <= .lastDate, let seconds = Int64(exactly: time.seconds) else { throw .timeOutOfRange(time) }
  return seconds
}

/// A time, or NULL, as a column value.
func storedIfAny(_ time: UnixTime?) throws(LedgerError) -> Int64? {
  guard let time else { return nil }
  return try stored(time)
}
