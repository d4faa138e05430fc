#include <stddef.h>
#include <stdint.h>

// Searches: gives one input after the other to `run`, which gives 0.
int LLVMFuzzerRunDriver(int *count, char ***arguments, int (*run)(const uint8_t *bytes, size_t length));

// Changes bytes in place, as the search does where no mutator of ours is in its way; gives the new length.
size_t LLVMFuzzerMutate(uint8_t *bytes, size_t length, size_t limit);
