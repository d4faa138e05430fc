#include "SystemCallFilter.h"

#include <errno.h>

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))

#include <asm/ioctls.h>
#include <asm/unistd.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#else
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
// The lower half of a parameter: both architectures are little-endian, and the kernel takes the parameters that are
// looked at here as 32 bits.
#define LOAD_PARAMETER(index) LOAD(args[index])
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define REFUSE BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)

// Where the call is this one: allowed, whatever its parameters.
#define CALL(name) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##name, 0, 1), ALLOW
// Where the call is this one: allowed if the parameter is one of two values.
#define CALL_WITH(name, index, value, other)                                                                           \
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##name, 0, 5), LOAD_PARAMETER(index),                                       \
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 1, 0), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, other, 0, 1), ALLOW, REFUSE
// Where the call is this one: allowed if the parameter has none of these bits.
#define CALL_WITHOUT(name, index, bits)                                                                                \
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##name, 0, 4), LOAD_PARAMETER(index),                                       \
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, 1, 0), ALLOW, REFUSE

// All flags of open that do more than read; O_RDONLY itself is zero.
static const unsigned more_than_reading = ~(unsigned)(O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

int postpass_restrict_to_reading(void) {
  struct sock_filter instructions[] = {
      LOAD(arch),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0),
      REFUSE,
      // The numbers of x32, which are those of other calls with one bit more, are on no list.
      LOAD(nr),
      CALL(read),
      CALL(pread64),
      CALL(close),
      CALL(fstat),
      CALL(newfstatat),
      CALL(lseek),
      CALL_WITH(write, 0, 1, 2),
      CALL_WITHOUT(openat, 2, more_than_reading),
      CALL_WITH(fcntl, 1, F_GETFD, F_GETFL),
      CALL_WITH(ioctl, 1, TCGETS, TCGETS),
      CALL(brk),
      CALL_WITHOUT(mmap, 2, PROT_EXEC),
      CALL_WITHOUT(mprotect, 2, PROT_EXEC),
      CALL(munmap),
      CALL(mremap),
      CALL(madvise),
      CALL(futex),
      CALL(clock_gettime),
      CALL(getrandom),
#if defined(__NR_poll)
      CALL(poll),
#endif
      CALL(ppoll),
      CALL(restart_syscall),
      CALL(rt_sigaction),
      CALL(rt_sigprocmask),
      CALL(rt_sigreturn),
      // What a program needs to end, also by a fault of its own.
      CALL(getpid),
      CALL(gettid),
      CALL(tgkill),
      CALL(exit),
      CALL(exit_group),
      REFUSE,
  };
  struct sock_fprog program = {sizeof instructions / sizeof *instructions, instructions};
  // Without this only the superuser may filter, since a program that gains rights could be misled.
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) return errno;
  return 0;
}

#else

int postpass_restrict_to_reading(void) { return ENOTSUP; }

#endif
