import Foundation
import ProgramSupport

/// A library that is loaded before a program and answers some of its system calls in its own way.
struct SystemCallShim {
  /// What a command line begins with to run under it.
  let prefix: String

  /// Compiles a file of `Shims` into the directory of a shell.
  init(_ name: String, in shell: borrowing Shell) throws {
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
      path: "Shims/\(name).c")
    guard let compiler = CCompiler.path else { throw NoCompiler() }
    let library = "\(shell.home)/\(name).so"
    try shell.output(of: "'\(compiler)' -Wall -Werror -O1 -shared -fPIC -o '\(library)' '\(source.path)'")
    prefix = "env LD_PRELOAD='\(library)'"
  }

  struct NoCompiler: Error {}
}
