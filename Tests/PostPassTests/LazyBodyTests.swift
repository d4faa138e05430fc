import PostPass
import Synchronization
import TestSupport
import Testing

struct LazyBodyTests {
  @Test func `what is read a second time counts for nothing`() throws {
    let file = try TestAuthority().keyring
    let reads = Mutex<[Int: Int]>([:])
    let body = try unsafe LazyBody(file.head, fileLength: file.bodyFile.count) { offset, buffer in
      unsafe buffer.copyBytes(from: file.bodyFile[offset..<offset + buffer.count])
      let isFirst = reads.withLock {
        $0[offset, default: 0] += 1
        return $0[offset] == 1
      }
      if !isFirst { unsafe buffer[0] ^= 1 }
      return 0
    }
    let reader = body.reader()
    for index in 0..<reader.wordCount {
      let word = (0..<8).reduce(UInt64(0)) { $0 | UInt64(file.bodyFile[index * 8 + $1]) << UInt64(8 * $1) }
      #expect(try reader.word(index) == word)
    }
  }
}
