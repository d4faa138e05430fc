import GRDB

/// The tables, version by version. A ledger with a version that is not named here is refused.
let migrations: DatabaseMigrator = {
  var migrations = DatabaseMigrator()
  migrations.registerMigration("v1") { db in
    try db.execute(sql: firstVersion)
  }
  migrations.registerMigration("v2") { db in
    try db.execute(sql: publicationsByLogRow)
  }
  migrations.registerMigration("v3") { db in
    try db.execute(sql: whatOthersSay)
  }
  return migrations
}()

// Codes keep their row numbers: serials are random, and rows of this size would be spread over the whole file.
// A post may be a number up to 2^64 - 1, which SQLite's integers do not reach: text, as are brands, one a line.
private let firstVersion = """
  CREATE TABLE authority (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    authority BLOB NOT NULL CHECK (length(authority) = 32),
    created_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE codes (
    issuer INTEGER NOT NULL,
    serial INTEGER NOT NULL CHECK (serial BETWEEN 0 AND 4294967295),
    creator TEXT NOT NULL,
    post TEXT NOT NULL,
    brands TEXT NOT NULL,
    not_before INTEGER NOT NULL,
    not_after INTEGER NOT NULL,
    on_end TEXT NOT NULL,
    note TEXT NOT NULL,
    issued_at INTEGER NOT NULL,
    issued_by TEXT NOT NULL,
    signature BLOB NOT NULL CHECK (length(signature) = 64),
    PRIMARY KEY (issuer, serial)
  ) STRICT;
  CREATE INDEX codes_by_end ON codes (not_after);
  CREATE INDEX codes_by_post ON codes (post);
  CREATE INDEX codes_by_creator ON codes (creator);

  CREATE TABLE revocations (
    issuer INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    requested_at INTEGER NOT NULL,
    requested_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    effective_from INTEGER,
    note TEXT NOT NULL,
    not_after INTEGER,
    published_list INTEGER,
    published_at INTEGER,
    log_seq INTEGER NOT NULL REFERENCES log (seq),
    PRIMARY KEY (issuer, serial)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX unpublished_revocations ON revocations (issuer, serial) WHERE published_list IS NULL;

  CREATE TABLE key_revocations (
    issuer INTEGER NOT NULL PRIMARY KEY,
    requested_at INTEGER NOT NULL,
    requested_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    effective_from INTEGER,
    note TEXT NOT NULL,
    published_list INTEGER,
    published_at INTEGER,
    log_seq INTEGER NOT NULL REFERENCES log (seq)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE serial_windows (
    issuer INTEGER NOT NULL PRIMARY KEY,
    base INTEGER NOT NULL,
    issued INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE log (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    details TEXT NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32)
  ) STRICT;
  CREATE INDEX log_by_subject ON log (subject);
  CREATE TRIGGER log_is_never_updated BEFORE UPDATE ON log
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
  CREATE TRIGGER log_is_never_deleted BEFORE DELETE ON log
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
  CREATE TRIGGER log_has_no_gaps BEFORE INSERT ON log
    WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM log)
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
  """

// A list says all that was recorded up to some row of the log: one row notes that, however many revocations there are.
// A revocation that a stricter one replaced has a later row, and is unpublished again.
private let publicationsByLogRow = """
  CREATE TABLE publications (
    log_seq INTEGER PRIMARY KEY,
    list INTEGER NOT NULL,
    published_at INTEGER NOT NULL
  ) STRICT;
  INSERT INTO publications
    SELECT max(log_seq), published_list, published_at
    FROM (
      SELECT log_seq, published_list, published_at FROM revocations WHERE published_list IS NOT NULL
      UNION ALL
      SELECT log_seq, published_list, published_at FROM key_revocations WHERE published_list IS NOT NULL
    )
    GROUP BY published_list, published_at;
  DROP INDEX unpublished_revocations;
  ALTER TABLE revocations DROP COLUMN published_list;
  ALTER TABLE revocations DROP COLUMN published_at;
  ALTER TABLE key_revocations DROP COLUMN published_list;
  ALTER TABLE key_revocations DROP COLUMN published_at;
  CREATE INDEX revocations_by_log_row ON revocations (log_seq);
  CREATE INDEX key_revocations_by_log_row ON key_revocations (log_seq);
  """

// What the newest keyring and list say of codes and keys of this ledger, and which these were: a code or key that was
// revoked here as well has a row only where the list says more of it.
private let whatOthersSay = """
  CREATE TABLE listed_codes (
    issuer INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    list INTEGER NOT NULL,
    published_at INTEGER NOT NULL,
    effective_from INTEGER NOT NULL,
    reason TEXT NOT NULL,
    log_seq INTEGER NOT NULL REFERENCES log (seq),
    PRIMARY KEY (issuer, serial)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE listed_keys (
    issuer INTEGER NOT NULL PRIMARY KEY,
    list INTEGER NOT NULL,
    published_at INTEGER NOT NULL,
    effective_from INTEGER NOT NULL,
    reason TEXT NOT NULL,
    log_seq INTEGER NOT NULL REFERENCES log (seq)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE removed_keys (
    issuer INTEGER NOT NULL PRIMARY KEY,
    keyring INTEGER NOT NULL,
    issued_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE learned_files (
    kind INTEGER NOT NULL PRIMARY KEY,
    root INTEGER NOT NULL,
    keyring INTEGER NOT NULL,
    list INTEGER NOT NULL,
    body_root BLOB NOT NULL CHECK (length(body_root) = 32)
  ) STRICT, WITHOUT ROWID;
  """
