/*
 * beneath - opening what lies in a folder, and nothing outside of it.
 *
 * For: reading and serving a capsule, whose author may have put a symbolic
 * link anywhere. Links are followed while they stay in the folder; one that
 * leads out, by ".." or an absolute path, fails with EXDEV.
 */
#ifndef QAPSULE_BASE_BENEATH_H
#define QAPSULE_BASE_BENEATH_H

/* As openat(2), always with O_CLOEXEC; nothing is created. */
int beneath_open(int folder, const char *path, int flags);

/*
 * The same step by step, for kernels and containers without openat2(2): as
 * strict, and no link is followed at all (ELOOP, or ENOTDIR on the way).
 */
int beneath_walk(int folder, const char *path, int flags);

#endif
