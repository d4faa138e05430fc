import Glibc
import PostPass
import PostPassStore
import TestSupport

/// A store and codes below one directory.
struct BenchmarkFiles {
  let directory: String

  var store: String { "\(directory)/store" }
  private var codeFile: String { "\(directory)/codes" }

  /// Makes keys, signs and writes everything.
  func write(_ scenario: Scenario) throws {
    let authority = try scenario.authority()
    try write(authority, codes: try scenario.codes(of: authority))
  }

  /// The same of a store for one check.
  func write(_ scenario: SizedScenario) throws {
    let authority = try scenario.authority()
    try write(authority, codes: [try scenario.code(of: authority)])
  }

  /// Writes the store of an authority, and the texts of codes.
  func write(_ authority: TestAuthority, codes: [String]) throws {
    _ = unsafe mkdir(directory, 0o700)
    guard unsafe mkdir(store, 0o700) == 0 else { throw TestFileError(errno: errno) }
    try authority.writeStore(to: store)
    try TestSupport.write(Array(codes.map { $0 + "\n" }.joined().utf8), to: codeFile)
    // Only pages that are on disk can leave the cache.
    sync()
  }

  /// For each issuer a code that is allowed, then one that is revoked; of a store for one check the one code.
  func codes() throws -> [String] {
    guard let file = unsafe fopen(codeFile, "r") else { throw TestFileError(errno: errno) }
    defer { _ = unsafe fclose(file) }
    var codes: [String] = []
    var line: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { unsafe free(line) }
    while unsafe getline(&line, &capacity, file) > 0, let start = unsafe line {
      codes.append(String(unsafe String(cString: start).dropLast()))
    }
    return codes
  }

  /// Asks the kernel to drop what it has of the store in memory.
  func leaveCache() throws {
    let state = try Store(StorePath(store)).state()
    let names = ["state"] + [state.keyring, state.list].map { "bodies/\($0.head.bodyRoot.hex)" }
    for name in names {
      let file = unsafe open("\(store)/\(name)", O_RDONLY)
      guard file >= 0 else { throw TestFileError(errno: errno) }
      let failure = posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED)
      _ = close(file)
      guard failure == 0 else { throw TestFileError(errno: failure) }
    }
  }
}
