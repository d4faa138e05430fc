import Console
import Glibc

#if !DEBUG
  import CSystemCallFilter
#endif

Output.prepare()
#if !DEBUG
  // A second lock behind the first, which is that nothing else is linked: from here on the kernel refuses what a
  // verifier does not need, even to code that somebody smuggles in. Where it has no filters, only that lock is missing.
  _ = postpass_restrict_to_reading()
#endif
exit(runProgram(ArgumentBytes.ofProcess(), at: currentTime()).rawValue)
