import DurableFile
import PostPass

/// A body that was fetched and has no name in the store yet; what is not kept leaves nothing behind.
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
}
