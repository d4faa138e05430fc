import DurableFile

/// A mirror in a directory of this machine.
package struct DirectoryTransport: Transport {
  private let directory: String

  package init(_ directory: String) { self.directory = directory }

  package func fetch(
    _ piece: MirrorPiece, into sink: (_ bytes: [UInt8]) throws(PullError) -> Void
  ) throws(PullError) {
    let file: FileReader
    do {
      file = try FileReader("\(directory)/\(piece.path)")
    } catch .missing {
      throw .missing(piece)
    } catch {
      throw .unreachable(piece, error)
    }
    try file.pass(0..<file.length, of: piece, to: sink)
  }
}

extension FileReader {
  /// Hands a part of the file to a sink, a chunk at a time.
  borrowing func pass(
    _ range: Range<Int>, of piece: MirrorPiece, to sink: (_ bytes: [UInt8]) throws(PullError) -> Void
  ) throws(PullError) {
    var offset = range.lowerBound
    while offset < range.upperBound {
      let chunk: [UInt8]
      do {
        chunk = try read(at: offset, upTo: min(65_536, range.upperBound - offset))
      } catch {
        throw .unreachable(piece, error)
      }
      // The file became shorter since it was opened; whoever checks the bytes will miss the rest.
      if chunk.isEmpty { return }
      try sink(chunk)
      offset += chunk.count
    }
  }
}
