/// What strace wrote of a program: the calls that change files, with the paths of descriptors.
struct SystemCallTrace {
  /// System calls after which a file, or what is on the disk of it, may be another, by all the names that
  /// architectures have for them.
  static let changing = [
    "rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat", "fsync", "fdatasync",
    "pwrite64", "write",
    "writev", "ftruncate", "fallocate", "mkdir", "mkdirat", "utimensat", "openat", "copy_file_range",
    "fchmod",
  ]

  /// One call of one thread.
  struct Call {
    let thread: Substring
    let name: String
    /// What is between the parentheses and behind them.
    fileprivate(set) var rest: Substring

    /// The paths in quotes, in their order.
    var names: [String] {
      rest.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }

    /// The descriptor of the first parameter.
    var descriptor: Int? { Int(rest.prefix { $0.isNumber }) }

    /// The path behind the descriptor of the first parameter.
    var path: String? {
      let digits = rest.prefix { $0.isNumber }
      guard !digits.isEmpty, rest.dropFirst(digits.count).first == "<" else { return nil }
      return String(rest.dropFirst(digits.count + 1).prefix { $0 != ">" })
    }

    var succeeded: Bool { !rest.contains(" = -1 ") }
  }

  let calls: [Call]

  init(_ text: String) {
    // What each descriptor is open for: a file without a name gets one by its descriptor.
    var opened: [Substring: String] = [:]
    calls = text.split(separator: "\n").compactMap { line in
      // "1234  rename("a", "b") = 0"
      guard let end = line.firstIndex(where: { !$0.isNumber }) else { return nil }
      let call = line[end...].drop { $0 == " " }
      guard let parenthesis = call.firstIndex(of: "("), !call.hasPrefix("<") else { return nil }
      var read = Call(
        thread: line[..<end], name: String(call[..<parenthesis]),
        rest: call[call.index(after: parenthesis)...])
      if let path = read.path { opened[read.rest.prefix { $0.isNumber }] = path }
      if let link = read.names.first, link.hasPrefix("/proc/self/fd/"), let path = opened[link.dropFirst(14)]
      {
        read.rest.replace("\"\(link)\"", with: "\"\(path)\"", maxReplacements: 1)
      }
      return read
    }
  }

  /// The names that files without one got, by the paths that descriptors of them have.
  private var linked: [String: String] {
    var linked: [String: String] = [:]
    for call in calls where call.name == "linkat" && call.names.count == 2 {
      linked[call.names[0]] = call.names[1]
    }
    return linked
  }

  /// Where the program can be cut off. strace counts the calls of each thread, and the first is the one that writes
  /// files.
  /// - Parameter part: of the calls that name a path with it, or a file that gets such a name; empty for all.
  func points(naming part: String) -> [Rehearsal.Point] {
    var counts: [String: Int] = [:]
    var points: [Rehearsal.Point] = []
    let swept = linked.filter { $0.value.contains(part) }.keys.map { "\($0)>" }
    for call in calls where call.thread == calls[0].thread {
      counts[call.name, default: 0] += 1
      guard call.name != "openat" || call.rest.contains("O_CREAT") || call.rest.contains("O_TMPFILE") else {
        continue
      }
      guard part.isEmpty || call.rest.contains(part) || swept.contains(where: call.rest.contains) else {
        continue
      }
      points.append(Rehearsal.Point(call: call.name, count: counts[call.name, default: 0]))
    }
    return points
  }
}

extension [Rehearsal.Point] {
  /// `fsync 2, write 5`: how many of each name.
  var counts: String {
    Dictionary(grouping: self, by: \.call).map { "\($0.key) \($0.value.count)" }.sorted().joined(
      separator: ", ")
  }
}
