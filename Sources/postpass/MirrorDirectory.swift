import Console
import DurableFile
import Glibc
import PostPass
import PostPassIssuing

/// The directory that `publish` writes for the world.
enum MirrorDirectory {
  /// The path from the root of the file system, so that it means the same from every working directory.
  static func absolute(_ path: String) throws(Failure) -> String {
    do { return try DurableFile.absolute(path) } catch { throw Failure(error) }
  }

  /// A new authority never takes over the mirror of another one, nor a directory with other files.
  static func refuseOccupied(_ path: String) throws(Failure) {
    guard try isEmpty(path) else {
      throw Failure(
        code: "mirror-occupied", message: "\(path) is not empty", hint: "name a new or empty directory",
        exit: .wouldOverwrite)
    }
  }

  /// A directory of other files does not become a mirror among them. Where a first publication was cut off there is
  /// no head yet.
  static func refuseForeign(_ path: String) throws(Failure) {
    let names: [String]
    do { names = try DurableFile.names(in: path) } catch {
      if case .missing = error { return }
      throw Failure(error)
    }
    let isForeign = names.contains { !Mirror.ownNames.contains($0) && !DurableFile.isTemporary($0) }
    guard isForeign, !names.contains("head") else { return }
    throw Failure(
      code: "not-a-mirror", message: "\(path) is not a mirror: it has other files, and no head",
      hint: "name a new or empty directory; nothing was published", exit: .wouldOverwrite)
  }

  /// Whoever says that a mirror is new does not know what is there. Nothing of it would be lost, but the list would not be
  /// what was meant.
  static func refuseLive(_ path: String) throws(Failure) {
    guard exists("\(path)/head") else { return }
    throw Failure(
      code: "mirror-live", message: "\(path) is a mirror already, and --first is for a new one",
      hint: "leave --first out, and what is there is kept and added to; nothing was published",
      exit: .wouldOverwrite)
  }

  /// Takes back a directory that was made for an authority that then did not come about.
  static func removeIfEmpty(_ path: String) { _ = unsafe rmdir(path) }

  /// True where anything has the name, even a dangling link.
  static func exists(_ path: String) -> Bool {
    var status = stat()
    return unsafe lstat(path, &status) == 0
  }

  /// Refuses a file in a directory that is not there, before anything is done for it.
  static func requireParent(
    of path: String, for what: TerminalText, otherwise unchanged: TerminalText
  ) throws(Failure) {
    let directory = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    guard !exists(directory) else { return }
    throw Failure(
      code: "missing", message: "there is no \(directory) for \(what)",
      hint: "make it, or name another file; \(unchanged)", exit: .inputMissing)
  }

  /// True where the directory is missing or has no files.
  static func isEmpty(_ path: String) throws(Failure) -> Bool {
    do {
      return try DurableFile.names(in: path).isEmpty
    } catch {
      if case .missing = error { return true }
      throw Failure(error)
    }
  }
}
