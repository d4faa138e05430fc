// Somebody writes into a file while it is being read: from the read number $CHANGED_FROM on, or, where $CHANGED_AGAIN
// is set, from the second read of a place on, one bit is another.
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

enum { maximal_places = 4096 };

static int was_read(int file, off64_t offset) {
  static struct { int file; off64_t offset; } places[maximal_places];
  static unsigned count;
  for (unsigned index = 0; index < count; index++) {
    if (places[index].file == file && places[index].offset == offset) return 1;
  }
  if (count == maximal_places) abort();
  places[count].file = file;
  places[count++].offset = offset;
  return 0;
}

static int is_changed(int file, off64_t offset) {
  static unsigned long reads;
  reads++;
  if (getenv("CHANGED_AGAIN")) return was_read(file, offset);
  const char *first = getenv("CHANGED_FROM");
  return first && reads >= strtoul(first, NULL, 10);
}

ssize_t pread64(int file, void *buffer, size_t count, off64_t offset) {
  ssize_t got = syscall(SYS_pread64, file, buffer, count, offset);
  const char *place = getenv("CHANGED_BYTE");
  if (got > 0 && is_changed(file, offset)) ((unsigned char *)buffer)[(place ? strtoul(place, NULL, 10) : 0) % got] ^= 1;
  return got;
}

// The same function, where off_t has 64 bits.
ssize_t pread(int file, void *buffer, size_t count, off_t offset) { return pread64(file, buffer, count, offset); }
