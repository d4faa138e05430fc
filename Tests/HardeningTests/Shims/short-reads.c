// Reads and writes give one byte each, and every seventh is interrupted: all that POSIX allows.
#define _GNU_SOURCE
#include <errno.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static int is_interrupted(void) {
  static unsigned calls;
  if (++calls % 7 != 0) return 0;
  errno = EINTR;
  return 1;
}

static size_t shortened(size_t count) { return count > 1 ? 1 : count; }

ssize_t read(int file, void *buffer, size_t count) {
  return is_interrupted() ? -1 : syscall(SYS_read, file, buffer, shortened(count));
}

ssize_t write(int file, const void *buffer, size_t count) {
  return is_interrupted() ? -1 : syscall(SYS_write, file, buffer, shortened(count));
}

ssize_t pread64(int file, void *buffer, size_t count, off64_t offset) {
  return is_interrupted() ? -1 : syscall(SYS_pread64, file, buffer, shortened(count), offset);
}

ssize_t pwrite64(int file, const void *buffer, size_t count, off64_t offset) {
  return is_interrupted() ? -1 : syscall(SYS_pwrite64, file, buffer, shortened(count), offset);
}

// The same functions, where off_t has 64 bits.
ssize_t pread(int file, void *buffer, size_t count, off_t offset) { return pread64(file, buffer, count, offset); }

ssize_t pwrite(int file, const void *buffer, size_t count, off_t offset) {
  return pwrite64(file, buffer, count, offset);
}
