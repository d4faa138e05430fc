import GRDB
import PostPass

extension KeyRemoval {
  /// What was learned of a key; nil for one that the keyring has.
  init?(of key: KeyNumber, in db: Database) throws {
    let find = try db.cachedStatement(sql: "SELECT keyring, issued_at FROM removed_keys WHERE issuer = ?")
    guard let row = try Row.fetchOne(find, arguments: [key.value]) else { return nil }
    let stored = StoredRow(row, of: .removedKeys)
    self.init(
      key: key, keyringNumber: UInt64(bitPattern: try stored.integer(0)),
      keyringIssuedAt: try stored.time(1))
  }

  func insert(in db: Database) throws {
    try db.execute(
      sql: "INSERT INTO removed_keys (issuer, keyring, issued_at) VALUES (?, ?, ?)",
      arguments: [key.value, Int64(bitPattern: keyringNumber), try stored(keyringIssuedAt)])
  }

  func delete(in db: Database) throws {
    try db.execute(sql: "DELETE FROM removed_keys WHERE issuer = ?", arguments: [key.value])
  }

  /// For the log.
  var details: String { "keyring \(keyringNumber)\nissued-at \(keyringIssuedAt.iso8601)" }
}
