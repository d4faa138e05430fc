import Foundation
import ProgramSupport

/// The symbols that object files need from elsewhere, and which of them a verifier has no business with. Only our own
/// objects count: the system's libsodium.a drags its signing code into every static program.
struct NeededSymbols {
  private let names: Set<String>

  /// Of the objects of some targets, as this build made them.
  init(ofTargets targets: [String], _ shell: borrowing Shell) throws {
    try self.init(of: targets.map { "'\(BuiltPrograms.directory)/\($0).build/'*.o" }, shell)
  }

  /// Of files, which may be patterns of the shell.
  init(of files: [String], _ shell: borrowing Shell) throws {
    let outcome = try shell.run("nm --undefined-only --format=just-symbols \(files.joined(separator: " "))")
    guard outcome.exit == 0 else { throw Unreadable(reason: outcome.errorText) }
    names = Set(outcome.outputText.split(separator: "\n").filter { !$0.hasSuffix(":") }.map(String.init))
  }

  struct Unreadable: Error {
    let reason: String
  }

  /// How many there are at all: a check of nothing finds nothing.
  var count: Int { names.count }

  /// What is not on the list of what an offline verifier needs.
  var foreignToVerifiers: Set<String> {
    names.filter { name in
      if NeededSymbols.ofVerifiers.contains(name) { return false }
      if name.hasPrefix("$s") {
        return name.hasPrefix("$s5Glibc")
          || NeededSymbols.otherModules.contains { name.contains("\($0.utf8.count)\($0)") }
      }
      return !NeededSymbols.ofRuntime.contains { name.hasPrefix($0) }
    }
  }

  /// What sends something over a network.
  var ofNetwork: Set<String> {
    names.filter { $0.hasPrefix("curl_") || ["socket", "connect", "getaddrinfo", "sendto"].contains($0) }
  }

  /// Reading, the clock, the answer, and the verification of signatures.
  private static let ofVerifiers: Set<String> = [
    "clock_gettime", "close", "exit", "fstat", "getenv", "isatty", "mmap", "munmap", "poll", "pread", "read",
    "signal", "write", "__xpg_strerror_r", "memcmp", "memcpy", "memmove", "memset", "strlen",
    "__stack_chk_fail", "postpass_argument", "postpass_argument_count",
    // open with two parameters cannot make a file; errno, constants.
    "$s5Glibc4openys5Int32VSPys4Int8VG_ADtF", "$s5Glibc5fcntlys5Int32VAD_ADtF", "$s5Glibc5errnos5Int32Vvg",
    "$s5Glibc10MAP_FAILEDSvSgvg", "$s5Glibc6S_IFMTs6UInt32Vvg", "$s5Glibc7S_IFREGs6UInt32Vvg",
    "$s5Glibc7SIG_IGNyys5Int32VXCvg",
    "sodium_init", "crypto_sign_ed25519_verify_detached", "crypto_core_ed25519_is_valid_point",
    "crypto_generichash_blake2b_init", "crypto_generichash_blake2b_update",
    "crypto_generichash_blake2b_final",
  ]

  /// The Swift runtime, and what sanitizers and coverage add.
  private static let ofRuntime = [
    "swift_", "_swift_", "__swift_", "__asan_", "__tsan_", "__ubsan_", "__llvm_profile_",
  ]

  private static let otherModules = [
    "Foundation", "FoundationEssentials", "FoundationNetworking", "Dispatch", "ArgumentParser", "GRDB",
    "DurableFile", "PostPassIssuing", "PostPassLedger", "PostPassSync",
  ]
}
