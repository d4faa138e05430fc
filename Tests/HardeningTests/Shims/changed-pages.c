// Somebody writes into a file while it is being read: from the read number $CHANGED_FROM on, or, where $CHANGED_AGAIN
// is set, in every second read of a place, one bit of byte $CHANGED_BYTE is another.
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

enum { maximal_places = 4096 };

// True for the second, the fourth read of a place, and so on: what was hashed is put back before the next.
static int is_read_again(int file, off64_t offset) {
  static struct { ino_t file; off64_t offset; unsigned reads; } places[maximal_places];
  static unsigned count;
  struct stat status;
  if (fstat(file, &status) != 0) abort();
  unsigned index = 0;
  while (index < count && (places[index].file != status.st_ino || places[index].offset != offset)) index++;
  if (index == maximal_places) abort();
  if (index == count) count++;
  places[index].file = status.st_ino;
  places[index].offset = offset;
  return ++places[index].reads % 2 == 0;
}

static int is_changed(int file, off64_t offset) {
  static unsigned long reads;
  reads++;
  if (getenv("CHANGED_AGAIN")) return is_read_again(file, offset);
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
