// What Swift does not import of the C library.
#include <sys/prctl.h>

// prctl takes a variable number of arguments. Afterwards the process leaves no core file, and only root may look into
// its memory or trace it.
static inline int postpass_forbid_dumping(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }
