import Console
import Glibc
import PostPassSync

/// One `--from`: a mirror directory, or a bundle.
struct MirrorSource {
  /// As it was given.
  let place: String
  let isBundle: Bool

  init(_ place: String) throws(Failure) {
    guard !place.isEmpty else {
      throw .usage("empty-value", "--from names nothing", hint: "write --from DIR or --from BUNDLE")
    }
    guard !MirrorSource.isAddress(place) else {
      throw .usage(
        "address-not-supported",
        "\(quoting: place) is an address, and this version reads directories and bundles only",
        hint: "copy the mirror's directory or a bundle here by other means, then --from DIR or --from BUNDLE")
    }
    self.place = place
    var status = stat()
    // What is not there is reported when it is read; it may be a directory that is not mounted.
    isBundle = unsafe stat(place, &status) == 0 && status.st_mode & S_IFMT != S_IFDIR
  }

  var transport: any Transport { isBundle ? BundleTransport(place) : DirectoryTransport(place) }

  private static func isAddress(_ place: String) -> Bool {
    let lowercased = place.lowercased()
    return ["http:", "https:", "ftp:", "file:"].contains { lowercased.hasPrefix($0) }
  }
}
