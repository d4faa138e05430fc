package import PostPass

/// A body file by itself, for whoever verifies it before anything names it.
package enum BodyFile {
  /// Maps a file that is replaced by renaming and never rewritten. Of its content nothing is verified but the length.
  /// - Throws: `StoreError.absent`, `.notRegular`, `.unreadable`; `.damaged` where the head gives another length
  ///   ([P1]).
  package static func map(_ path: StorePath, of head: FileHead) throws(StoreError) -> any BodyStorage {
    let file = try ReadableFile(opening: path)
    guard file.length == PageTree(bodyLength: head.bodyLength).fileLength else {
      throw .damaged(head.kind, .length)
    }
    return try PagesInMemory(mapping: file)
  }
}
