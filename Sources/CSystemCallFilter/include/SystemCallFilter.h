// What the kernel still does for a process that only reads, computes and answers. For programs that want to be held to
// that, whatever becomes of them later; see seccomp(2).
#pragma once

/// From now on this process, and whatever it would start, can read what is open, open files for reading, write to its
/// standard output and error, and manage its memory. Every other system call fails with EPERM. This cannot be undone.
/// Returns 0, or an error number where the kernel offers no filters, or the processor is neither x86-64 nor AArch64.
int postpass_restrict_to_reading(void);
