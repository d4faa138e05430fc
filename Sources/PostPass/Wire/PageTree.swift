/// The shape of a body file: the body, then layers of hashes, each layer the hashes of the 4 KiB pages of the one
/// before, until a layer is a single page; that page's hash is the body root (SPEC §3).
package struct PageTree: Sendable, Equatable {
  package static let pageSize = 4096
  static let hashSize = 32

  /// One layer of the file: the body is layer 0.
  package struct Layer: Sendable, Equatable {
    package let offset: Int
    package let length: Int

    package var pageCount: Int { (length + pageSize - 1) / pageSize }

    /// Where in the layer a page lies; the last may be shorter.
    package func range(ofPage page: Int) -> Range<Int> {
      page * pageSize..<min((page + 1) * pageSize, length)
    }
  }

  package let layers: [Layer]

  /// The shape for a body of 1 to 2^40 bytes.
  package init(bodyLength: Int) {
    var layers = [Layer(offset: 0, length: bodyLength)]
    var last = layers[0]
    while last.pageCount > 1 {
      last = Layer(offset: last.offset + last.length, length: last.pageCount * PageTree.hashSize)
      layers.append(last)
    }
    self.layers = layers
  }

  /// The shape of a body file of this length; nil where no body has one of it.
  package init?(fileLength: Int) {
    var (shortest, longest) = (1, fileLength)
    while shortest < longest {
      let middle = shortest + (longest - shortest) / 2
      if PageTree(bodyLength: middle).fileLength < fileLength {
        shortest = middle + 1
      } else {
        longest = middle
      }
    }
    guard longest > 0 else { return nil }
    self.init(bodyLength: shortest)
    guard self.fileLength == fileLength else { return nil }
  }

  /// The length of the body.
  package var bodyLength: Int { layers[0].length }

  /// The length of the body file.
  package var fileLength: Int { layers[layers.count - 1].offset + layers[layers.count - 1].length }

  /// The hash of a page of a layer.
  static func hash(ofPage page: UnsafeRawBufferPointer, inLayer layer: Int) -> Digest {
    var kind: UInt8 = layer == 0 ? 0 : 1
    return unsafe withUnsafeBytes(of: &kind) { kind in unsafe Blake2b.hash(kind, page) }
  }

  /// The layers above the body, and the body root.
  package static func hashes(of body: UnsafeRawBufferPointer) -> (stored: [UInt8], root: Digest) {
    let tree = PageTree(bodyLength: body.count)
    var stored: [UInt8] = []
    stored.reserveCapacity(tree.fileLength - body.count)
    for (number, layer) in tree.layers.enumerated() {
      var hashes: [UInt8] = []
      hashes.reserveCapacity(layer.pageCount * hashSize)
      for page in 0..<layer.pageCount {
        let range = layer.range(ofPage: page)
        let digest =
          number == 0
          ? unsafe hash(ofPage: UnsafeRawBufferPointer(rebasing: body[range]), inLayer: 0)
          : hash(ofStoredPage: range, of: layer, in: stored, below: body.count, inLayer: number)
        if layer.pageCount == 1 { return (stored, digest) }
        hashes.append(contentsOf: digest.bytes)
      }
      stored.append(contentsOf: hashes)
    }
    // The last layer has one page by construction, and returns above.
    preconditionFailure("a page tree ends in one page")
  }

  private static func hash(
    ofStoredPage range: Range<Int>, of layer: Layer, in stored: [UInt8], below bodyLength: Int,
    inLayer number: Int
  ) -> Digest {
    let start = layer.offset - bodyLength
    return unsafe stored.withUnsafeBytes { stored in
      unsafe hash(
        ofPage: UnsafeRawBufferPointer(rebasing: stored[start + range.lowerBound..<start + range.upperBound]),
        inLayer: number)
    }
  }

  /// The body root of a body held in memory.
  package static func root(of body: [UInt8]) -> Digest {
    unsafe body.withUnsafeBytes { unsafe hashes(of: $0).root }
  }

  /// The body file of a body held in memory.
  package static func bodyFile(of body: [UInt8]) -> [UInt8] {
    body + (unsafe body.withUnsafeBytes { unsafe hashes(of: $0).stored })
  }
}
