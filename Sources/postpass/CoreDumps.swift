import CProcess
import Glibc

/// What a process leaves of its memory when it crashes, and who may look into it while it runs.
enum CoreDumps {
  /// To be called before any secret is read: no core file, and no debugger of the same user.
  static func forbid() {
    // Neither can fail: 0 is one of the values, and a limit may always be lowered.
    _ = postpass_forbid_dumping()
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
  }
}
