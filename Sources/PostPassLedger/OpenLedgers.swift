import Glibc
import Synchronization

/// The ledgers that this process has open. A process that closes any descriptor of a file gives up all of its locks on
/// that file, SQLite's as well; another process then takes itself for the last one, and removes the write-ahead log
/// that is still in use here. So a file that is open as a ledger is never opened in another way beside it.
enum OpenLedgers {
  private struct Entry {
    let device: dev_t
    let inode: ino_t
    weak var ledger: Ledger?
  }

  private static let entries = Mutex<[Entry]>([])

  /// True for the file of a ledger that is open: its header was looked at when it was opened.
  static func has(_ path: String) -> Bool {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return false }
    return entries.withLock { entries in
      entries.contains {
        $0.ledger != nil && $0.device == status.st_dev && $0.inode == status.st_ino
      }
    }
  }

  static func insert(_ ledger: Ledger, at path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return }
    entries.withLock { entries in
      entries.removeAll { $0.ledger == nil }
      entries.append(Entry(device: status.st_dev, inode: status.st_ino, ledger: ledger))
    }
  }
}
