import Glibc
import PostPass
import TestSupport

/// The store and the codes of a run, below one directory.
struct BenchmarkFiles {
  let directory: String

  var store: String { "\(directory)/store" }
  private var codeFile: String { "\(directory)/codes" }

  /// Makes keys, signs and writes everything.
  func write(_ scenario: Scenario) throws {
    let authority = try scenario.authority()
    try write(authority, codes: try scenario.codes(of: authority))
  }

  /// Writes the store of an authority, and the texts of codes.
  func write(_ authority: TestAuthority, codes: [String]) throws {
    guard unsafe mkdir(store, 0o700) == 0 else { throw TestFileError(errno: errno) }
    try authority.writeStore(to: store)
    try TestSupport.write(Array(codes.map { $0 + "\n" }.joined().utf8), to: codeFile)
  }

  /// For each issuer a code that is allowed, then one that is revoked.
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
}
