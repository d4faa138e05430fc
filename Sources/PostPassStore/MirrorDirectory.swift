package import PostPass

/// A mirror that is read in place: `head`, `roots/N` and `bodies/ROOT` (SPEC §8.1). It has no memory, so that whoever
/// writes the directory can put back what was newest some time ago, for as long as that is fresh.
package struct MirrorDirectory: Sendable, Hashable {
  package let directory: StorePath
  private let authority: AuthorityID

  package init(_ directory: StorePath, pinned authority: AuthorityID) {
    self.directory = directory
    self.authority = authority
  }

  /// The file that switches everything.
  package var headFile: StorePath { directory.appending("head") }

  /// Verifies everything that the way of opening verifies, from the pinned authority down (SPEC §7, step 2).
  /// - Throws: `StoreError.missing` where there is no mirror, and all others but `.noHome`.
  package func open(_ opening: Opening) throws(StoreError) -> TrustSet {
    let head = try head()
    do {
      return try open(head, opening)
    } catch .absent(let path) {
      // Publishing between the two reads may remove bodies that the head read first still names.
      let newer = try self.head()
      guard newer != head else { throw .absent(path) }
      return try open(newer, opening)
    }
  }

  private func head() throws(StoreError) -> MirrorHead {
    let bytes: [UInt8]
    do {
      bytes = try ReadableFile(opening: headFile).contents(limit: MirrorHead.maximalLength)
    } catch .absent {
      throw .missing(directory)
    }
    do { return try MirrorHead(parsing: bytes) } catch { throw .malformed(headFile, error) }
  }

  private func open(_ head: MirrorHead, _ opening: Opening) throws(StoreError) -> TrustSet {
    let files = SignedFiles(
      directory: directory, roots: try roots(upTo: head.root), keyring: head.keyring, list: head.list,
      rememberedTime: nil)
    return try files.open(pinned: authority, opening, .foreign)
  }

  private func roots(upTo newest: SignedHead) throws(StoreError) -> [RootFile] {
    let count = newest.head.number
    guard count <= RootChain.maximalRoots else { throw .untrusted(.root, .tooManyRoots) }
    var roots: [RootFile] = []
    for number in 1...count {
      let path = directory.appending("roots").appending("\(number)")
      let bytes = try ReadableFile(opening: path).contents(limit: RootFile.maximalLength)
      do { roots.append(try RootFile(parsing: bytes)) } catch { throw .malformed(path, error) }
      guard number < count || roots.last?.signed == newest else { throw .otherRoot(path) }
    }
    return roots
  }
}
