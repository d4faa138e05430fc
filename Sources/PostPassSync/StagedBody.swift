import DurableFile
import PostPass

/// A body that was fetched and has no name in the store yet; what is neither kept nor left leaves nothing behind.
final class StagedBody {
  let storage: any BodyStorage
  private var writer: FileWriter?

  init(_ writer: consuming FileWriter, storage: any BodyStorage) {
    self.writer = consume writer
    self.storage = storage
  }

  /// Gives the body its name, and returns when that is on the disk.
  func keep() throws(FileError) {
    guard let writer = writer.take() else { return }
    try writer.replace()
  }

  /// Leaves the body for the next pull, which need not fetch it again; a file that cannot be left is no loss.
  func leave() {
    try? writer?.leave()
  }
}
