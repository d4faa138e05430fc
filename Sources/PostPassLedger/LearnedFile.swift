import GRDB
import PostPass

/// The keyring and the list up to which a ledger knows what they say of its codes.
enum LearnedFile {
  /// Whether there is anything to learn: not from a file of the same body, and not from an older one, which somebody read
  /// just before it was replaced.
  static func isNews(_ head: FileHead, in db: Database) throws -> Bool {
    let row = try Row.fetchOne(
      db, sql: "SELECT root, keyring, list, body_root FROM learned_files WHERE kind = ?",
      arguments: [head.kind.rawValue])
    guard let row = row.map({ StoredRow($0, of: .learnedFiles) }) else { return true }
    if try row.bytes(3) == head.bodyRoot.bytes { return false }
    var numbers: [UInt64] = []
    // SQLite keeps the bits of numbers that may be any of 2^64.
    for column in 0...2 { numbers.append(UInt64(bitPattern: try row.integer(column))) }
    let order = head.order
    return (numbers[0], numbers[1], numbers[2]) <= (order.root, order.keyring, order.list)
  }

  static func keep(_ head: FileHead, in db: Database) throws {
    let order = head.order
    try db.execute(
      sql:
        "INSERT OR REPLACE INTO learned_files (kind, root, keyring, list, body_root) VALUES (?, ?, ?, ?, ?)",
      arguments: [
        head.kind.rawValue, Int64(bitPattern: order.root), Int64(bitPattern: order.keyring),
        Int64(bitPattern: order.list), stored(head.bodyRoot.bytes),
      ])
  }

  /// Everything is to be learned anew, and still from no older file.
  static func forget(in db: Database) throws {
    try db.execute(sql: "UPDATE learned_files SET body_root = zeroblob(32)")
  }
}
