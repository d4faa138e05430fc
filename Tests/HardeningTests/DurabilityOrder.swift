/// The order in which a program makes changes last: a file is flushed before it gets its name, and the directory
/// after; and nothing is answered before all of that.
struct DurabilityOrder {
  /// What was done too early.
  enum Violation: Hashable, CustomStringConvertible {
    case namedUnflushed(String)
    case answeredUnflushed(String)
    case answeredWithUnflushedDirectory(String)
    case endedUnflushed(String)
    case endedWithUnflushedDirectory(String)

    var description: String {
      switch self {
      case .namedUnflushed(let path): "\(path) got its name before it was flushed"
      case .answeredUnflushed(let path): "an answer was given before \(path) was flushed"
      case .answeredWithUnflushedDirectory(let path):
        "an answer was given before the entries of \(path) were flushed"
      case .endedUnflushed(let path): "\(path) was never flushed"
      case .endedWithUnflushedDirectory(let path): "the entries of \(path) were never flushed"
      }
    }
  }

  private(set) var violations: Set<Violation> = []
  /// Files that got their name.
  private(set) var named: [String] = []
  /// The paths that were written and not flushed since.
  private var unflushed: Set<String> = []
  /// The directories of which an entry was made and that were not flushed since.
  private var directories: Set<String> = []
  private let work: String

  /// - Parameters:
  ///   - work: where the program ran, for names that do not begin at the root.
  ///   - answer: the file that was its standard output.
  init(_ trace: SystemCallTrace, in work: String, answeringTo answer: String) {
    self.work = work
    for call in trace.calls where call.succeeded { follow(call, answer: answer) }
    for path in unflushed { violations.insert(.endedUnflushed(path)) }
    for path in directories { violations.insert(.endedWithUnflushedDirectory(path)) }
  }

  private mutating func follow(_ call: SystemCallTrace.Call, answer: String) {
    switch call.name {
    case "write", "writev", "pwrite64", "ftruncate", "fallocate", "copy_file_range":
      guard let path = call.path else { return }
      if path == answer { return checkAnswer() }
      if isLasting(path) { unflushed.insert(path) }
    case "fsync", "fdatasync":
      guard let path = call.path else { return }
      unflushed.remove(path)
      directories.remove(path)
    case "rename", "renameat", "renameat2", "link", "linkat":
      let names = call.names.map(absolute)
      guard names.count == 2 else { return }
      if unflushed.remove(names[0]) != nil { violations.insert(.namedUnflushed(names[1])) }
      directories.insert(directory(of: names[1]))
      named.append(names[1])
    case "mkdir", "mkdirat":
      if let name = call.names.first { directories.insert(directory(of: absolute(name))) }
    case "unlink", "unlinkat": if let name = call.names.first { unflushed.remove(absolute(name)) }
    default: break
    }
  }

  private mutating func checkAnswer() {
    for path in unflushed { violations.insert(.answeredUnflushed(path)) }
    for path in directories { violations.insert(.answeredWithUnflushedDirectory(path)) }
  }

  /// False for messages and for SQLite's index of its write-ahead log, which it makes anew after a crash.
  private func isLasting(_ path: String) -> Bool { path.hasPrefix(work + "/") && !path.hasSuffix("-shm") }

  private func absolute(_ name: String) -> String {
    if name.hasPrefix("/") { return name }
    return "\(work)/\(name.hasPrefix("./") ? String(name.dropFirst(2)) : name)"
  }

  private func directory(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? work
  }
}
