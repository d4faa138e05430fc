// Installs the filter and tries what it is to refuse and what it is to let through; prints what was wrong.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "SystemCallFilter.h"

#define REFUSED(call) (errno = 0, (long)(call) == -1 && errno == EPERM ? 0 : printf("not refused: %s\n", #call))
#define ALLOWED(call) ((long)(call) != -1 ? 0 : printf("not allowed: %s: %d\n", #call, errno))

int main(int count, char **arguments) {
  const char *file = arguments[0];
  int kept = dup(1);
  setvbuf(stdout, NULL, _IONBF, 0);
  if (count == 1) {
    int error = postpass_restrict_to_reading();
    if (error) return printf("no filter: %d\n", error);
  }
  REFUSED(socket(AF_INET, SOCK_STREAM, 0));
  REFUSED(open("file", O_WRONLY | O_CREAT, 0600));
  REFUSED(open("/dev/null", O_RDWR));
  REFUSED(open(file, O_RDONLY | O_TRUNC));
  REFUSED(write(kept, "x", 1));
  REFUSED(fork());
  REFUSED(execl("/bin/true", "true", NULL));
  REFUSED(unlink("file"));
  REFUSED(rename("file", "other"));
  REFUSED(mkdir("directory", 0700));
  REFUSED(chmod(file, 0777));
  REFUSED(fcntl(kept, F_SETFL, O_APPEND));
  REFUSED(mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  REFUSED(dup2(kept, 1));
  REFUSED(kill(getpid(), 0));
  ALLOWED(open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  ALLOWED(fcntl(kept, F_GETFD));
  ALLOWED(write(2, "", 0));
  struct stat status;
  ALLOWED(fstat(1, &status));
  ALLOWED(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  printf("end\n");
  return 0;
}
