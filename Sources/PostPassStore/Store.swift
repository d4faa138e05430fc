package import PostPass

/// A directory in which a verifier keeps what it pulled: `state` and `bodies/ROOT` (SPEC §8.2).
package struct Store: Sendable, Hashable {
  package let directory: StorePath
  private let storage: Storage

  /// The store that this program's own puller writes; its bodies may be mapped.
  package init(_ directory: StorePath) { self.init(directory, .own) }

  /// A store on storage that somebody may rewrite, such as a network file system; its bodies are copied to be opened
  /// whole.
  package init(copying directory: StorePath) { self.init(directory, .foreign) }

  private init(_ directory: StorePath, _ storage: Storage) {
    self.directory = directory
    self.storage = storage
  }

  /// The file that switches everything.
  package var stateFile: StorePath { directory.appending("state") }

  /// What a store holds, opened.
  package struct Held: Sendable {
    package let trust: TrustSet
    /// When a mirror was last read with success.
    package let lastPull: UnixTime
  }

  /// Reads `state`; nothing in it is verified.
  /// - Throws: `StoreError.missing` where there is no store; `.notRegular`, `.tooLarge`, `.unreadable`, `.malformed`,
  ///   `.otherVersion`.
  package func state() throws(StoreError) -> StoreState {
    let bytes: [UInt8]
    do {
      bytes = try ReadableFile(opening: stateFile).contents(limit: StoreState.maximalLength)
    } catch .absent {
      throw .missing(directory)
    }
    guard !StoreState.isOfOtherVersion(bytes) else { throw .otherVersion(stateFile) }
    do { return try StoreState(parsing: bytes) } catch { throw .malformed(stateFile, error) }
  }

  /// Verifies everything that the way of opening verifies, from the store's authority down (SPEC §7, step 2).
  /// - Parameter pinned: what the caller pins besides; nil trusts the authority that the store was made with.
  package func open(_ opening: Opening, pinned: AuthorityID? = nil) throws(StoreError) -> Held {
    let state = try state()
    do {
      return try open(state, opening, pinned)
    } catch .absent(let path) {
      // A pull between the two reads removes bodies that the state read first still names.
      let newer = try self.state()
      guard newer != state else { throw .absent(path) }
      return try open(newer, opening, pinned)
    }
  }

  private func open(
    _ state: StoreState, _ opening: Opening, _ pinned: AuthorityID?
  ) throws(StoreError) -> Held {
    if let pinned, pinned != state.authority { throw .otherAuthority(state.authority) }
    let files = SignedFiles(
      directory: directory, roots: state.roots, keyring: state.keyring, list: state.list,
      rememberedTime: state.newestSignedTime)
    return Held(
      trust: try files.open(pinned: state.authority, opening, storage), lastPull: state.lastPull)
  }
}
