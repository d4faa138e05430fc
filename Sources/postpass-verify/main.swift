import Console
import Glibc

Output.prepare()
exit(runProgram(ArgumentBytes.ofProcess(), at: currentTime()).rawValue)
