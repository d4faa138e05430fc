/// Bytes that stay where they are for as long as the object lives: an array's copy or a mapped file.
package protocol BodyStorage: AnyObject, Sendable {
  var bytes: UnsafeRawBufferPointer { get }
}

/// A body file in memory of the process's own.
@safe
package final class MemoryStorage: BodyStorage {
  // Written once in the init, freed in deinit, only read in between.
  private nonisolated(unsafe) let buffer: UnsafeMutableRawBufferPointer

  package init(_ bytes: [UInt8]) {
    unsafe buffer = .allocate(byteCount: bytes.count, alignment: 8)
    unsafe buffer.copyBytes(from: bytes)
  }

  package var bytes: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(buffer) }

  deinit { unsafe buffer.deallocate() }
}

/// A body that was verified once, all of it; reading it costs no hash (SPEC [P1], [P2]).
@safe
package final class WholeBody: BodyReader, Sendable {
  private let storage: any BodyStorage
  private nonisolated(unsafe) let base: UnsafeRawPointer
  package let wordCount: Int
  /// Where in the file the hashes of its pages are; empty where it stores none.
  private let pageHashes: Range<Int>

  /// - Throws: `DamagedBody.length`, `.pageHash`.
  package convenience init(verifying storage: any BodyStorage, against head: FileHead) throws(DamagedBody) {
    try self.init(verifying: storage, length: head.bodyLength, root: head.bodyRoot)
  }

  /// - Parameter length: that of the body, without the stored hashes.
  init(verifying storage: any BodyStorage, length: Int, root: Digest) throws(DamagedBody) {
    let file = unsafe storage.bytes
    let tree = PageTree(bodyLength: length)
    guard file.count == tree.fileLength, let base = file.baseAddress else { throw .length }
    let (stored, found) = unsafe PageTree.hashes(of: UnsafeRawBufferPointer(rebasing: file[..<length]))
    guard found == root, unsafe stored.elementsEqual(file[length...]) else { throw .pageHash(page: 0) }
    self.storage = storage
    unsafe self.base = base
    wordCount = length / 8
    // The layer above the body; a body of one page has none.
    pageHashes = length..<length + (tree.layers.count > 1 ? tree.layers[1].length : 0)
  }

  /// A body that this process has just made itself, and that is nobody's to verify.
  init(built body: [UInt8]) {
    let storage = MemoryStorage(body)
    guard let base = unsafe storage.bytes.baseAddress else { preconditionFailure("no body is empty") }
    self.storage = storage
    unsafe self.base = base
    wordCount = body.count / 8
    pageHashes = 0..<0
  }

  /// Whether the stored hashes of two bodies say that they have the same page. False where one of them stores none: a
  /// body of one page, or one that was made here.
  func hasSamePage(_ page: Int, as other: WholeBody) -> Bool {
    guard let ours = storedHash(ofPage: page), let theirs = other.storedHash(ofPage: page) else {
      return false
    }
    return ours == theirs
  }

  private func storedHash(ofPage page: Int) -> Digest? {
    let start = pageHashes.lowerBound + page * PageTree.hashSize
    guard start + PageTree.hashSize <= pageHashes.upperBound else { return nil }
    return unsafe Digest(bytes: storage.bytes[start..<start + PageTree.hashSize])
  }

  @inline(__always)
  package func word(_ index: Int) -> UInt64 {
    // Bodies are validated when they are opened whole: an index out of range is a bug of ours, never of the file.
    precondition(UInt(bitPattern: index) < UInt(bitPattern: wordCount), "a word outside of the body")
    return unsafe UInt64(littleEndian: base.loadUnaligned(fromByteOffset: index &* 8, as: UInt64.self))
  }

  package func inconsistent(_ broken: MalformedList) -> Never {
    // Whole bodies are validated before anything is looked up in them.
    preconditionFailure("a validated body breaks a rule: \(broken)")
  }
}
