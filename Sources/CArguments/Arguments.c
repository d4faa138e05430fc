#include "CArguments.h"

#include <stddef.h>
#include <stdlib.h>

static int count = 0;
static char **arguments = NULL;

// glibc passes constructors what it passes to main. Swift's runtime reads /proc instead, and ends the process where that
// is not mounted.
__attribute__((constructor)) static void keep_arguments(int argc, char **argv) {
  count = argc;
  arguments = argv;
}

int postpass_argument_count(void) { return count; }

const char *postpass_argument(int index) {
  return index >= 0 && index < count ? arguments[index] : NULL;
}

// Before the runtime begins: in a static program it asks /proc for its directory, unless it is told one, and ends the
// program where /proc is not mounted. It only looks there for what prints the stack after a crash.
__attribute__((constructor(101))) static void name_runtime_directory(void) { setenv("SWIFT_ROOT", "/", 0); }
