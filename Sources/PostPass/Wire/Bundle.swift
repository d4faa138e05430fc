/// The whole state of an authority in one file, for a USB stick or an e-mail (SPEC §8.1).
package struct Bundle: Sendable, Hashable {
  package let roots: [RootFile]
  package let keyring: SignedHead
  /// Body and stored hashes of the keyring.
  package let keyringBody: [UInt8]
  package let list: SignedHead
  /// Body and stored hashes of the list.
  package let listBody: [UInt8]

  static let firstLine = Array("postpass/1/pack\n".utf8)

  package init(
    roots: [RootFile], keyring: SignedHead, keyringBody: [UInt8], list: SignedHead, listBody: [UInt8]
  ) {
    self.roots = roots
    self.keyring = keyring
    self.keyringBody = keyringBody
    self.list = list
    self.listBody = listBody
  }

  /// True for input that says it is a bundle.
  package static func begins(_ bytes: [UInt8]) -> Bool { bytes.starts(with: firstLine) }

  package init(parsing bytes: [UInt8]) throws(MalformedFile) {
    let index: BundleIndex
    do {
      index = try BundleIndex(length: bytes.count) { Array(bytes[$0]) }
    } catch let error as MalformedFile {
      throw error
    } catch {
      // Reading from memory throws nothing.
      throw .container
    }
    roots = index.roots
    keyring = index.keyring
    keyringBody = Array(bytes[index.keyringBody])
    list = index.list
    listBody = Array(bytes[index.listBody])
  }

  package var encoded: [UInt8] {
    roots.reduce(Bundle.firstLine) { $0 + $1.encoded } + keyring.encoded + keyringBody + list.encoded
      + listBody
  }
}
