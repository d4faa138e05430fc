import Console
import Glibc
import PostPassStore
import PostPassSync

/// One `--from`: the address of a mirror, its directory, or a bundle.
struct MirrorSource {
  enum Kind: Equatable {
    case address(WebAddress)
    case directory
    case bundle
  }

  /// As it was given.
  let place: String
  let kind: Kind

  init(_ place: String) throws(Failure) {
    guard !place.isEmpty else {
      throw .usage(
        "empty-value", "--from names nothing", hint: "write --from URL, --from DIR or --from BUNDLE")
    }
    self.place = place
    kind =
      MirrorSource.isAddress(place) ? .address(try MirrorSource.address(place)) : MirrorSource.file(place)
  }

  func transport(_ patience: HTTPPatience) -> any Transport {
    switch kind {
    case .address(let address):
      HTTPTransport(
        address, userAgent: "\(PullCommand.name)/\(Release.version)",
        certificates: StoreLocation.environment("SSL_CERT_FILE")
          .map { String(decoding: $0, as: UTF8.self) }
          .flatMap { $0.isEmpty ? nil : $0 },
        patience)
    case .directory: DirectoryTransport(place)
    case .bundle: BundleTransport(place)
    }
  }

  /// What is not there is reported when it is read; it may be a directory that is not mounted.
  private static func file(_ place: String) -> Kind {
    var status = stat()
    return unsafe stat(place, &status) == 0 && status.st_mode & S_IFMT != S_IFDIR ? .bundle : .directory
  }

  private static func isAddress(_ place: String) -> Bool {
    let lowercased = place.lowercased()
    // A mistyped one must not be taken for a directory that happens to be missing.
    return place.contains("://")
      || ["http:", "https:", "ftp:", "file:"].contains { lowercased.hasPrefix($0) }
  }

  /// A text with an at sign may have a password before it, and is not shown.
  private static func address(_ place: String) throws(Failure) -> WebAddress {
    let shown: TerminalText = place.contains("@") ? "the address given with --from" : "\(quoting: place)"
    do {
      return try WebAddress(ofMirror: place)
    } catch {
      switch error {
      case .credentials:
        throw .usage(
          "address-with-password", "\(shown) has a user name or a password in it",
          hint: "leave it out: a mirror is public, and everything in it is signed")
      case .scheme:
        throw .usage(
          "address-not-supported", "\(shown) is no http or https address",
          hint: "write https://HOST/PATH, or name a directory or a bundle without file:")
      case .query:
        throw .usage(
          "malformed-address", "\(shown) has a ? or # in it", hint: "write https://HOST/PATH and nothing more"
        )
      case .host, .port, .character:
        throw .usage(
          "malformed-address", "\(shown) is not an address",
          hint: "write https://HOST/PATH or https://HOST:PORT/PATH")
      }
    }
  }
}
