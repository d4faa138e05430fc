// Counts the requests for memory of one thread, so that a test can show that there were none.
#pragma once
#include <stdbool.h>

// How often the calling thread has asked for memory since it began.
unsigned long allocation_count(void);

// False under a sanitizer, which needs the allocator for itself: the count stays zero then.
bool allocations_are_counted(void);
