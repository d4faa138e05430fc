import Glibc
package import PostPass

extension TestAuthority {
  /// The file `state` of a store that pulled this when it was signed.
  package var state: StoreState {
    StoreState(
      authority: id, newestSignedTime: newestSignedTime, lastPull: newestSignedTime, roots: roots,
      keyring: keyring.signed, list: list.signed)
  }

  /// The file `head` of a mirror.
  package var mirrorHead: MirrorHead {
    MirrorHead(root: roots[roots.count - 1].signed, keyring: keyring.signed, list: list.signed)
  }

  private var newestSignedTime: UnixTime {
    roots.map(\.signed.head.issuedAt).reduce(max(keyring.head.issuedAt, list.head.issuedAt), max)
  }

  /// Writes a store into a directory that exists (SPEC §8.2).
  package func writeStore(to directory: String) throws {
    try write(state.encoded, to: "\(directory)/state")
    try writeBodies(to: directory)
  }

  /// Writes a mirror into a directory that exists (SPEC §8.1).
  package func writeMirror(to directory: String) throws {
    _ = unsafe mkdir("\(directory)/roots", 0o700)
    for root in roots { try write(root.encoded, to: "\(directory)/roots/\(root.signed.head.number)") }
    try writeBodies(to: directory)
    try write(mirrorHead.encoded, to: "\(directory)/head")
  }

  /// Where the body of a file is in a store or mirror.
  package static func bodyPath(_ file: TestFile, in directory: String) -> String {
    "\(directory)/bodies/\(file.head.bodyRoot.hex)"
  }

  private func writeBodies(to directory: String) throws {
    _ = unsafe mkdir("\(directory)/bodies", 0o700)
    for file in [keyring, list] { try write(file.bodyFile, to: TestAuthority.bodyPath(file, in: directory)) }
  }
}

/// Writes a file of a test, over whatever was there.
package func write(_ bytes: [UInt8], to path: String) throws {
  guard let file = unsafe fopen(path, "w") else { throw TestFileError(errno: errno) }
  let written = unsafe fwrite(bytes, 1, bytes.count, file)
  guard unsafe fclose(file) == 0, written == bytes.count else { throw TestFileError(errno: errno) }
}

/// A file or directory that a test cannot use.
package struct TestFileError: Error {
  let errno: Int32

  package init(errno: Int32) { self.errno = errno }
}
