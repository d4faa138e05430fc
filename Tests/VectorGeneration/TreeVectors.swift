import PostPass

/// Body roots of bodies of which byte i is i mod 251 (SPEC §3). The payload is a body root.
enum TreeVectors {
  static var all: [VectorDraft] {
    let page = 4096
    let lengths = [1, page - 1, page, page + 1, 2 * page, 128 * page, 128 * page + 1, 129 * page]
    let right = lengths.map { length in
      vector("length-\(length)", length, "accepted", "the root of the tree", PageTree.root(of: body(length)))
    }
    return right + wrong
  }

  private static func body(_ length: Int) -> [UInt8] { (0..<length).map { UInt8($0 % 251) } }

  private static func vector(
    _ name: String, _ length: Int, _ expect: String, _ comment: String, _ root: Digest
  ) -> VectorDraft {
    VectorDraft(
      "trees/\(name)", kind: "tree", expect: expect, must: "P2", comment, [("body-length", "\(length)")],
      .hex(root.bytes))
  }

  private static func leaf(_ page: ArraySlice<UInt8>) -> [UInt8] { Blake2b.hash([0], Array(page)).bytes }

  private static var wrong: [VectorDraft] {
    let (one, two) = (body(4096), body(8192))
    let leaves = leaf(two[..<4096]) + leaf(two[4096...])
    let padded = leaf(two[..<4096]) + leaf(([two[4096]] + [UInt8](repeating: 0, count: 4095))[...])
    return [
      vector("no-prefix", 4096, "page-hash", "a leaf without its 0x00", Blake2b.hash(one)),
      vector("leaf-as-interior", 4096, "page-hash", "a leaf with 0x01", Blake2b.hash([1], one)),
      vector(
        "single-interior", 4096, "page-hash", "an interior hash above a single page",
        Blake2b.hash([1], leaf(one[...]))),
      vector("interior-as-leaf", 8192, "page-hash", "an interior hash with 0x00", Blake2b.hash([0], leaves)),
      vector("flat", 8192, "page-hash", "the hash of the whole body", Blake2b.hash([0], two)),
      vector(
        "second-preimage", 64, "page-hash", "the root of two pages for a body that is their hashes",
        Blake2b.hash([1], leaves)),
      vector("padded-page", 4097, "page-hash", "a last page padded with zeros", Blake2b.hash([1], padded)),
      vector(
        "padded-node", 8192, "page-hash", "an interior node padded to 128 hashes",
        Blake2b.hash([1], leaves + [UInt8](repeating: 0, count: 126 * 32))),
      vector("other-length", 4097, "page-hash", "the root of a byte less", PageTree.root(of: one)),
    ]
  }
}
