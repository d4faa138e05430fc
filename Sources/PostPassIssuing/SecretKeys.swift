package import DurableFile
package import PostPass

/// Opens and makes the secret keys of one run of a program: the one way to them.
package struct SecretKeys: Sendable {
  package init() {}

  /// Reads a key file that was made for this owner.
  package func open(_ path: String, of owner: KeyOwner) throws(SecretKeyError) -> SigningKey {
    try SecretKeyFile.read(path, of: owner)
  }

  /// Writes a key file that was not there.
  /// - Parameter comment: what the key is for, for whoever opens the file: printable ASCII.
  package func create(
    _ key: borrowing SigningKey, of owner: KeyOwner, at path: String, comment: String
  ) throws(FileError) {
    try SecretKeyFile.create(key, of: owner, at: path, comment: comment)
  }
}
