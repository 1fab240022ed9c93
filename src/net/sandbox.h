/*
 * sandbox - what a process gives up before it serves.
 *
 * The parent may read, fork and listen but never start a program or look into
 * another process. A worker, the only process that reads what strangers send,
 * keeps its sockets, its memory and the files beneath the capsules.
 *
 *   no-new-privileges   a set-uid program gives nothing back
 *   not dumpable        keys get into no core file, and no process of the
 *                       same user can attach
 *   limits              no core files; a worker starts no process
 *   Landlock            a worker: no path but beneath the capsules, no
 *                       outgoing TCP
 *   seccomp             the system calls of its role, see sandbox.c
 *
 * What the kernel lacks is left out. A build with sanitizers gives up less:
 * their runtime reads /proc and the program, and the leak check at the end
 * attaches to its own process.
 */
#ifndef QAPSULE_NET_SANDBOX_H
#define QAPSULE_NET_SANDBOX_H

#include <stddef.h>

/* Whether this is a build with them. */
#if defined(__SANITIZE_ADDRESS__)
#define SANDBOX_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANDBOX_SANITIZED 1
#endif
#endif
#ifndef SANDBOX_SANITIZED
#define SANDBOX_SANITIZED 0
#endif

/* Once, before the first fork. Logs in one line what this kernel lacks. */
void sandbox_parent(void);

/*
 * folders: the capsules, open; log: the folder where files may be made anew
 * and written to, or -1. From here on only what a worker needs.
 */
void sandbox_worker(const int *folders, size_t n, int log);

#endif
