import Glibc
import PostPass

/// A body file in pages of memory: mapped, or copied for storage that others may rewrite.
@safe
final class PagesInMemory: BodyStorage {
  // Set once in the init, released in deinit, only read in between.
  private nonisolated(unsafe) let buffer: UnsafeMutableRawBufferPointer

  /// Maps a file that is not empty, and that is replaced by renaming and never rewritten: a file that loses its end
  /// under a mapping takes the process with it.
  init(mapping file: ReadableFile) throws(StoreError) {
    unsafe buffer = UnsafeMutableRawBufferPointer(start: try file.map(), count: file.length)
  }

  /// Reads a file that is not empty. The pages come from the system, which can refuse, where an allocation would
  /// trap.
  init(copying file: ReadableFile) throws(StoreError) {
    let address = unsafe mmap(
      nil, file.length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let address = unsafe address, unsafe address != MAP_FAILED else {
      throw .unreadable(file.path, errno)
    }
    unsafe buffer = UnsafeMutableRawBufferPointer(start: address, count: file.length)
    let failure = unsafe file.read(at: 0, into: buffer)
    guard failure == 0 else { throw .unreadable(file.path, failure) }
  }

  var bytes: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(buffer) }

  deinit { _ = unsafe munmap(buffer.baseAddress, buffer.count) }
}
