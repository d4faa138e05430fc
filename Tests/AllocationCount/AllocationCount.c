// An executable's own definitions come before those of the C library in every shared object of its process, the Swift runtime
// included. Each of them counts, and passes the request on to the function of glibc that is behind the public name.
#include "AllocationCount.h"

#include <errno.h>
#include <stddef.h>

static __thread unsigned long requests;

unsigned long allocation_count(void) { return requests; }

#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)

bool allocations_are_counted(void) { return false; }

#else

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

bool allocations_are_counted(void) { return true; }

void *malloc(size_t size) {
  requests += 1;
  return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
  requests += 1;
  return __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size) {
  requests += 1;
  return __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  requests += 1;
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
  if (alignment % sizeof(void *) != 0 || alignment == 0 || (alignment & (alignment - 1)) != 0) return EINVAL;
  void *allocated = aligned_alloc(alignment, size);
  if (allocated == NULL) return ENOMEM;
  *memory = allocated;
  return 0;
}

#endif
