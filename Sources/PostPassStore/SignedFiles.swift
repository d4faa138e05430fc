package import PostPass

/// How the bodies of a store or mirror are opened (SPEC §3).
package enum Opening: Sendable, Hashable {
  /// For one check: pages are read and verified when they are needed.
  case lazily
  /// For many checks: everything is verified at once.
  case whole
}

/// Whether somebody else may rewrite the files while they are open.
enum Storage: Sendable, Hashable {
  /// The program's own: files are replaced by renaming, and may be mapped.
  case own
  /// Anybody's: files are copied to be opened whole.
  case foreign
}

/// The heads that a store or mirror holds, whose bodies are under `bodies/ROOT` (SPEC §8).
struct SignedFiles {
  let directory: StorePath
  let roots: [RootFile]
  let keyring: SignedHead
  let list: SignedHead
  /// The newest signed time of a store; nil for a mirror.
  let rememberedTime: UnixTime?

  /// Verifies root chain, keyring and list, each against the one before (SPEC §7, step 2).
  func open(pinned authority: AuthorityID, _ opening: Opening, _ storage: Storage) throws(StoreError)
    -> TrustSet
  {
    let chain: RootChain
    do { chain = try RootChain(pinned: authority, files: roots) } catch { throw .untrusted(.root, error) }
    let keyringHead: KeyringHead
    do { keyringHead = try chain.verifyKeyring(keyring) } catch { throw .untrusted(.keyring, error) }
    let keyring = try openKeyring(keyringHead, opening, storage)
    let listHead: ListHead
    do { listHead = try ListHead(verifying: list, with: keyring) } catch {
      throw .untrusted(.revocationList, error)
    }
    let list = try openList(listHead, opening, storage)
    return TrustSet(chain: chain, keyring: keyring, list: list, rememberedTime: rememberedTime)
  }

  private func openKeyring(
    _ head: KeyringHead, _ opening: Opening, _ storage: Storage
  ) throws(StoreError) -> Keyring {
    let file = try bodyFile(of: head.head)
    switch opening {
    case .lazily:
      do { return Keyring(head, lazy: try LazyBody(head.head, reading: file)) } catch {
        throw .damaged(.keyring, error)
      }
    case .whole:
      let pages = try pages(of: file, storage)
      do { return try Keyring(head, whole: pages) } catch { throw .damaged(.keyring, error) }
    }
  }

  private func openList(
    _ head: ListHead, _ opening: Opening, _ storage: Storage
  ) throws(StoreError) -> RevocationList {
    let file = try bodyFile(of: head.head)
    switch opening {
    case .lazily:
      do {
        return try RevocationList(head, lazy: try LazyBody(head.head, reading: file))
      } catch { throw .damaged(.revocationList, error) }
    case .whole:
      let pages = try pages(of: file, storage)
      do { return try RevocationList(head, whole: pages) } catch { throw .damaged(.revocationList, error) }
    }
  }

  /// The open body file. Its length is checked against the signed one before anything is mapped or read ([P1]).
  private func bodyFile(of head: FileHead) throws(StoreError) -> ReadableFile {
    let file = try ReadableFile(opening: directory.bodyFile(head.bodyRoot))
    guard file.length == PageTree(bodyLength: head.bodyLength).fileLength else {
      throw .damaged(head.kind, .length)
    }
    return file
  }

  private func pages(of file: ReadableFile, _ storage: Storage) throws(StoreError) -> PagesInMemory {
    switch storage {
    case .own: try PagesInMemory(mapping: file)
    case .foreign: try PagesInMemory(copying: file)
    }
  }
}

extension StorePath {
  /// The body file with this body root.
  package func bodyFile(_ root: Digest) -> StorePath { appending("bodies").appending(root.hex) }
}

extension LazyBody {
  fileprivate init(_ head: FileHead, reading file: ReadableFile) throws(DamagedBody) {
    try unsafe self.init(head, fileLength: file.length) { offset, buffer in
      unsafe file.read(at: offset, into: buffer)
    }
  }
}
