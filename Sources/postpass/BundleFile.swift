import Console
import DurableFile
import Glibc
import PostPass

/// The file that `publish --bundle` writes.
enum BundleFile {
  /// Only an older bundle is written over, or a file without content: a mistyped name must not cost a secret or the
  /// record.
  static func refuseOther(_ path: String) throws(Failure) {
    guard MirrorDirectory.exists(path) else {
      return try MirrorDirectory.requireParent(
        of: path, for: "the bundle", otherwise: "nothing was published")
    }
    guard try !mayBeReplaced(path) else { return }
    throw Failure(
      code: "not-a-bundle", message: "\(path) is there already, and is no bundle",
      hint: "nothing was published; name another file", exit: .wouldOverwrite)
  }

  private static func mayBeReplaced(_ path: String) throws(Failure) -> Bool {
    // What a link leads to would stay as it is, and the link would be gone.
    var status = stat()
    guard unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
    do throws(FileError) {
      let file = try FileReader(path)
      if file.length == 0 { return true }
      return Bundle.begins(try file.read(at: 0, upTo: 64))
    } catch {
      switch error {
      case .notRegular, .missing: return false
      default: throw Failure(error)
      }
    }
  }
}
